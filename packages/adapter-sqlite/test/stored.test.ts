import { errorOf, type Item, type Table } from "@dystore/core/adapter";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { opened, temporaryFile } from "./temporary-folder.ts";

const sorted: Table = {
  name: "My.Table",
  partitionKey: { name: "ID", type: "number" },
  sortKey: { name: "SK", type: "string" },
};
const simple: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };

const put = (table: Table, item: Item) => [{ kind: "put", table, item }] as const;

function shell(file: string): Database.Database {
  const database = new Database(file);
  onTestFinished(() => void database.close());
  return database;
}

describe("what the sqlite3 shell sees", () => {
  test("a catalog of tables, and each table's items as JSON text under readable keys", async () => {
    const file = temporaryFile();
    const adapter = opened({ file });
    await adapter.createTable(sorted, {});
    await adapter.write(put(sorted, { ID: 1e21, SK: "é", big: 12345678901234567890n }), { atomic: false }, {});
    const database = shell(file);
    expect(database.prepare("SELECT * FROM dystore_tables").all()).toEqual([
      {
        id: 1,
        region: "us-east-2",
        name: "My.Table",
        partition_key: "ID",
        partition_type: "number",
        sort_key: "SK",
        sort_type: "string",
        item_table: "items_1_My_Table",
      },
    ]);
    expect(database.prepare("SELECT * FROM items_1_My_Table").all()).toEqual([
      {
        partition_key: "1000000000000000000000",
        sort_key: "é",
        item: '{"ID":1e+21,"SK":"é","big":{"$number":"12345678901234567890"}}',
      },
    ]);
  });

  test("a binary key as a blob", async () => {
    const file = temporaryFile();
    const adapter = opened({ file });
    const table: Table = { name: "Blobs", partitionKey: { name: "ID", type: "binary" } };
    await adapter.createTable(table, {});
    await adapter.write(put(table, { ID: Uint8Array.of(0, 255) }), { atomic: false }, {});
    const row = shell(file).prepare("SELECT hex(partition_key) AS key FROM items_1_Blobs").get();
    expect(row).toEqual({ key: "00FF" });
  });
});

describe("tables are apart", () => {
  // All of these meet in SQLite: by case, by what stands for odd characters, or with its own and the adapter's tables.
  const names = [
    "Root",
    "root",
    "ROOT",
    "a.b",
    "a-b",
    "a_b",
    "sqlite_master",
    "sqlite_schema",
    "dystore_tables",
    "items_1_Root",
  ];

  test("whatever their names", async () => {
    const file = temporaryFile();
    const adapter = opened({ file });
    const tables = names.flatMap((name) => [
      { ...simple, name },
      { ...simple, name, region: "eu-west-1" },
    ]);
    for (const table of tables) await adapter.createTable(table, {});
    for (const [index, table] of tables.entries()) {
      await adapter.write(put(table, { ID: "a", index }), { atomic: false }, {});
    }
    const again = opened({ file });
    const found = await again.get(
      tables.map((table) => ({ table, partition: "a" })),
      {},
      {},
    );
    expect(found).toEqual(tables.map((_, index) => ({ ID: "a", index })));
  });
});

describe("a condition on a path with an odd name", () => {
  const paths: readonly (readonly [path: readonly [string, ...string[]], value: string, holds: boolean])[] = [
    [["odd name", "a.b"], "dotted", true],
    [["odd name", "a"], "dotted", false],
    [["odd name", '"'], "quote", true],
    [["odd name", "$number"], "7", true],
    [["odd name", "big", "$number"], "12345678901234567890", false],
    [["odd name", "list", "0"], "first", false],
    [["odd name", "constructor", "name"], "Object", false],
    [["odd name", "a.b", "length"], "6", false],
    [["none", "a.b"], "dotted", false],
  ];

  test.each(paths)("%j is %j: %j", async (path, value, holds) => {
    const adapter = opened({ file: ":memory:" });
    await adapter.createTable(simple, {});
    const odd = {
      "a.b": "dotted",
      '"': "quote",
      $number: "7",
      big: 12345678901234567890n,
      list: ["first"],
    };
    await adapter.write(put(simple, { ID: "a", "odd name": odd }), { atomic: false }, {});
    const check = {
      kind: "check",
      key: { table: simple, partition: "a" },
      if: { kind: "equals", path, value },
    } as const;
    const outcome = adapter.write([check], { atomic: false }, {});
    if (holds) await outcome;
    else await expect(outcome).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("an item whose text was changed by other means", () => {
  async function broken(text: string) {
    const file = temporaryFile();
    const adapter = opened({ file });
    await adapter.createTable(sorted, {});
    for (const SK of ["a", "b", "c"]) await adapter.write(put(sorted, { ID: 7, SK }), { atomic: false }, {});
    shell(file).prepare("UPDATE items_1_My_Table SET item = ? WHERE sort_key = 'b'").run(text);
    return { adapter, key: { table: sorted, partition: 7, sort: "b" } };
  }

  test.each(["", "{", "[1]", "7", '{"x":{"$nothing":1}}'])("comes back as its key with the error: %j", async (text) => {
    const { adapter, key } = await broken(text);
    const [item] = await adapter.get([key], {}, {});
    expect(item).toEqual({ ID: 7, SK: "b" });
    expect(item && errorOf(item)).toMatchObject({ code: "INTEGRITY" });
    for await (const pages of [
      adapter.query({ table: sorted, partition: 7 }, {}),
      adapter.scan({ table: sorted }, {}),
    ]) {
      for await (const page of pages)
        expect(page.map((each) => [each["SK"], errorOf(each)?.code])).toEqual([
          ["a", undefined],
          ["b", "INTEGRITY"],
          ["c", undefined],
        ]);
    }
  });

  test("can be deleted", async () => {
    const { adapter, key } = await broken("{");
    await adapter.write([{ kind: "delete", key }], { atomic: false }, {});
    expect(await adapter.get([key], {}, {})).toEqual([undefined]);
  });

  test.each([["__dystore__", "version"], ["odd name"]])(
    "makes a condition on it INTEGRITY, by the path %j",
    async (...path) => {
      const { adapter, key } = await broken("{");
      const step = { kind: "delete", key, if: { kind: "equals", path: path as [string], value: "1" } } as const;
      await expect(adapter.write([step], { atomic: false }, {})).rejects.toMatchObject({ code: "INTEGRITY" });
      expect(await adapter.get([key], {}, {})).toHaveLength(1);
    },
  );
});
