import fc from "fast-check";
import type { Command, KeyName } from "./command.ts";
import { layoutCount } from "./layouts.ts";
import { data, name, value } from "./value-arbitraries.ts";

const key: fc.Arbitrary<KeyName> = fc.oneof(
  { weight: 40, arbitrary: fc.constant("a") },
  { weight: 6, arbitrary: fc.constant("b") },
  { weight: 2, arbitrary: fc.constantFrom("made up", "longest", "longest but 1", "longest but 2") },
  { weight: 1, arbitrary: fc.constantFrom("1 too long", "2 too long", "empty", "of another type", "malformed") },
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
  { weight: 1, arbitrary: fc.constantFrom("", "$.a[", "$.a[?(process)]", "a".repeat(5000)) },
  { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }).map((more) => `$.a${".b".repeat(63 + more)}`) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -2, max: 2 }).map((more) => `$.a.${"é".repeat(2045)}${"b".repeat(2 + more)}`),
  },
);

/** Mostly left out. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, arbitrary);
const yes = seldom(fc.constant(true as const));
const no = seldom(fc.constant(false as const));
const ifVersion = seldom(fc.constantFrom("seen" as const, "another" as const));
/** Before the sequence, within it, or long after it. */
const expiry = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(4, 8, 100_000, 200_000.25) },
  fc.constantFrom(null, 0, -10),
);
const settings = fc.record({ ifAbsent: yes, ifVersion, saveShards: no, expires: seldom(expiry) });

/** The layout is a position in the sequence's pair. */
const client = fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.constant(1 as const));
const layout = fc.nat({ max: 1 });
const graph = { layout, key, client };
const write = fc.record({ do: fc.constant("write"), ...graph, data, settings });
const update = fc.record({
  do: fc.constant("update"),
  ...graph,
  set: fc.oneof({ weight: 8, arbitrary: data }, fc.constant(undefined)),
  ifVersion,
  expires: seldom(expiry),
});
const touch = fc.record({ do: fc.constant("touch"), ...graph, expires: expiry, ifVersion });
const remove = fc.record({ do: fc.constant("delete"), ...graph, deleteShards: no, ifVersion });
const deletePath = fc.record({ do: fc.constant("deletePath"), ...graph, path, filters: yes });
const writePath = fc.record({ do: fc.constant("writePath"), ...graph, path, filters: yes, value });

/** The path of one place, mostly of a list or text. */
const place = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("$.b", "$.list", "$.a.b", "$.map.a", "$.a.list", "$.b[1].a") },
  path,
);
const pieces = fc.oneof(
  { weight: 4, arbitrary: fc.record({ as: fc.constant("list" as const), pieces: fc.array(value, { maxLength: 4 }) }) },
  fc.record({
    as: fc.constantFrom("text" as const, "binary" as const),
    pieces: fc.array(fc.constantFrom("", "te", "\ud83d", "\ude00", { $bytes: [1] }, { $text: 70_000 }), {
      maxLength: 4,
    }),
  }),
);

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
      fill: fc.record({ in: fc.constantFrom("root", "a", "list", "name"), beyond: fc.constantFrom(0, 1, -1, 2, -2) }),
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
  { weight: 4, arbitrary: update },
  { weight: 3, arbitrary: touch },
  { weight: 3, arbitrary: remove },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("transact"),
      layout,
      client,
      parts: fc.array(fc.oneof(write, update, touch, remove, deletePath, writePath), { maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("writeMany"), layout, client, writes: fc.array(write, { maxLength: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("deleteMany"),
      layout,
      client,
      keys: fc.array(key, { maxLength: 3 }),
      deleteShards: no,
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.record({ do: fc.constant("writeStream"), ...graph, path: place, fails: yes }), pieces)
      .map(([one, source]) => ({ ...one, ...source })),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("readStream"), ...graph, path: place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("verify"), ...graph }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("exists"), ...graph }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("metadata"), ...graph }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("readPath"), ...graph, path, filters: yes }) },
  { weight: 6, arbitrary: deletePath },
  { weight: 8, arbitrary: writePath },
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
  .map(([pair, ...[first, others]]) => [first, ...others].map((one): Command => placed(one, pair)));

/** The command with the pair's layouts: its own, and those of its parts. A `writeMany` is of one store. */
function placed(command: Command, pair: readonly [number, number]): Command {
  const layout = pair[command.layout] ?? 0;
  if (command.do === "writeMany") {
    return { ...command, layout, writes: command.writes.map((write) => ({ ...write, layout })) };
  }
  if (command.do !== "transact") return { ...command, layout };
  return { ...command, layout, parts: command.parts.map((part) => ({ ...part, layout: pair[part.layout] ?? 0 })) };
}

function layoutNumber(): fc.Arbitrary<number> {
  return fc.nat({ max: layoutCount - 1 });
}
