import type { Item, ItemKey, KeyValue } from "@dystore/core/adapter";
import { refused, refusedPages } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import type { Scene, Shape } from "./scene.ts";
import type { Suite } from "./suite.ts";
import { absent, type TableClient } from "./table-client.ts";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

type BadValue = readonly [what: string, value: unknown];

const badPartitions: { readonly [S in Shape]?: readonly BadValue[] } = {
  simple: [
    ["empty", ""],
    ["a number", 1],
    ["a binary", bytes(1)],
    ["null", null],
    ["missing", undefined],
    ["a lone surrogate", "a\ud800"],
  ],
  number: [
    ["a string", "1"],
    ["not a number", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
    ["too large", 10n ** 126n],
    ["too small", 1e-131],
    ["of 39 digits", BigInt("1".repeat(39))],
    ["missing", undefined],
  ],
  binary: [
    ["empty", bytes()],
    ["a string", "a"],
    ["a list", [1]],
    ["missing", undefined],
  ],
};

const badSorts: readonly BadValue[] = [
  ["empty", ""],
  ["a number", 1],
  ["a binary", bytes(1)],
  ["missing", undefined],
  ["a lone surrogate", "\udc00"],
];

/** Asserts that a key is `INVALID` wherever it can be given. It may break the types: plain JavaScript brings such keys. */
async function assertInvalidKey(client: TableClient, partition: unknown, sort: unknown, what: string): Promise<void> {
  const { adapter } = client;
  const key = client.key(partition as KeyValue, sort as KeyValue | undefined);
  const item = Object.fromEntries(Object.entries(client.item(key)).filter(([, value]) => value !== undefined));
  const calls = {
    get: () => adapter.get([key], {}, {}),
    put: () => adapter.write([client.putStep(item)], { atomic: false }, {}),
    delete: () => adapter.write([client.deleteStep(key)], { atomic: false }, {}),
    check: () => adapter.write([{ kind: "check", key, if: absent }], { atomic: false }, {}),
  };
  for (const [name, call] of Object.entries(calls))
    await refused(call(), "INVALID", `${name} with a key that is ${what}`);
}

/** Keys that cannot be are `INVALID` before anything is written; those at the limits can be. */
export function refusedKeysGroup({ group, test }: Suite): void {
  group("refused keys", () => {
    for (const shape of ["simple", "number", "binary"] as const) {
      test(`of a wrong kind are INVALID where the partition key is that of the ${shape} table`, async (scene) => {
        const client = await scene.open(shape);
        const sort = shape === "binary" ? bytes(1) : undefined;
        for (const [what, partition] of badPartitions[shape] ?? [])
          await assertInvalidKey(client, partition, sort, what);
      });
    }

    test("of a wrong kind are INVALID where the table has a sort key", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("sort");
      for (const [what, sort] of badSorts) await assertInvalidKey(client, partition, sort, what);
      assertSame(await client.query(partition), []);
    });

    test("with a sort key for a table that has none are INVALID", async (scene) => {
      const client = await scene.open("simple");
      const key = { ...client.fresh("sort"), sort: "a" };
      await refused(client.adapter.get([key], {}, {}), "INVALID");
      await refused(client.delete(key), "INVALID");
    });

    test("may be as long as the limits say, to the byte: strings", async (scene) => {
      await assertExactLengths(await scene.open("sorted"), scene, textOf);
    });

    test("may be as long as the limits say, to the byte: binaries", async (scene) => {
      await assertExactLengths(await scene.open("binary"), scene, (length, head) =>
        Uint8Array.from(Buffer.from(textOf(length, head))),
      );
    });

    test("of a table that stands with other keys are INVALID", async (scene) => {
      const client = await scene.open("simple");
      const table = { ...client.table, partitionKey: { name: "Other", type: "string" } } as const;
      const item: Item = { Other: scene.unique("other") };
      const key: ItemKey = { table, partition: "other" };
      await refused(client.adapter.write([{ kind: "put", table, item }], { atomic: false }, {}), "INVALID");
      await refused(client.adapter.get([key], {}, {}), "INVALID");
      await refusedPages(client.adapter.query({ table, partition: "other" }, {}), "INVALID");
    });
  });
}

/** Text of so many bytes, two to most characters, so that counting characters would be too lenient. */
function textOf(length: number, head = ""): string {
  const rest = length - head.length;
  return head + "é".repeat(Math.floor(rest / 2)) + "e".repeat(rest % 2);
}

async function assertExactLengths(
  client: TableClient,
  scene: Scene,
  make: (length: number, head?: string) => KeyValue,
): Promise<void> {
  const { partitionKeyBytes, sortKeyBytes } = scene.capabilities.limits;
  const head = scene.unique("length");
  for (const fewer of [0, 1, 2]) {
    const partition = make(partitionKeyBytes - fewer, head);
    const items = [2, 1, 0].map((less) => client.item(client.key(partition, make(sortKeyBytes - less)), { less }));
    for (const [index, item] of items.entries()) {
      await client.put(item);
      assertSame(await client.get(client.key(partition, make(sortKeyBytes - 2 + index))), item);
    }
    assertSame(new Set((await client.query(partition)).map(({ less }) => less)), new Set([0, 1, 2]));
  }
  for (const more of [1, 2]) {
    const [partition, sort] = [make(partitionKeyBytes + more, head), make(sortKeyBytes + more)];
    await assertInvalidKey(client, partition, make(1), `${more} bytes too long in its partition`);
    await assertInvalidKey(client, make(partitionKeyBytes, head), sort, `${more} bytes too long in its sort key`);
  }
}
