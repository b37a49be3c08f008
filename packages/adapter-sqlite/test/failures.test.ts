import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { type ErrorCode, isDyStoreError, type Step, type Table } from "@dystore/core/adapter";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { Catalog } from "../src/catalog.ts";
import { Connection } from "../src/connection.ts";
import { toDyStoreError } from "../src/sqlite-error.ts";
import { Writer } from "../src/writer.ts";
import { opened, temporaryFile } from "./temporary-folder.ts";

const table: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
const put = (ID: string, size = 0): Step => ({ kind: "put", table, item: { ID, text: "x".repeat(size) } });

describe("SQLite's result codes", () => {
  const codes: readonly (readonly [sqlite: string, reading: ErrorCode, writing?: ErrorCode])[] = [
    ["SQLITE_BUSY", "THROTTLED"],
    ["SQLITE_BUSY_SNAPSHOT", "THROTTLED"],
    ["SQLITE_BUSY_RECOVERY", "THROTTLED"],
    ["SQLITE_PROTOCOL", "THROTTLED"],
    ["SQLITE_FULL", "UNAVAILABLE"],
    ["SQLITE_CANTOPEN", "UNAVAILABLE"],
    ["SQLITE_NOMEM", "UNAVAILABLE"],
    ["SQLITE_IOERR", "UNAVAILABLE", "UNKNOWN_OUTCOME"],
    ["SQLITE_IOERR_FSYNC", "UNAVAILABLE", "UNKNOWN_OUTCOME"],
    ["SQLITE_READONLY", "ACCESS_DENIED"],
    ["SQLITE_READONLY_DIRECTORY", "ACCESS_DENIED"],
    ["SQLITE_PERM", "ACCESS_DENIED"],
    ["SQLITE_AUTH", "ACCESS_DENIED"],
    ["SQLITE_NOTADB", "INVALID"],
    ["SQLITE_CORRUPT", "INTEGRITY"],
    ["SQLITE_CORRUPT_INDEX", "INTEGRITY"],
    ["SQLITE_ERROR", "INTEGRITY"],
    ["SQLITE_CONSTRAINT_NOTNULL", "INTEGRITY"],
    ["SQLITE_MISUSE", "UNAVAILABLE"],
  ];

  for (const [sqlite, reading, writing = reading] of codes) {
    test(`${sqlite} is ${reading} when reading, ${writing} when writing`, () => {
      const cause = new Database.SqliteError("what SQLite says, maybe of a secret", sqlite);
      for (const [doing, code] of [
        ["reading", reading],
        ["writing", writing],
      ] as const) {
        const error = toDyStoreError(cause, doing);
        expect(error).toMatchObject({ code, cause });
        expect(isDyStoreError(error) && error.message).not.toContain("secret");
      }
    });
  }

  test("are not looked for in other errors", () => {
    const error = Object.assign(new Error("SQLITE_BUSY"), { code: "ENOENT" });
    expect(toDyStoreError(error, "writing")).toBe(error);
    expect(toDyStoreError("SQLITE_BUSY", "writing")).toBe("SQLITE_BUSY");
  });
});

describe("a disk that is full", () => {
  async function almostFull() {
    const connection = new Connection({ file: temporaryFile(), synchronous: "normal" });
    onTestFinished(() => connection.close());
    const catalog = new Catalog(connection.database, "us-east-2");
    connection.transaction("write", () => catalog.create(table));
    const { database } = connection;
    // SQLite's own way to make a disk seem full: https://sqlite.org/pragma.html#pragma_max_page_count.
    const grow = (pages: number) =>
      database.pragma(`max_page_count = ${Number(database.pragma("page_count", { simple: true })) + pages}`);
    grow(3);
    return { writer: new Writer(connection, catalog, "us-east-2"), connection, catalog, grow };
  }

  test.each([
    ["one step", [put("a", 50_000)], false],
    ["several steps", [put("a"), put("b", 50_000), put("c")], false],
    ["an atomic write", [put("a"), put("b", 50_000)], true],
  ] as const)("makes %s UNAVAILABLE, and nothing of it is written", async (_, steps, atomic) => {
    const { writer, connection, catalog, grow } = await almostFull();
    await expect(writer.write(steps, { atomic }, {})).rejects.toMatchObject({ code: "UNAVAILABLE", steps: undefined });
    expect(connection.database.inTransaction).toBe(false);
    expect(catalog.open(table).get(["a"])).toBeUndefined();
    grow(1000);
    await writer.write(steps, { atomic }, {});
    expect(catalog.open(table).get(["a"])).toMatchObject({ ID: "a" });
  });

  test("uses up no token", async () => {
    const { writer, catalog, grow } = await almostFull();
    const write = () => writer.write([put("a", 50_000)], { atomic: true, token: "token" }, {});
    await expect(write()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    grow(1000);
    await write();
    expect(catalog.open(table).get(["a"])).toMatchObject({ ID: "a" });
  });
});

test("A file that may not be written is ACCESS_DENIED to write, and can be read", async () => {
  const connection = new Connection({ file: temporaryFile() });
  onTestFinished(() => connection.close());
  const catalog = new Catalog(connection.database, "us-east-2");
  connection.transaction("write", () => catalog.create(table));
  // Stands for a file without write permission, which root may write all the same.
  connection.database.pragma("query_only = ON");
  const writer = new Writer(connection, catalog, "us-east-2");
  await expect(writer.write([put("a")], { atomic: false }, {})).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  expect(catalog.open(table).get(["a"])).toBeUndefined();
});

test("A damaged file is INTEGRITY, whatever the call", async () => {
  const file = temporaryFile();
  const before = opened({ file });
  await before.createTable(table, {});
  await before.write(
    Array.from({ length: 300 }, (_, index) => put(`key ${index}`, 500)),
    { atomic: false },
    {},
  );
  await before.close();
  // All but the catalog's pages, which come first.
  const size = readFileSync(file).length;
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, Buffer.alloc(size - 5 * 4096, 0xa5), 0, size - 5 * 4096, 5 * 4096);
  closeSync(descriptor);
  const adapter = opened({ file });
  await expect(adapter.get([{ table, partition: "key 7" }], {}, {})).rejects.toMatchObject({ code: "INTEGRITY" });
  await expect(adapter.write([put("key 7")], { atomic: false }, {})).rejects.toMatchObject({ code: "INTEGRITY" });
});
