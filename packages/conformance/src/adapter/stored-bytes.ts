import assert from "node:assert/strict";
import { Decimal, type Item, itemBytes, type Numeric, type Value } from "@dystore/core/adapter";
import { everySample, samples } from "./samples.ts";
import type { Suite } from "./suite.ts";

const digits38 = "12345678901234567890123456789012345678";

/** Bytes of numbers as DynamoDB Local 1.25 counts them, found by the largest item that it takes beside each. */
const numbers: readonly (readonly [Numeric, number])[] = [
  [0, 1],
  [-0, 1],
  [1, 2],
  [-1, 3],
  [12, 2],
  [99, 2],
  [123, 3],
  [1234, 3],
  [12345, 4],
  [-12345, 5],
  [100, 2],
  [1000, 2],
  [10000, 2],
  [0.1, 2],
  [0.01, 2],
  [0.001, 2],
  [0.012, 3],
  [0.12, 2],
  [0.123, 3],
  [1.5, 3],
  [10.5, 3],
  [100.01, 4],
  [1e-130, 2],
  [9.99e125, 3],
  [BigInt(digits38), 20],
  [-BigInt(digits38), 21],
  [new Decimal(`${digits38.slice(0, 37)}.8`), 21],
];

/** Bytes of other values: the developer guide's "DynamoDB item sizes and formats", checked on DynamoDB Local. */
const values: readonly (readonly [string, Value, number])[] = [
  ["null", null, 1],
  ["a boolean", false, 1],
  ["the empty string", "", 0],
  ["ASCII", "abc", 3],
  ["two, three and four bytes a character", "é日\u{1f600}", 9],
  ["a binary", new Uint8Array(5), 5],
  ["the empty list", [], 3],
  ["a list", ["abc", null, 1], 3 + 3 + 3 + 1 + 2],
  ["the empty map", {}, 3],
  ["a map", { ab: "abc", é: true }, 3 + 2 + (2 + 3) + (2 + 1)],
  ["lists and maps in each other", [{ a: [] }], 3 + 1 + (3 + 1 + 1 + 3)],
  ["a set of strings", new Set(["a", "bc", ""]), 3],
  ["a set of numbers", new Set([1, 12345, -1]), 2 + 4 + 3],
  ["a set of binaries", new Set([new Uint8Array(3), new Uint8Array(2)]), 5],
];

/** The size of an item before it is written, which planners cut graphs by. */
export function storedBytesGroup({ bare, group, test }: Suite): void {
  group("storedBytes", () => {
    if (bare) {
      test("is DynamoDB's size to the byte", async (scene) => {
        const { adapter } = scene;
        const table = scene.ownTable("simple");
        const sizes = [...values, ...numbers.map(([number, bytes]) => [`number ${number}`, number, bytes] as const)];
        for (const [name, value, bytes] of sizes) {
          assert.equal(adapter.storedBytes(table, { value }), 5 + bytes, name);
          assert.equal(adapter.storedBytes(table, { ID: "key", é: value }), 5 + 2 + bytes, `${name} beside a key`);
        }
        assert.equal(adapter.storedBytes(table, {}), 0);
      });
    }

    test("is at least what lies beneath, and what every value takes", async (scene) => {
      const client = await scene.open("simple");
      const items = [{}, everySample(), ...samples.map(([, value]): Item => ({ value, nested: [value, { value }] }))];
      const keys = client.freshMany("beneath", items.length);
      const whole = keys.map((key, index) => client.item(key, items[index]));
      await client.putAll(whole);
      for (const [index, stored] of (await client.through(scene.beneath).getMany(keys)).entries()) {
        const said = scene.adapter.storedBytes(client.table, whole[index] ?? {});
        assert.ok(stored !== undefined && said >= itemBytes(stored), `${said} bytes said of item ${index}`);
        if (bare) assert.equal(said, itemBytes(stored));
      }
    });

    test("needs no table, no keys and no open adapter's help: it is pure", async (scene) => {
      const table = scene.ownTable("sorted");
      const item = everySample();
      const first = scene.adapter.storedBytes(table, item);
      assert.equal(scene.adapter.storedBytes(table, Object.freeze(everySample())), first);
      assert.equal(scene.adapter.storedBytes({ ...table, region: scene.capabilities.region }, item), first);
      assert.ok(Number.isInteger(first) && first > 0);
    });
  });
}
