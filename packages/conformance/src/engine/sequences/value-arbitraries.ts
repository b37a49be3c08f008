import fc from "fast-check";
import type { Data } from "./command.ts";
import type { Spec } from "./spec.ts";

/** A name of a member. */
export const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom("a", "b", "list", "map") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("value", "IDX", "B", "x", "é.😀", "constructor", "__proto__", "__dystore__"),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "__dystore_expires__", "0") },
);

const scalars: readonly Spec[] = [
  null,
  true,
  false,
  "",
  "text",
  "é😀\u0000",
  "2024-02-29T12:00:00.000Z",
  0,
  1,
  -1.5,
  2 ** 60,
  { $number: "-0" },
  { $number: "1e-130" },
  { $number: "9.99e125" },
  { $bigint: "0" },
  { $bigint: "7" },
  { $bigint: "-12345678901234567890123456789012345678" },
  { $decimal: "1.5" },
  { $decimal: "10" },
  { $decimal: "-1.2345678901234567890123456789012345678" },
  { $date: 1 },
  { $date: -8.64e15 },
  { $url: "https://user@example.org/a%20b?c#d" },
  { $bytes: [] },
  { $bytes: [0, 1, 255] },
  [],
  {},
  { $set: [] },
  { $map: [] },
];

/** What is refused, or nearly. */
const limits: readonly Spec[] = [
  "\ud800",
  { "\ud800": 1 },
  { $number: "NaN" },
  { $number: "Infinity" },
  { $number: "1e126" },
  { $number: "9e-131" },
  { $bigint: "123456789012345678901234567890123456789" },
  { $bigint: `1${"0".repeat(125)}` },
  { $bigint: `1${"0".repeat(126)}` },
  { $date: null },
  { $odd: "function" },
  { $odd: "symbol" },
  { $odd: "undefined" },
  { $odd: "hole" },
  { $odd: "instance" },
  { $odd: "cycle" },
  { $deep: 29 },
  { $deep: 30 },
  { $deep: 31 },
  { $deep: 32 },
  ...[-2, -1, 0, 1, 2].flatMap((more) => [{ $deep: 999 + more }, { $longName: 65_535 + more }, { $many: 99 + more }]),
];

const number = (value: number): Spec => ({ $number: String(value) });
const bigint = (value: bigint): Spec => ({ $bigint: String(value) });

const limit = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...limits) },
  fc.double({ noNaN: true }).map(number),
  fc.bigInt({ max: 10n ** 39n }).map(bigint),
);

const nested = fc.letrec<{ value: Spec; members: Data }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 40, arbitrary: fc.constantFrom(...scalars) },
    { weight: 1, arbitrary: limit },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.maxSafeInteger(), fc.integer({ min: -40, max: 40 }))
        .map((parts) => number(Number(parts.join("e")))),
    },
    { weight: 4, arbitrary: fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(bigint) },
    { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
    { weight: 25, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 40, arbitrary: tie("members") },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 3 }).map((members): Spec => ({ $set: members })) },
    {
      weight: 8,
      arbitrary: fc
        .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: name }, tie("value")), tie("value")), { maxLength: 3 })
        .map((entries): Spec => ({ $map: entries })),
    },
  ),
  members: fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

/** Values of all kinds. */
export const value: fc.Arbitrary<Spec> = nested.value;
const { members } = nested;

/** Data of a graph, mostly with something in the places that layouts declare. */
export const data: fc.Arbitrary<Data> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record(
      {
        a: fc.oneof({ weight: 3, arbitrary: members }, value),
        b: value,
        list: fc.oneof({ weight: 3, arbitrary: fc.array(fc.oneof(members, value), { maxLength: 4 }) }, value),
        map: fc.oneof({ weight: 3, arbitrary: members }, value),
      },
      { requiredKeys: ["a", "list", "map"], noNullPrototype: true },
    ),
  },
  fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true }),
);
