import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { memoryAdapter } from "@dystore/adapter-memory";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import type { ConformanceDatabase } from "@dystore/conformance";
import type { Adapter } from "@dystore/core/adapter";
import { localEndpoint } from "../dynamodb/local.ts";

export function onMemory(): ConformanceDatabase {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
}

/** A file for each test, and a connection for each client. */
export function onSqlite(): ConformanceDatabase {
  const folder = mkdtempSync(join(tmpdir(), "dystore-faults-"));
  const opened: Adapter[] = [];
  const connect = (): Adapter => {
    const adapter = sqliteAdapter({ file: join(folder, "items.db"), synchronous: "normal" });
    opened.push(adapter);
    return adapter;
  };
  return {
    adapter: connect(),
    another: connect,
    reopen: async () => connect(),
    async teardown() {
      await Promise.all(opened.map((adapter) => adapter.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each operation has tables of its own, in which its points come one after the other; several operations can be at work at once. */
export function onDynamodbLocal(): ConformanceDatabase {
  const connect = () => dynamodbAdapter({ endpoint: localEndpoint(), region: "eu-north-1" });
  const adapter = connect();
  return { adapter, another: connect, reopen: async () => connect(), teardown: () => adapter.close() };
}
