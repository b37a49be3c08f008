import { describe, expect, test } from "vitest";
import { Decimal } from "../../src/values/decimal.ts";
import { digitsBytes, parseDigits } from "../../src/values/digits.ts";
import { canonicalNumeric, isNumeric, numericBytes, numericText, parseNumeric } from "../../src/values/numeric.ts";
import type { Numeric } from "../../src/values/value.ts";
import { random } from "./random.ts";

const nines = "9".repeat(38);
const invalid = expect.objectContaining({ code: "INVALID" });

describe("numericText", () => {
  const texts: readonly (readonly [Numeric, string])[] = [
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [1n, "1"],
    [new Decimal("1.0"), "1"],
    [-1.5, "-1.5"],
    [1e21, "1000000000000000000000"],
    [1e-7, "0.0000001"],
    [-1.25e-9, "-0.00000000125"],
    [2 ** 60, "1152921504606847000"],
    [2n ** 60n, "1152921504606846976"],
    [1e125, `1${"0".repeat(125)}`],
    [10n ** 125n, `1${"0".repeat(125)}`],
    [1e-130, `0.${"0".repeat(129)}1`],
  ];
  test.each(texts)("of %s is %s", (value, text) => expect(numericText(value)).toBe(text));

  const refused: readonly (readonly [string, Numeric])[] = [
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["1e126", 1e126],
    ["-1e126", -1e126],
    ["9.9e-131", 9.9e-131],
    ["a bigint of 127 digits", 10n ** 126n],
    ["a bigint of 39 significant digits", 10n ** 38n + 1n],
    ["a huge bigint", -(1n << 1_000_000n)],
  ];
  test.each(refused)("refuses %s", (_, value) => {
    expect(() => numericText(value)).toThrow(invalid);
    expect(() => numericBytes(value)).toThrow(invalid);
  });
});

describe("parseNumeric", () => {
  const numbers: readonly (readonly [string, Numeric])[] = [
    ["0", 0],
    ["-0", 0],
    ["0.000", 0],
    ["0e999", 0],
    ["1.50", 1.5],
    ["+7", 7],
    [".5", 0.5],
    ["5.", 5],
    ["1E3", 1000],
    ["1e+21", 1e21],
    ["0.1", 0.1],
    ["9007199254740992", 9007199254740992],
    ["9007199254740993", 9007199254740993n],
    ["1152921504606847000", 2 ** 60],
    ["1152921504606846976", 1152921504606846976n],
    [`${nines}E88`, BigInt(nines + "0".repeat(88))],
    [`-${nines}`, -BigInt(nines)],
    ["1E-130", 1e-130],
    ["0.1000000000000000055511151231257827", new Decimal("0.1000000000000000055511151231257827")],
    ["12345678901234567890.5", new Decimal("12345678901234567890.5")],
    [`0.${"0".repeat(40)}${nines}`, new Decimal(`${nines}E-78`)],
  ];
  test.each(numbers)("reads %s in canonical form", (text, value) => {
    const parsed = parseNumeric(text);
    expect(parsed).toStrictEqual(value);
    expect(Object.is(parsed, -0)).toBe(false);
    expect(parseNumeric(numericText(parsed))).toStrictEqual(value);
  });

  const malformed = ["", " ", "1 ", "a", "1e", "1e5.5", "--1", "1_000", "0x10", "NaN", "Infinity", ".", "1.2.3", "٣"];
  test.each([...malformed, "1e126", "1e-131", "1e999999999999", `${nines}9`, `1.${nines}`])("refuses %j", (text) => {
    expect(() => parseNumeric(text)).toThrow(invalid);
  });

  test("refuses hostile text in linear time", () => {
    expect(() => parseNumeric(`${"1".repeat(1_000_000)}x`)).toThrow(invalid);
    expect(parseNumeric(`${"0".repeat(1_000_000)}1`)).toBe(1);
  });
});

describe("canonicalNumeric", () => {
  test("gives each number one form, however it came", () => {
    for (const one of [1, 1n, new Decimal("1"), new Decimal("1.000")]) expect(canonicalNumeric(one)).toBe(1);
    for (const zero of [0, -0, 0n, new Decimal("-0.0")]) expect(canonicalNumeric(zero)).toBe(0);
    expect(canonicalNumeric(new Decimal("9007199254740993"))).toBe(9007199254740993n);
    expect(canonicalNumeric(0.1)).toBe(0.1);
  });
});

describe("numericBytes", () => {
  // Measured on DynamoDB Local: the largest item that it accepts shows each number's size.
  const sizes: readonly (readonly [Numeric, number])[] = [
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
    [10100, 3],
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
    [new Decimal("9.99E125"), 3],
    [9.99e125, 3],
    [12345678901234567890123456789012345678n, 20],
    [-12345678901234567890123456789012345678n, 21],
    [new Decimal("1234567890123456789012345678901234567.8"), 21],
    [Number.MAX_SAFE_INTEGER, 9],
    // Shifted by pairs of digits these would be whole numbers, but rounded ones.
    [2020713519362.823, 10],
    [907972803495.0693, 9],
    [2 ** 60, 10],
    [100n, 2],
  ];
  test.each(sizes)("of %s is %i", (value, bytes) => expect(numericBytes(value)).toBe(bytes));

  test("counts without text as it counts the text's digits", () => {
    const next = random(1);
    const power = (most: number) => 10 ** Math.floor(next() * most);
    const wrong: number[] = [];
    for (let i = 0; i < 100_000; i++) {
      const magnitude = i % 3 === 0 ? (next() * power(20)) / 1e10 : Math.floor(next() * power(18)) / power(12);
      const value = next() < 0.5 ? -magnitude : magnitude;
      if (numericBytes(value) !== digitsBytes(parseDigits(String(value)))) wrong.push(value);
    }
    expect(wrong).toEqual([]);
  });
});

test("isNumeric knows numbers of all three kinds, and nothing else", () => {
  for (const value of [1, Number.NaN, 1n, new Decimal(1)]) expect(isNumeric(value)).toBe(true);
  for (const value of ["1", null, undefined, true, {}, [], new Date()]) expect(isNumeric(value)).toBe(false);
});
