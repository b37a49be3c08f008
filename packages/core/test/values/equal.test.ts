import { describe, expect, test } from "vitest";
import { Decimal } from "../../src/values/decimal.ts";
import { equalValues } from "../../src/values/equal.ts";
import type { Value } from "../../src/values/value.ts";

/** Within a line all are equal; no two lines are. */
const kinds: readonly (readonly Value[])[] = [
  [null],
  [true],
  [false],
  ["1"],
  [""],
  [1, 1n, new Decimal("1.0")],
  [0, -0, 0n],
  [2n ** 60n, new Decimal("1152921504606846976")],
  [2 ** 60, 1152921504606847000n],
  [Uint8Array.of(1), Buffer.from([1])],
  [new Uint8Array()],
  [[], []],
  [
    [1, 2],
    [1n, new Decimal("2")],
  ],
  [[2, 1]],
  [[null]],
  [{}, Object.create(null)],
  [
    { a: 1, b: [2] },
    { b: [2n], a: 1 },
  ],
  [{ a: 1, c: [2] }],
  [{ a: null }],
  [JSON.parse('{"__proto__":{}}')],
  [{ toString: 1 }],
  [new Set(["1", "2"]), new Set(["2", "1"])],
  [new Set([1, 2]), new Set([2n, new Decimal("1")])],
  [new Set([Uint8Array.of(1), Uint8Array.of(2)]), new Set([Uint8Array.of(2), Uint8Array.of(1)])],
  [new Set(["1"])],
];

describe("equalValues", () => {
  test("holds of what DynamoDB could not tell apart, and of nothing else", () => {
    for (const [i, line] of kinds.entries()) {
      for (const [j, other] of kinds.entries()) {
        for (const a of line) for (const b of other) expect(equalValues(a, b), `${i} and ${j}`).toBe(i === j);
      }
    }
  });
});
