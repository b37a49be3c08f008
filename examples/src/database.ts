import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import type { Adapter } from "@dystore/core/adapter";

/** An empty database for one run of a program. */
export interface Database {
  readonly adapter: Adapter;
  /** What it is, in words. */
  readonly description: string;
  /** Closes it and removes what it left on this machine. */
  remove(): Promise<void>;
}

/** An SQLite file in a folder of its own. */
export async function sqliteFile(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), "dystore-"));
  const adapter = sqliteAdapter({ file: join(folder, "example.db") });
  return {
    adapter,
    description: "an SQLite file in a temporary folder, removed at the end",
    async remove() {
      await adapter.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** DynamoDB Local: one that is running, or one that is started for this run. */
export async function dynamodb(): Promise<Database> {
  // Not everybody who runs a program on SQLite has the SDK installed: loaded only where it is asked for.
  const [{ dynamodbAdapter }, { dynamodbLocal }] = await Promise.all([
    import("@dystore/adapter-dynamodb"),
    import("@dystore/conformance"),
  ]);
  const local = await dynamodbLocal();
  // DynamoDB Local keeps a database for each access key: a fresh one is empty, and nobody else's.
  const credentials = { accessKeyId: `example${randomBytes(6).toString("hex")}`, secretAccessKey: "none" };
  const adapter = dynamodbAdapter({ endpoint: local.endpoint, credentials });
  return {
    adapter,
    description: `DynamoDB Local (${local.via}) at ${local.endpoint}`,
    async remove() {
      await adapter.close();
      await local.stop();
    },
  };
}
