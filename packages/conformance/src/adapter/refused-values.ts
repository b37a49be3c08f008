import { Decimal, type Item, type Numeric, type Value } from "@dystore/core/adapter";
import { refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import { named } from "./samples.ts";
import type { Suite } from "./suite.ts";

const cyclic: unknown[] = [];
cyclic.push(cyclic);

/** Values that no item may hold. Data brings most of them; plain JavaScript, which has no types to forbid them, the others. */
const badValues: readonly (readonly [string, unknown])[] = [
  ["not a number", Number.NaN],
  ["infinite", Number.POSITIVE_INFINITY],
  ["infinite below zero", Number.NEGATIVE_INFINITY],
  ["a number too large", 1e126],
  ["a number too large below zero", -1e126],
  ["the largest double", Number.MAX_VALUE],
  ["a number too small", 9.9e-131],
  ["the smallest double", Number.MIN_VALUE],
  ["a bigint too large", 10n ** 126n],
  ["a bigint of 39 digits", BigInt("1".repeat(39))],
  ["a negative bigint of 39 digits", -BigInt("1".repeat(39))],
  ["a high surrogate alone", "a\ud800b"],
  ["a low surrogate alone", "\udc00"],
  ["a surrogate pair the wrong way round", "\udc00\ud800"],
  ["an empty set", new Set()],
  ["a set of mixed types", new Set<unknown>(["1", 1])],
  ["a set of nulls", new Set([null])],
  ["a set of lists", new Set([[1]])],
  ["a set with one number twice", new Set<Numeric>([1, 1n, new Decimal("1.0")])],
  ["a set with one binary twice", new Set([Uint8Array.of(1), Uint8Array.of(1)])],
  ["a set with a lone surrogate", new Set(["\ud800"])],
  ["a set with a number out of range", new Set([1, Number.NaN])],
  ["a map with an empty name", { "": 1 }],
  ["a map with a lone surrogate in a name", { "\ud800": 1 }],
  ["a cycle", cyclic],
  ["undefined", undefined],
  ["a function", () => 1],
  ["a symbol", Symbol("s")],
  ["a Date", new Date(0)],
  ["a Map", new Map()],
  ["an instance of a class", new URL("https://example.org")],
];

/** Lists or maps around a value, so many levels deep. */
function nested(levels: number, wrap: (inner: Value) => Value, innermost: Value): Value {
  let value = innermost;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

const wraps: readonly (readonly [string, (inner: Value) => Value])[] = [
  ["lists", (inner) => [inner]],
  ["maps", (inner) => ({ inner })],
];

/** What an item cannot hold is refused, and nothing is written. */
export function refusedValuesGroup({ group, test }: Suite): void {
  group("refused values", () => {
    for (const [name, bad] of badValues) {
      test(`refuses ${name}, wherever it stands, and writes nothing`, async (scene) => {
        const client = await scene.open("simple");
        const key = client.fresh("refused");
        const beside = client.fresh("beside");
        const before = client.item(key, { before: 1 });
        await client.put(before);
        const value = bad as Value;
        const items: readonly Item[] = [{ value }, { list: [1, value] }, { map: { good: 1, map: { value } } }];
        for (const attributes of items) {
          const steps = [client.putStep(client.item(beside)), client.putStep(client.item(key, attributes))];
          await refused(
            scene.adapter.write(steps, { atomic: false }, {}),
            "INVALID",
            `putting ${Object.keys(attributes).join()}`,
          );
        }
        assertSame(await client.getMany([key, beside]), [before, undefined]);
      });
    }

    for (const [name, wrap] of wraps) {
      test(`takes ${name} as deep as the limit says, and no deeper`, async (scene) => {
        const client = await scene.open("simple");
        const key = client.fresh("depth");
        const { depth } = scene.capabilities.limits;
        // The item itself is the first level; scalars and sets are none.
        for (const innermost of ["text", new Set(["a", "b"]), 1, null]) {
          const item = client.item(key, { deep: nested(depth - 1, wrap, innermost) });
          await client.put(item);
          assertSame(await client.get(key), item);
          await refused(client.put(client.item(key, { deep: nested(depth, wrap, innermost) })), "INVALID");
        }
        await refused(client.put(client.item(key, { deep: nested(10_000, wrap, 1) })), "INVALID");
      });
    }

    test("takes names as long as the limit says, and no longer", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("names");
      const { nameBytes, itemBytes } = scene.capabilities.limits;
      const nameOf = (bytes: number): string => "é".repeat(Math.floor(bytes / 2)) + "e".repeat(bytes % 2);
      // The item holds the name twice, and something else.
      const longest = Math.min(nameBytes, Math.floor(itemBytes / 2) - 200);
      for (const fewer of [2, 1, 0]) {
        const name = nameOf(longest - fewer);
        const item = client.item(key, { [name]: 1, map: { [name]: 1 } });
        await client.put(item);
        assertSame(await client.get(key), item);
      }
      for (const more of [1, 2]) {
        const name = nameOf(nameBytes + more);
        await refused(client.put(client.item(key, { [name]: 1 })), "INVALID");
        await refused(client.put(client.item(key, { map: { [name]: 1 } })), "INVALID");
      }
    });

    test("refuses empty names and names that are no Unicode", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("names");
      for (const name of ["", "\ud800"]) await refused(client.put(client.item(key, named([[name, 1]]))), "INVALID");
      assertSame(await client.get(key), undefined);
    });
  });
}
