import { describe, expect, test } from "vitest";
import { Decimal } from "../../src/values/decimal.ts";
import { itemBytes, valueBytes } from "../../src/values/item-bytes.ts";
import type { Value } from "../../src/values/value.ts";

const sizes: readonly (readonly [string, Value, number])[] = [
  ["null", null, 1],
  ["true", true, 1],
  ["an empty string", "", 0],
  ["text beyond ASCII", "é😀", 6],
  ["a long string", "é".repeat(1000), 2000],
  ["a number", 1234, 3],
  ["a bigint", 12345678901234567890n, 11],
  ["a Decimal", new Decimal("0.5"), 2],
  ["an empty binary", new Uint8Array(), 0],
  ["a binary", new Uint8Array(10), 10],
  ["an empty list", [], 3],
  ["a list", ["ab", null], 3 + 2 + 2 + 1],
  ["an empty map", {}, 3],
  ["a map", { é: "ab", n: 1 }, 3 + 2 + 2 + 2 + 1 + 2],
  ["a nested list", [[[]]], 3 + 1 + 3 + 1 + 3],
  ["a set of strings", new Set(["ab", ""]), 2],
  ["a set of numbers", new Set([1, 100, 123]), 2 + 2 + 3],
  ["a set of binaries", new Set([new Uint8Array(3), new Uint8Array(4)]), 7],
];

describe("valueBytes", () => {
  test.each(sizes)("of %s", (_, value, bytes) => expect(valueBytes(value)).toBe(bytes));
});

test("itemBytes counts names and values, and nothing for the item itself", () => {
  expect(itemBytes({})).toBe(0);
  expect(itemBytes({ id: "a", age: 42 })).toBe(8);
  expect(itemBytes(JSON.parse('{"__proto__":"ab"}'))).toBe(11);
});
