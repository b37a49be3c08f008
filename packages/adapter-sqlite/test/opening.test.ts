import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type DyStoreError, isDyStoreError, type Table } from "@dystore/core/adapter";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Connection } from "../src/connection.ts";
import { sqliteAdapter } from "../src/index.ts";
import { opened, temporaryFile } from "./temporary-folder.ts";

const table: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };

function raw(file: string): Database.Database {
  const database = new Database(file);
  onTestFinished(() => void database.close());
  return database;
}

function refusal(file: string): DyStoreError {
  try {
    opened({ file });
  } catch (error) {
    if (isDyStoreError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("opening a file", () => {
  test("makes it, marked as DyStore's, with a version and WAL", () => {
    const file = temporaryFile();
    opened({ file });
    const database = raw(file);
    expect(database.pragma("application_id", { simple: true })).toBe(0x44795374);
    expect(database.pragma("user_version", { simple: true })).toBe(1);
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
  });

  test("finds what was written before", async () => {
    const file = temporaryFile();
    const before = opened({ file });
    await before.createTable(table, {});
    await before.write([{ kind: "put", table, item: { ID: "a", name: "Ada" } }], { atomic: false }, {});
    await before.close();
    const after = opened({ file });
    expect(await after.get([{ table, partition: "a" }], {}, {})).toEqual([{ ID: "a", name: "Ada" }]);
  });

  test("takes an empty file", async () => {
    const file = temporaryFile();
    writeFileSync(file, "");
    await opened({ file }).createTable(table, {});
  });

  test.each([
    ["full", 2],
    ["normal", 1],
    [undefined, 2],
  ] as const)("synchronous %s is SQLite's %i", (synchronous, value) => {
    const connection = new Connection({ file: temporaryFile(), synchronous });
    onTestFinished(() => connection.close());
    expect(connection.database.pragma("synchronous", { simple: true })).toBe(value);
  });
});

test("Views and triggers that a file brings along are not trusted", () => {
  const connection = new Connection({ file: temporaryFile() });
  onTestFinished(() => connection.close());
  expect(connection.database.pragma("trusted_schema", { simple: true })).toBe(0);
});

describe("a file that cannot be DyStore's is refused", () => {
  const cases: readonly (readonly [what: string, make: (file: string) => void, code: string, words: string])[] = [
    ["that is a folder", (file) => mkdirSync(file), "UNAVAILABLE", "could not be opened"],
    ["of text", (file) => writeFileSync(file, "Dear diary, ".repeat(500)), "INVALID", "is no SQLite database"],
    [
      "that is another program's",
      (file) => new Database(file).exec("CREATE TABLE bookmarks (url TEXT)").close(),
      "INVALID",
      "another program",
    ],
    [
      "that is another program's by its application id alone",
      (file) => {
        const database = new Database(file);
        database.pragma("application_id = 252006673");
        database.close();
      },
      "INVALID",
      "another program",
    ],
    [
      "whose text is not UTF-8",
      (file) => {
        const database = new Database(file);
        database.pragma("encoding = 'UTF-16le'");
        database.exec("CREATE TABLE gone (x); DROP TABLE gone");
        database.close();
      },
      "INVALID",
      "another program",
    ],
    [
      "of a later version",
      (file) => {
        const database = new Database(file);
        database.pragma("application_id = 0x44795374");
        database.pragma("user_version = 2");
        database.close();
      },
      "INVALID",
      "version 2",
    ],
    [
      "whose tables were changed by other means",
      (file) => {
        void sqliteAdapter({ file }).close();
        new Database(file).exec("DROP TABLE dystore_tables").close();
      },
      "INTEGRITY",
      "changed by other means",
    ],
  ];

  test.each(cases)("one %s", (_, make, code, words) => {
    const path = temporaryFile("thing");
    make(path);
    const error = refusal(path);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain(dirname(path));
  });

  test("one whose folder is missing", () => {
    expect(refusal(temporaryFile("missing/items.db"))).toMatchObject({
      code: "INVALID",
      message: 'The folder of the option "file" does not exist; create it first.',
    });
  });

  test("and left as it was", () => {
    const file = temporaryFile();
    new Database(file).exec("CREATE TABLE bookmarks (url TEXT)").close();
    const before = readFileSync(file);
    refusal(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.each(["", " ", " items.db", "items.db ", "items\0.db"])("%j is no name", (file) => {
    expect(refusal(file).code).toBe("INVALID");
  });
});

test.each(["NORMAL", "off", ""])("synchronous %j is refused, and no file made", (synchronous) => {
  const file = temporaryFile();
  expect(() => opened({ file, synchronous: synchronous as "full" })).toThrow(
    expect.objectContaining({ code: "INVALID" }),
  );
  expect(existsSync(file)).toBe(false);
});

test.each([-1, Number.NaN])("A wait of %d ms is refused", (busyTimeoutMs) => {
  expect(() => opened({ file: ":memory:", busyTimeoutMs })).toThrow(expect.objectContaining({ code: "INVALID" }));
});

describe("the home Region", () => {
  test("is the option's, else AWS_REGION, else us-east-2", () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("AWS_REGION", "eu-central-1");
    const regionOf = (region?: string) => sqliteAdapter({ file: ":memory:", region }).capabilities.region;
    expect([regionOf("eu-west-1"), regionOf()]).toEqual(["eu-west-1", "eu-central-1"]);
    vi.stubEnv("AWS_REGION", undefined);
    expect(regionOf()).toBe("us-east-2");
  });
});

describe("a database in memory", () => {
  test("is its adapter's alone", async () => {
    const one = opened({ file: ":memory:" });
    await one.createTable(table, {});
    await one.write([{ kind: "put", table, item: { ID: "a" } }], { atomic: false }, {});
    expect(await one.get([{ table, partition: "a" }], {}, {})).toEqual([{ ID: "a" }]);
    await expect(opened({ file: ":memory:" }).get([{ table, partition: "a" }], {}, {})).rejects.toMatchObject({
      code: "TABLE_NOT_FOUND",
    });
  });
});
