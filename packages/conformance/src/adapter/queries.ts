import type { Item, KeyValue } from "@dystore/core/adapter";
import { refusedPages } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import type { TableClient } from "./table-client.ts";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

/** In the order of their UTF-8 bytes. By UTF-16 units the astral ones would come before U+FB00. */
export const orderedStrings: readonly string[] = [
  "\u0000",
  "\u0000\u0000",
  " ",
  "!",
  "0",
  "10",
  "2",
  "A",
  "Z",
  "_",
  "a",
  "a\u0000",
  "a\u0000b",
  "a\u0001",
  "a ",
  "aa",
  "ab",
  "a\uffff",
  "a\u{1f600}",
  "b",
  "z",
  "\u007f",
  "\u0080",
  "é",
  "日",
  "\ufb00",
  "\ufffd",
  "\uffff",
  "\u{10000}",
  "\u{1f600}",
  "\u{1f600}a",
  "\u{10ffff}",
  "\u{10ffff}\u{10ffff}",
];

/** In their order as unsigned bytes. */
export const orderedBinaries: readonly Uint8Array[] = [
  bytes(0),
  bytes(0, 0),
  bytes(0, 1),
  bytes(1),
  bytes(0x41, 0xff),
  bytes(0x42),
  bytes(0x7f),
  bytes(0x7f, 0xff, 0xff),
  bytes(0x80),
  bytes(0xc3, 0xa9),
  bytes(0xfe, 0xff),
  bytes(0xff),
  bytes(0xff, 0),
  bytes(0xff, 0xff),
];

/** Puts an item under each sort key, in an order of its own, and gives the items in the order of the sort keys. */
export async function partitionOf(
  client: TableClient,
  partition: KeyValue,
  sorts: readonly KeyValue[],
): Promise<readonly Item[]> {
  const items = sorts.map((sort, index) => client.item(client.key(partition, sort), { index }));
  await client.putAll([
    ...items.filter((_, index) => index % 2 === 1).reverse(),
    ...items.filter((_, index) => index % 2 === 0),
  ]);
  return items;
}

/** A partition's items and their order. */
export function queriesGroup({ group, test }: Suite): void {
  group("queries", () => {
    test("give a partition's items in the order of their sort keys' UTF-8 bytes", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("order");
      const items = await partitionOf(client, partition, orderedStrings);
      assertSame(await client.query(partition), items);
    });

    test("give a partition's items in the order of their sort keys' bytes", async (scene) => {
      const client = await scene.open("binary");
      const partition = Uint8Array.from(Buffer.from(scene.unique("order")));
      const items = await partitionOf(client, partition, orderedBinaries);
      assertSame(await client.query(partition), items);
    });

    test("give no other partition's items, however much alike the partition keys are", async (scene) => {
      const client = await scene.open("sorted");
      const unique = scene.unique("alike");
      const partitions = ["", "1", " ", "\u0000", "a", "A", "%", "é", "e\u0301", "\uffff"].map(
        (end) => `${unique}${end}`,
      );
      for (const partition of partitions) await partitionOf(client, partition, ["a", "b"]);
      for (const partition of partitions) {
        const expected = ["a", "b"].map((sort, index) => client.item(client.key(partition, sort), { index }));
        assertSame(await client.query(partition), expected);
      }
      assertSame(await client.query(`${unique}none`), []);
    });

    test("give the item of a partition that has no sort key", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("single");
      await client.put(client.item(key, { v: 1 }));
      assertSame(await client.query(key.partition), [client.item(key, { v: 1 })]);
      assertSame(await client.query(scene.unique("none")), []);
    });

    test("know numeric partition keys by their value", async (scene) => {
      const client = await scene.open("number");
      const some = Math.floor(Math.random() * 2 ** 40);
      await client.put(client.item(client.key(some), { v: 1 }));
      assertSame(await client.query(BigInt(some)), [client.item(client.key(some), { v: 1 })]);
    });

    test("follow what was written: replaced items once, deleted ones not at all", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("follow");
      await partitionOf(client, partition, ["a", "b", "c"]);
      await client.put(client.item(client.key(partition, "b"), { new: true }));
      await client.delete(client.key(partition, "a"));
      const expected = [
        client.item(client.key(partition, "b"), { new: true }),
        client.item(client.key(partition, "c"), { index: 2 }),
      ];
      assertSame(await client.query(partition), expected);
    });

    test("refuse partitions, prefixes and places of a wrong kind, and limits below one", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("wrong");
      await refusedPages(client.queryPages(1), "INVALID", "a number for the partition");
      await refusedPages(client.queryPages(""), "INVALID", "an empty partition");
      await refusedPages(client.queryPages(partition, { prefix: bytes(1) }), "INVALID", "a binary prefix");
      await refusedPages(client.queryPages(partition, { after: 1 }), "INVALID", "a number to resume after");
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        await refusedPages(client.queryPages(partition, { limit }), "INVALID", `a limit of ${limit}`);
      }
      const simple = await scene.open("simple");
      await refusedPages(
        simple.queryPages(partition, { prefix: "a" }),
        "INVALID",
        "a prefix where there is no sort key",
      );
    });
  });
}
