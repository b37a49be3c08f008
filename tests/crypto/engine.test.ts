import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { memoryAdapter } from "@dystore/adapter-memory";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import {
  adapterConformance,
  type ConformanceDatabase,
  crashConformance,
  type EngineLayout,
  engineConformance,
  lostAnswerConformance,
} from "@dystore/conformance";
import type { Adapter } from "@dystore/core/adapter";
import { encrypt, rawKeyring, type SecretPaths, type SuiteName } from "@dystore/crypto";
import { describe, test, vi } from "vitest";
import { localEndpoint, onDynamodb } from "../dynamodb/local.ts";
import { sqliteFiles } from "./sqlite-files.ts";

vi.setConfig({ testTimeout: 120_000 });

const keyring = rawKeyring({ current: "main", keys: { main: new Uint8Array(32).fill(1) } });
// Of the graphs that the suite writes: names in roots, shards, lists and parts.
const some: SecretPaths = [
  "firstname",
  "location.city",
  "birth_details",
  "list[*].n",
  "items[0]",
  "rows[*].text",
  "a",
  "*.b",
];

function middleware(paths: SecretPaths, suite?: SuiteName) {
  return encrypt({ keyring, paths, suite, context: "conformance" });
}

function onMemory(): ConformanceDatabase {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
}

function local(): ConformanceDatabase {
  const another = (): Adapter => dynamodbAdapter({ endpoint: localEndpoint() });
  const adapter = another();
  return { adapter, another, reopen: async () => another(), teardown: () => adapter.close() };
}

function suites(
  name: string,
  factory: () => ConformanceDatabase,
  how: { readonly paths: SecretPaths; readonly layout: EngineLayout; readonly suite?: SuiteName },
): void {
  const { paths, layout, suite } = how;
  const wrapped = middleware(paths, suite);
  adapterConformance({ describe, test, factory, name: `${name}, encrypted: adapter`, middleware: wrapped });
  engineConformance({ describe, test, factory, name: `${name}, encrypted: engine`, middleware: wrapped, layout });
  const faults = { describe, test, factory, middleware: wrapped, layout };
  crashConformance({ ...faults, name: `${name}, encrypted: crashes` });
  lostAnswerConformance({ ...faults, name: `${name}, encrypted: lost answers` });
}

// What takes minutes runs by `npm run prove`; packages/crypto has the suites on memory for every day.
describe.runIf(process.env["DYSTORE_PROVE"] === "1")("encrypted", () => {
  suites("memory, some paths", onMemory, { paths: some, layout: "collection" });
  suites("memory, all, CBC", onMemory, { paths: "all", layout: "sorted", suite: "aes-128-cbc-hmac-sha-256" });
  const files = sqliteFiles();
  const onSqlite = () => files.database((file) => sqliteAdapter({ file, synchronous: "normal" }));
  suites("SQLite, all", onSqlite, { paths: "all", layout: "collection" });
  suites("SQLite, some paths", onSqlite, { paths: some, layout: "tables" });
  onDynamodb("on DynamoDB", () => {
    suites("DynamoDB Local, all", local, { paths: "all", layout: "tables" });
    suites("DynamoDB Local, some paths", local, { paths: some, layout: "collection" });
  });
});
