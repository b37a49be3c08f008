import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import type { Adapter } from "@dystore/core/adapter";

/** The adapter of a program that a test starts. @param place The SQLite file, or DynamoDB Local's address. */
export function openAdapter(kind: string, place: string): Adapter {
  switch (kind) {
    case "sqlite full":
    case "sqlite normal":
      return sqliteAdapter({
        file: place,
        synchronous: kind === "sqlite full" ? "full" : "normal",
        busyTimeoutMs: 60_000,
      });
    case "dynamodb":
      return dynamodbAdapter({ endpoint: place, region: "us-east-2" });
    default:
      throw new TypeError(`There is no adapter "${kind}".`);
  }
}
