import type { KeyValue } from "@dystore/core/adapter";
import { orderedBinaries, orderedStrings, partitionOf } from "./queries.ts";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import type { TableClient } from "./table-client.ts";

/** Keys as a graph's shards have them, with siblings that a careless prefix takes in as well. */
const siblings = [
  "item",
  "item/",
  "item/1",
  "item/10",
  "item/2",
  "item0",
  "items",
  "items/1",
  "ite",
  "Item/1",
  "x/item/1",
];

/** Sort keys that a prefix would match if it were a pattern. */
const patterns = [
  "a%b",
  "a%c",
  "aXb",
  "a_b",
  "axb",
  "a[x]b",
  "a*b",
  "a?b",
  "a.b",
  "a\\b",
  "a'b",
  'a"b',
  "a",
  "^a",
  "a$",
  "A%b",
];

const encoded = (value: KeyValue) => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)));

/** Puts items under all sort keys and asserts, for every prefix, that it brings just those that begin with it, in order. */
async function assertPrefixes(
  client: TableClient,
  partition: KeyValue,
  sorts: readonly KeyValue[],
  prefixes: readonly (string | Uint8Array)[],
): Promise<void> {
  const inOrder = [...sorts].sort((a, b) => Buffer.compare(encoded(a), encoded(b)));
  const items = await partitionOf(client, partition, inOrder);
  for (const prefix of prefixes) {
    const wanted = encoded(prefix);
    const expected = items.filter((_, index) =>
      encoded(inOrder[index] ?? "")
        .subarray(0, wanted.length)
        .equals(wanted),
    );
    assertSame(await client.query(partition, { prefix }), expected, `prefix ${JSON.stringify(prefix)}`);
  }
}

export function prefixesGroup({ group, test }: Suite): void {
  group("prefixes", () => {
    test("leave out siblings that only look alike", async (scene) => {
      const prefixes = ["item", "item/", "item/1", "items/", "Item", "/", "item/1/", "x"];
      await assertPrefixes(await scene.open("sorted"), scene.unique("siblings"), siblings, prefixes);
    });

    test("are characters, not patterns", async (scene) => {
      const prefixes = [
        "a",
        "a%",
        "a_",
        "a[",
        "a[x]",
        "a*",
        "a?",
        "a.",
        "a\\",
        "a'",
        'a"',
        "%",
        "_",
        ".",
        "^",
        "^a",
        "a$",
        "*",
        "A",
      ];
      await assertPrefixes(await scene.open("sorted"), scene.unique("patterns"), patterns, prefixes);
    });

    test("may be any characters, the last of Unicode and NUL among them", async (scene) => {
      await assertPrefixes(await scene.open("sorted"), scene.unique("unicode"), orderedStrings, orderedStrings);
    });

    test("may be any bytes, 255 among them", async (scene) => {
      const partition = Uint8Array.from(Buffer.from(scene.unique("bytes")));
      await assertPrefixes(await scene.open("binary"), partition, orderedBinaries, orderedBinaries);
    });

    test("of no characters leave nothing out", async (scene) => {
      await assertPrefixes(await scene.open("sorted"), scene.unique("empty"), siblings, [""]);
      const partition = Uint8Array.from(Buffer.from(scene.unique("empty")));
      await assertPrefixes(await scene.open("binary"), partition, orderedBinaries, [new Uint8Array()]);
    });

    test("leave other partitions out", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("mine");
      await partitionOf(client, `${partition}a`, ["item/1"]);
      await assertPrefixes(client, partition, ["item/1", "item/2"], ["item/", partition]);
    });
  });
}
