import { Decimal, type Numeric } from "@dystore/core/adapter";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";

const decimal = (text: string) => new Decimal(text);
const digits38 = "12345678901234567890123456789012345678";
const nines = "9".repeat(38);

/** What is given, and the canonical number that comes back. */
const table: readonly (readonly [name: string, given: Numeric, returned: Numeric])[] = [
  ["zero", 0, 0],
  ["minus zero", -0, 0],
  ["a whole number", 42, 42],
  ["a negative number", -42, -42],
  ["a fraction", 0.1, 0.1],
  ["the sum 0.1 + 0.2, 17 digits", 0.1 + 0.2, 0.30000000000000004],
  ["a third", 1 / 3, 0.3333333333333333],
  ["the largest safe integer", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ["the smallest safe integer", Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  ["2 to the 53rd", 2 ** 53, 2 ** 53],
  ["2 to the 53rd plus 1", 2n ** 53n + 1n, 2n ** 53n + 1n],
  ["a large power of ten", 1e21, 1e21],
  ["a small power of ten", 1e-7, 1e-7],
  ["a small bigint", 7n, 7],
  ["a negative bigint", -7n, -7],
  ["zero as a bigint", 0n, 0],
  ["a bigint that a number holds in its shortest form", 10n ** 30n, 1e30],
  ["a bigint that a number would round", 12345678901234567890n, 12345678901234567890n],
  ["a bigint of 38 digits", BigInt(digits38), BigInt(digits38)],
  ["a negative bigint of 38 digits", -BigInt(digits38), -BigInt(digits38)],
  [
    "a bigint of 38 digits and zeros behind them",
    BigInt(`${digits38}${"0".repeat(80)}`),
    BigInt(`${digits38}${"0".repeat(80)}`),
  ],
  ["a Decimal that is a number", decimal("1.50"), 1.5],
  ["a whole Decimal", decimal("100"), 100],
  ["a whole Decimal beyond numbers", decimal("12345678901234567890.000"), 12345678901234567890n],
  ["a Decimal of 38 digits", decimal(`0.${digits38}`), decimal(`0.${digits38}`)],
  ["a negative Decimal of 38 digits", decimal(`-1234.${digits38.slice(4)}`), decimal(`-1234.${digits38.slice(4)}`)],
  [
    "a Decimal next to a number",
    decimal("0.10000000000000000000000000000000000001"),
    decimal("0.10000000000000000000000000000000000001"),
  ],
  ["a Decimal of 18 digits", decimal("0.123456789012345678"), decimal("0.123456789012345678")],
  ["the smallest magnitude", 1e-130, 1e-130],
  ["the smallest magnitude below zero", decimal("-1e-130"), -1e-130],
  ["38 digits at the small end", decimal(`${nines.slice(1)}1e-130`), decimal(`${nines.slice(1)}1e-130`)],
  ["the largest magnitude", decimal(`${nines}e88`), BigInt(`${nines}${"0".repeat(88)}`)],
  ["the largest magnitude below zero", decimal(`-${nines}e88`), -BigInt(`${nines}${"0".repeat(88)}`)],
  ["a power of ten at the large end", 1e125, 1e125],
];

/** No number loses a digit, and each comes back in one form. */
export function numbersGroup({ group, test }: Suite): void {
  group("numbers", () => {
    test("come back canonical and with all 38 digits", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("numbers");
      await client.put(client.item(key, { numbers: table.map(([, given]) => given) }));
      const numbers: unknown = (await client.get(key))?.numbers;
      for (const [index, [name, , returned]] of table.entries()) {
        assertSame(Array.isArray(numbers) ? numbers[index] : numbers, returned, name);
      }
    });

    test("come back canonical from attributes, maps and sets too", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("numbers");
      const cases = table.map(([name, given, returned], index) => ({
        key: client.key(`${key.partition}${index}`),
        name,
        given,
        returned,
      }));
      const item = (at: typeof key, number: Numeric) =>
        client.item(at, { number, map: { number }, set: new Set([number]) });
      await client.putAll(cases.map(({ key: at, given }) => item(at, given)));
      const read = await client.getMany(cases.map(({ key: at }) => at));
      for (const [index, { key: at, name, returned }] of cases.entries())
        assertSame(read[index], item(at, returned), name);
    });

    test("keep their kind in sets: one member for one value", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("numbers");
      await client.put(client.item(key, { set: new Set<Numeric>([1n, decimal("2.0"), 3, -0, BigInt(digits38)]) }));
      assertSame(await client.get(key), client.item(key, { set: new Set<Numeric>([1, 2, 3, 0, BigInt(digits38)]) }));
    });
  });
}
