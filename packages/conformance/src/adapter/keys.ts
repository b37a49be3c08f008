import { Decimal, type ItemKey, type KeyValue } from "@dystore/core/adapter";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import type { TableClient } from "./table-client.ts";

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const ascii = (text: string) => Uint8Array.from(Buffer.from(text));

/** Strings that something between a program and its table may take for one another. */
const alike = [
  "a",
  "A",
  "a ",
  " a",
  "a\u0000",
  "a\u0000b",
  "a\u0001",
  "é",
  "e\u0301",
  "1",
  "01",
  "1.0",
  "1e0",
  "null",
  "true",
  "%",
  "_",
  "'",
  '"',
  "__proto__",
  "constructor",
  "toString",
];
const alikeBinaries = [
  bytes(0),
  bytes(0, 0),
  bytes(0xff),
  bytes(0xff, 0xff),
  bytes(0xc3, 0xa9),
  bytes(0xc3),
  ascii("a"),
  ascii("A"),
];
const alikeNumbers = [
  0,
  1,
  -1,
  10,
  0.1,
  2 ** 53,
  2n ** 53n + 1n,
  new Decimal("1.0000000000000000000000000000000000001"),
];
const alikePairs = ["ab c", "a bc", "a\u0000 b", "a \u0000b", "a| b", "a |b", "a: b", "a :b", "a/ b", "a /b", '"a b"'];

/** Puts an item under every key, each with its own number, and asserts that every key has its own back. */
async function assertApart(client: TableClient, keys: readonly ItemKey[]): Promise<void> {
  const items = keys.map((key, index) => client.item(key, { index }));
  await client.putAll(items);
  assertSame(await client.getMany(keys), items);
}

export function keysGroup({ group, test }: Suite): void {
  group("keys", () => {
    test("that look alike are different keys: strings", async (scene) => {
      const client = await scene.openOwn("simple");
      await assertApart(
        client,
        alike.map((text) => client.key(text)),
      );
    });

    test("that look alike are different keys: binaries", async (scene) => {
      const client = await scene.open("binary");
      const partition = ascii(scene.unique("binary"));
      await assertApart(
        client,
        alikeBinaries.map((sort) => client.key(partition, sort)),
      );
      await assertApart(
        client,
        alikeBinaries.map((end) => client.key(Uint8Array.of(...partition, ...end), bytes(0))),
      );
    });

    test("that look alike are different keys: numbers", async (scene) => {
      const client = await scene.openOwn("number");
      await assertApart(
        client,
        alikeNumbers.map((number) => client.key(number)),
      );
    });

    test("that look alike are different keys: partition and sort key together", async (scene) => {
      const client = await scene.open("sorted");
      const unique = scene.unique("pair");
      const pairs = alikePairs.map((pair) => pair.split(" "));
      await assertApart(
        client,
        pairs.map(([partition = "", sort]) => client.key(`${unique}${partition}`, sort)),
      );
    });

    test("of one number are one key, however the number is given", async (scene) => {
      const client = await scene.openOwn("number");
      const groups: readonly (readonly [KeyValue, ...KeyValue[]])[] = [
        [1, 1n, new Decimal("1.00")],
        [0, -0, 0n, new Decimal("-0")],
        [1e30, 10n ** 30n, new Decimal("1e30")],
        [12345678901234567890n, new Decimal("12345678901234567890.0")],
      ];
      for (const same of groups) {
        const [canonical] = same;
        for (const [written, given] of same.entries()) {
          await client.put(client.item(client.key(given), { written }));
          for (const asked of same)
            assertSame(await client.get(client.key(asked)), client.item(client.key(canonical), { written }));
        }
      }
    });

    test("of binary may be any Uint8Array", async (scene) => {
      const client = await scene.open("binary");
      const partition = Buffer.from(scene.unique("buffer"));
      const padded = Uint8Array.of(9, 7, 8, 9).subarray(1, 3);
      await client.put(client.item(client.key(partition, padded), { v: 1 }));
      const key = client.key(Uint8Array.from(partition), bytes(7, 8));
      assertSame(await client.get(key), client.item(key, { v: 1 }));
    });
  });
}
