import fc from "fast-check";
import type { Command, Data, KeyName } from "./command.ts";
import { layouts } from "./layouts.ts";
import type { Spec } from "./spec.ts";

const name = fc.oneof(
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
  { $longName: 65_535 },
  { $longName: 65_536 },
  { $many: 97 },
  { $many: 101 },
];

const number = (value: number): Spec => ({ $number: String(value) });
const bigint = (value: bigint): Spec => ({ $bigint: String(value) });

const limit = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...limits) },
  fc.double({ noNaN: true }).map(number),
  fc.bigInt({ max: 10n ** 39n }).map(bigint),
);

const { value, members } = fc.letrec<{ value: Spec; members: { readonly [name: string]: Spec } }>((tie) => ({
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

/** Mostly with something in the places that layouts declare. */
const data: fc.Arbitrary<Data> = fc.oneof(
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

const key: fc.Arbitrary<KeyName> = fc.oneof(
  { weight: 40, arbitrary: fc.constant("a") },
  { weight: 6, arbitrary: fc.constant("b") },
  { weight: 2, arbitrary: fc.constantFrom("made up", "longest") },
  { weight: 1, arbitrary: fc.constantFrom("too long", "empty", "of another type", "malformed") },
);

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(".a", ".b", ".list", ".map", "[0]", "[-1]", "[*]") },
  fc.constantFrom("[1]", "[3]", "[1:]", "[::-1]", ".*", "..a", "..*", "..[0]"),
  fc.constantFrom("['a','b']", ".value", ".IDX", ".__proto__", "['__dystore__']", "['']"),
);

const path = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .tuple(
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom(".a", ".b", ".list", ".map") }, step),
        fc.array(step, { maxLength: 2 }),
      )
      .map(([first, others]) => `$${first}${others.join("")}`),
  },
  { weight: 2, arbitrary: fc.constantFrom("$", "a.b", "$..list[?(@.a)]", "$.list[?@.a == 1].b") },
  { weight: 1, arbitrary: fc.constantFrom("", "$.a[", "$.a[?(process)]", "a".repeat(5000), "$.a".padEnd(131, ".b")) },
);

/** Mostly left out. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, arbitrary);
const yes = seldom(fc.constant(true as const));
const no = seldom(fc.constant(false as const));
const ifVersion = seldom(fc.constantFrom("seen" as const, "another" as const));
const settings = fc.record({ ifAbsent: yes, ifVersion, saveShards: no });

/** The layout is a position in the sequence's pair. */
const graph = { layout: fc.nat({ max: 1 }), key };
const command = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("write"),
      ...graph,
      key: fc.oneof({ weight: 8, arbitrary: key }, fc.constant(undefined)),
      own: seldom(key),
      data,
      settings,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("write"),
      ...graph,
      data,
      fill: fc.record({ in: fc.constantFrom("root", "a", "list"), beyond: fc.constantFrom(0, 1, -1) }),
      settings: fc.constant({}),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("hold"), ...graph, keepMetadata: yes }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("writeBack"),
      ...graph,
      set: data,
      move: seldom(fc.tuple(name, name)),
      settings,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("read"), ...graph, resolveShards: no, consistent: no, keepMetadata: yes }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("readMany"), ...graph, keys: fc.array(key, { maxLength: 4 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("update"),
      ...graph,
      set: fc.oneof({ weight: 8, arbitrary: data }, fc.constant(undefined)),
      ifVersion,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete"), ...graph, deleteShards: no, ifVersion }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("exists"), ...graph }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("metadata"), ...graph }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("readPath"), ...graph, path, filters: yes }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("deletePath"), ...graph, path, filters: yes }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("writePath"), ...graph, path, filters: yes, value }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("explain"), ...graph, of: fc.constantFrom("read", "update", "delete") }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("explainWrite"), ...graph, data }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("explainPath"),
      ...graph,
      of: fc.constantFrom("readPath", "deletePath", "writePath"),
      path,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("foreign"),
      ...graph,
      item: fc.constantFrom("no root", "later format", "malformed root"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("damage"),
      ...graph,
      shard: fc.nat({ max: 5 }),
      by: fc.constantFrom("deleting", "replacing", "swapping"),
    }),
  },
);

const firstWrite = fc.record({
  do: fc.constant("write"),
  layout: fc.constant(0),
  key: fc.constant("a"),
  data,
  settings: fc.constant({}),
});

/** Sequences of commands on few graphs in two layouts, the first of which is written first. */
export const sequences: fc.Arbitrary<readonly Command[]> = fc
  .tuple(fc.tuple(layoutNumber(), layoutNumber()), firstWrite, fc.array(command, { maxLength: 12, size: "max" }))
  .map(([pair, ...[first, others]]) =>
    [first, ...others].map((one): Command => ({ ...one, layout: pair[one.layout] ?? 0 })),
  );

function layoutNumber(): fc.Arbitrary<number> {
  return fc.nat({ max: layouts.length - 1 });
}
