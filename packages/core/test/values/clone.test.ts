import { describe, expect, test } from "vitest";
import { cloneItem, cloneValue } from "../../src/values/clone.ts";
import { Decimal } from "../../src/values/decimal.ts";
import type { Value } from "../../src/values/value.ts";
import { withPollutedPrototype } from "./polluted.ts";

describe("cloneValue", () => {
  const values: readonly (readonly [string, Value, Value])[] = [
    ["scalars", [null, true, "a", 1.5, 2n ** 70n], [null, true, "a", 1.5, 2n ** 70n]],
    ["numbers, made canonical", [-0, 5n, new Decimal("5"), new Decimal("0.5")], [0, 5, 5, 0.5]],
    ["what only a Decimal can hold", new Decimal("12345678901234567890.5"), new Decimal("12345678901234567890.5")],
    ["lists and maps", { a: [{ b: [] }], c: {} }, { a: [{ b: [] }], c: {} }],
    ["sets, their members canonical", [new Set(["a"]), new Set([1n, 2])], [new Set(["a"]), new Set([1, 2])]],
    [
      "binaries of any kind",
      [Buffer.from("ab"), Uint8Array.of(1, 2, 3).subarray(1)],
      [Uint8Array.of(97, 98), Uint8Array.of(2, 3)],
    ],
  ];
  test.each(values)("copies %s", (_, value, copy) => expect(cloneValue(value)).toStrictEqual(copy));

  test("shares nothing that could be changed", () => {
    const bytes = Uint8Array.of(1);
    const member = Uint8Array.of(2);
    const value = { list: [{ bytes }], set: new Set([member]) };
    const copy = cloneValue(value);
    bytes[0] = 9;
    member[0] = 9;
    value.list.push({ bytes });
    value.set.add(bytes);
    expect(copy).toStrictEqual({ list: [{ bytes: Uint8Array.of(1) }], set: new Set([Uint8Array.of(2)]) });
  });
});

describe("cloneItem", () => {
  test("copies names that are none of a prototype's business", () => {
    const item = JSON.parse('{"__proto__":{"admin":true},"constructor":1}');
    const copy = cloneItem(item);
    expect(Object.keys(copy)).toEqual(["__proto__", "constructor"]);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(item));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect({}).not.toHaveProperty("admin");
  });

  test("copies nothing of a polluted Object.prototype", () => {
    const copy = withPollutedPrototype(() => cloneItem({ a: { b: 1 } }));
    expect(JSON.stringify(copy)).toBe('{"a":{"b":1}}');
  });
});
