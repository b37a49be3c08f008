import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { Decimal } from "../../src/values/decimal.ts";

test("a Decimal keeps 38 digits in one canonical text", () => {
  const digits = "12345678901234567890.123456789012345678";
  expect(new Decimal(digits).toString()).toBe(digits);
  expect(String(new Decimal("-00.50e1"))).toBe("-5");
  expect(new Decimal(0.1).toString()).toBe("0.1");
  expect(new Decimal(123n).toString()).toBe("123");
  expect(new Decimal(-0).toString()).toBe("0");
});

test("Decimals are equal by value, to themselves and to deep comparisons", () => {
  expect(new Decimal("1.50").equals(new Decimal("1.5"))).toBe(true);
  expect(new Decimal("1.5").equals(new Decimal("1.6"))).toBe(false);
  expect(new Decimal("1").equals(1)).toBe(false);
  expect(isDeepStrictEqual(new Decimal("1.5"), new Decimal("1.6"))).toBe(false);
  expect(new Decimal("1.5")).not.toEqual(new Decimal("1.6"));
});

test("a Decimal is text in JSON and cannot be changed", () => {
  expect(JSON.stringify({ price: new Decimal("1.10") })).toBe('{"price":"1.1"}');
  expect(() => Object.assign(new Decimal("1"), { text: "2" })).toThrow(TypeError);
});

const refused: readonly (readonly [string, string | number | bigint])[] = [
  ["an empty text", ""],
  ["words", "one"],
  ["a decimal comma", "1,5"],
  ["NaN", Number.NaN],
  ["infinity", Number.NEGATIVE_INFINITY],
  ["what is too large", "1e126"],
  ["39 digits", 10n ** 38n + 1n],
];
test.each(refused)("a Decimal is not made of %s", (_, value) => {
  expect(() => new Decimal(value)).toThrow(expect.objectContaining({ code: "INVALID" }));
});
