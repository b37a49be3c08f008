import { format } from "node:util";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Decimal, type Value } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { fromAttribute, fromAttributes, toAttribute, toAttributes } from "../src/attribute-value.ts";
import { wireBytes } from "../src/wire-bytes.ts";

const bytes = new Uint8Array([0, 1, 255]);

// Value, what goes over the wire, and what comes back where that is not the same.
const pairs: readonly (readonly [Value, AttributeValue, Value?])[] = [
  ["", { S: "" }],
  ["text", { S: "text" }],
  [null, { NULL: true }],
  [true, { BOOL: true }],
  [false, { BOOL: false }],
  [0, { N: "0" }],
  [-0, { N: "0" }, 0],
  [1.5, { N: "1.5" }],
  [1e125, { N: "1e+125" }],
  [1e-130, { N: "1e-130" }],
  [0.1 + 0.2, { N: "0.30000000000000004" }],
  [7n, { N: "7" }, 7],
  [2n ** 64n, { N: "18446744073709551616" }],
  [new Decimal("1.00000000000000000001"), { N: "1.00000000000000000001" }],
  [new Decimal("2.50"), { N: "2.5" }, 2.5],
  [bytes, { B: bytes }],
  [[], { L: [] }],
  [[1, ["a"]], { L: [{ N: "1" }, { L: [{ S: "a" }] }] }],
  [{}, { M: {} }],
  [{ a: { "b.c": null } }, { M: { a: { M: { "b.c": { NULL: true } } } } }],
  [new Set(["a", ""]), { SS: ["a", ""] }],
  [new Set([1, 2n ** 64n]), { NS: ["1", "18446744073709551616"] }],
  [new Set([bytes]), { BS: [bytes] }],
];

describe("a value", () => {
  for (const [value, attribute, back = value] of pairs) {
    test(`goes over the wire as ${format(attribute)} and comes back`, () => {
      expect(toAttribute(value)).toStrictEqual(attribute);
      expect(fromAttribute(attribute)).toStrictEqual(back);
    });
  }

  test("named like a part of JavaScript's objects is data and pollutes nothing", () => {
    const item = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "hasOwnProperty": 2}');
    const back = fromAttributes(toAttributes(item));
    expect(Object.entries(back)).toEqual([
      ["__proto__", { polluted: true }],
      ["constructor", 1],
      ["hasOwnProperty", 2],
    ]);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });

  test("that comes back shares no bytes with what the SDK gave", () => {
    const given = new Uint8Array([1, 2]);
    for (const back of [fromAttribute({ B: given }), [...(fromAttribute({ BS: [given] }) as Set<Uint8Array>)][0]]) {
      expect(back).toEqual(given);
      expect((back as Uint8Array).buffer).not.toBe(given.buffer);
    }
  });

  test("of a type that nobody knows yet is refused, not lost", () => {
    expect(() => fromAttribute({ $unknown: ["X", 1] } as never)).toThrow(TypeError);
  });
});

describe("the bytes of a request", () => {
  const large = 600_000;
  test.each([
    ["control characters", { S: "\u0001".repeat(large) }, large * 6],
    ["plain characters", { S: "a".repeat(large) }, large],
    ["bytes", { B: new Uint8Array(large) }, large / 0.75],
    ["booleans", { L: Array.from({ length: large / 14 }, () => ({ BOOL: true })) }, large],
    ["numbers", { NS: Array.from({ length: large / 10 }, (_, i) => String(1e6 + i)) }, large],
    ["names", { M: { ["n".repeat(large)]: { NULL: true } } }, large],
  ] as const)("are known for %s", (_, attribute, about) => {
    const measured = wireBytes({ a: attribute as AttributeValue });
    expect(measured).toBeGreaterThan(about * 0.99);
    expect(measured).toBeLessThan(about * 1.02 + 100);
  });

  test("are never more than said, for small items", () => {
    for (const [, attribute] of pairs) {
      const json = JSON.stringify({ 'name"\u0001': attribute }, (_, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
      );
      expect(wireBytes({ 'name"\u0001': attribute }), json).toBeGreaterThanOrEqual(Buffer.byteLength(json));
    }
  });
});
