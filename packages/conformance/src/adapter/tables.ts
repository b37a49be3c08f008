import type { KeyAttribute, Table } from "@dystore/core/adapter";
import { refused } from "./refusal.ts";
import { assertSame, assertSameItems } from "./same-value.ts";
import { hostileNames } from "./samples.ts";
import type { Suite } from "./suite.ts";
import { collect, type TableClient } from "./table-client.ts";

const key = (name: string, type: KeyAttribute["type"] = "string"): KeyAttribute => ({ name, type });

/** Names that are none: DynamoDB's are 3 to 255 letters, digits, `_`, `-` and `.` ("Naming rules", developer guide). */
const badNames: readonly (readonly [string, string])[] = [
  ["empty", ""],
  ["too short", "ab"],
  ["too long", "a".repeat(256)],
  ["with a double quote", 'tab"le'],
  ["with a quote", "tab'le"],
  ["with SQL", 'x"; DROP TABLE items; --'],
  ["with a space", "my table"],
  ["with a slash", "../table"],
  ["with a backslash", "a\\b\\c"],
  ["with a newline at its end", "table\n"],
  ["with NUL", "table\u0000"],
  ["with a letter beyond ASCII", "täble"],
  ["with a bracket", "[table]"],
  ["with a percent sign", "tab%le"],
];

/** Names that are odd and good. What stands for the run keeps them apart from other runs'. */
const goodNames = (run: string): readonly string[] => [
  `${run}.with.dots`,
  `${run}-with-dashes`,
  `${run}_with_underscores`,
  `${run}__proto__`,
  `1${run}`,
  `.${run}`,
  `-${run}`,
  `${run}--`,
  `select-${run}`,
  run.padEnd(255, "a"),
  `${run}`.padEnd(254, "a"),
];

/** Puts an item in each table under one key, and asserts that each has its own. */
async function assertApart(
  clients: readonly TableClient[],
  make: (client: TableClient) => { ID: string },
): Promise<void> {
  for (const [index, client] of clients.entries()) await client.put({ ...make(client), index });
  for (const [index, client] of clients.entries()) assertSameItems(await client.scan(), [{ ...make(client), index }]);
}

export function tablesGroup({ group, test }: Suite): void {
  group("tables", () => {
    test("may be created again, and keep their items", async (scene) => {
      const client = await scene.openOwn("sorted");
      const item = client.item(client.key("a", "b"), { v: 1 });
      await client.put(item);
      await scene.adapter.createTable(client.table, {});
      await (await scene.another()).createTable({ ...client.table }, {});
      assertSame(await client.scan(), [item]);
    });

    test("may be created by two at once", async (scene) => {
      const table = scene.ownTable("simple");
      const another = await scene.another();
      await Promise.all([scene.adapter, another, scene.adapter].map((adapter) => adapter.createTable(table, {})));
      assertSame(await collect(scene.adapter.scan({ table }, {})), []);
    });

    test("are INVALID to create with other keys than those of the table that stands, which stays", async (scene) => {
      const client = await scene.openOwn("sorted");
      const item = client.item(client.key("a", "b"));
      await client.put(item);
      const { name, partitionKey, sortKey } = client.table;
      const others: readonly Table[] = [
        { name, partitionKey },
        { name, partitionKey: key("Other"), sortKey },
        { name, partitionKey: key("ID", "number"), sortKey },
        { name, partitionKey: key("ID", "binary"), sortKey },
        { name, partitionKey, sortKey: key("Other") },
        { name, partitionKey, sortKey: key("SK", "binary") },
        { name, partitionKey: key("SK"), sortKey: key("ID") },
        { name, partitionKey: key("id"), sortKey },
      ];
      for (const other of others) await refused(scene.adapter.createTable(other, {}), "INVALID", JSON.stringify(other));
      assertSame(await client.scan(), [item]);

      const simple = await scene.openOwn("simple");
      await refused(
        scene.adapter.createTable({ ...simple.table, sortKey: key("SK") }, {}),
        "INVALID",
        "a sort key more",
      );
    });

    for (const [what, name] of badNames) {
      test(`have no name ${what}: it is INVALID in every call`, async (scene) => {
        const table: Table = { name, partitionKey: key("ID") };
        await refused(scene.adapter.createTable(table, {}), "INVALID", "createTable");
        await refused(scene.adapter.get([{ table, partition: "a" }], {}, {}), "INVALID", "get");
        await refused(
          scene.adapter.write([{ kind: "put", table, item: { ID: "a" } }], { atomic: false }, {}),
          "INVALID",
          "write",
        );
        await refused(collect(scene.adapter.query({ table, partition: "a" }, {})), "INVALID", "query");
        await refused(collect(scene.adapter.scan({ table }, {})), "INVALID", "scan");
      });
    }

    test("of odd names work and are apart", async (scene) => {
      const names = goodNames(scene.unique("t").replaceAll("-", ""));
      const clients: TableClient[] = [];
      for (const name of names) clients.push(await scene.create({ name, partitionKey: key("ID") }));
      await assertApart(clients, () => ({ ID: "a" }));
    });

    test("may have key attributes of any name", async (scene) => {
      const name = scene.unique("k");
      const keyNames = [...hostileNames.filter((hostile) => !hostile.includes("\u0000")), "k".repeat(255)];
      for (const [index, keyName] of keyNames.entries()) {
        const table = {
          name: `${name}-${index}`,
          partitionKey: key(keyName),
          sortKey: key(`${keyName.slice(0, 254)}2`),
        };
        const client = await scene.create(table);
        const items = ["a", "b"].map((sort) => client.item(client.key("partition", sort), { v: sort }));
        await client.putAll(items);
        assertSame(await client.get(client.key("partition", "b")), items[1], keyName);
        assertSame(await client.query("partition"), items, keyName);
        assertSame(await client.query("partition", { after: "a" }), items.slice(1), keyName);
      }
    });

    test("are INVALID where their keys can be none", async (scene) => {
      const { name } = scene.ownTable("simple");
      const bad: readonly (readonly [string, Table])[] = [
        ["an empty key name", { name, partitionKey: key("") }],
        ["a key name of 256 bytes", { name, partitionKey: key("k".repeat(256)) }],
        ["a sort key name of 256 bytes", { name, partitionKey: key("ID"), sortKey: key("é".repeat(128)) }],
        ["one name for both keys", { name, partitionKey: key("ID"), sortKey: key("ID") }],
        ["a sort key of numbers", { name, partitionKey: key("ID"), sortKey: key("SK", "number") }],
        ["a key of another type", { name, partitionKey: key("ID", "boolean" as never) }],
      ];
      for (const [what, table] of bad) await refused(scene.adapter.createTable(table, {}), "INVALID", what);
    });
  });
}
