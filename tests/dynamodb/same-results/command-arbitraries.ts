import fc from "fast-check";
import type { Command, KeyName } from "./command.ts";
import { layouts } from "./layouts.ts";
import { data, name, value } from "./value-arbitraries.ts";

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
