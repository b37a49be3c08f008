import type { Command, Data, KeyName, Spec, WriteCommand, WriteSettings } from "@dystore/conformance";

/** A command and how it must end: `"done"`, or with an error of that code. */
export type KnownStep = readonly [command: Command, outcome: string];

const write = (layout: number, data: Data, more: Partial<WriteCommand> = {}): Command => ({
  do: "write",
  layout,
  key: "a",
  data,
  settings: {},
  ...more,
});
const on = (layout: number, key: KeyName = "a") => ({ layout, key });
const read = (layout: number): Command => ({ do: "read", ...on(layout) });
const hold = (layout: number, more: { keepMetadata?: true } = {}): Command => ({ do: "hold", ...on(layout), ...more });
const writeBack = (
  layout: number,
  set: Data = {},
  more: { key?: KeyName; move?: readonly [string, string] } = {},
): Command => ({
  do: "writeBack",
  ...on(layout),
  set,
  settings: {},
  ...more,
});
const readPath = (layout: number, path: string): Command => ({ do: "readPath", ...on(layout), path });
const deletePath = (layout: number, path: string): Command => ({ do: "deletePath", ...on(layout), path });
const writePath = (layout: number, path: string, value: Spec): Command => ({
  do: "writePath",
  ...on(layout),
  path,
  value,
});
const writeStream = (path: string): Command => ({ do: "writeStream", ...on(0), path, as: "list", pieces: [] });
const update = (layout: number, set: Data, ifVersion?: "seen"): Command => ({
  do: "update",
  ...on(layout),
  set,
  ifVersion,
});
const remove = (layout: number, ifVersion?: "seen"): Command => ({ do: "delete", ...on(layout), ifVersion });
const metadata = (layout: number): Command => ({ do: "metadata", ...on(layout) });
const damage = (layout: number, shard: number, by: "deleting" | "replacing" | "swapping" = "deleting"): Command => ({
  do: "damage",
  ...on(layout),
  shard,
  by,
});
const all = (outcome: string, ...commands: readonly Command[]): KnownStep[] => commands.map((one) => [one, outcome]);

/** Filled up to a limit and beyond it, and changed there. */
const filled = (
  layout: number,
  place: NonNullable<WriteCommand["fill"]>["in"],
  path: string,
  data: Data = { x: 1 },
): readonly KnownStep[] => {
  const fill = (beyond: number): Command => write(layout, data, { fill: { in: place, beyond } });
  return [
    ...all("done", fill(0), read(layout)),
    ...all("done", fill(1), read(layout), writePath(layout, path, { $text: 409_600 }), read(layout)),
    ...all("done", fill(-1), read(layout), fill(2), read(layout), fill(-2), read(layout)),
    // From the ninth on a root remembers as many versions as it ever does.
    ...all("done", ...Array.from({ length: 9 }, () => fill(0)), update(layout, { y: 1 }), read(layout)),
  ];
};

/** Names so long that a manifest with so many of them is large. */
const longNames = (count: number, bytes: number): Data => ({
  map: Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}`.padEnd(bytes, "n"), { n }])),
});

const keys = (layout: number): readonly KnownStep[] => {
  const under = (outcome: string, key: KeyName): KnownStep[] => [
    ...all(outcome, write(layout, { list: [{ x: 1 }] }, { key })),
    ...all(outcome, { do: "read", ...on(layout, key) }, { do: "exists", ...on(layout, key) }),
    ...all(outcome, { do: "writePath", ...on(layout, key), path: "$.list[0].x", value: 2 }),
    ...all(outcome, { do: "readMany", layout, keys: ["a", key] }, { do: "delete", ...on(layout, key) }),
  ];
  return [
    ...(["longest but 2", "longest but 1", "longest"] as const).flatMap((key) => under("done", key)),
    ...(["1 too long", "2 too long", "empty", "of another type"] as const).flatMap((key) => under("INVALID", key)),
  ];
};

const values = (outcome: string, ...specs: readonly Spec[]): KnownStep[] =>
  all(outcome, ...specs.map((x) => write(1, { x })), read(0));

const foreign = (item: "no root" | "later format" | "malformed root", outcome: string): readonly KnownStep[] => [
  [{ do: "foreign", ...on(1), item }, "done"],
  ...all(outcome, read(1), { do: "exists", ...on(1) }, metadata(1), readPath(1, "$.a"), {
    do: "readMany",
    layout: 1,
    keys: ["b", "a"],
  }),
  ...all(outcome, writePath(1, "$.a", 1), deletePath(1, "$.a"), update(1, { x: 1 }), remove(1)),
  ...all(outcome, write(1, { a: { x: 1 } }), { do: "explain", of: "read", ...on(1) }),
];

const damaged = (by: "deleting" | "replacing"): readonly KnownStep[] => [
  ...all("done", write(2, { list: [{ n: 0 }, { n: 1 }, { n: 2 }] }), damage(2, 1, by)),
  ...all("INTEGRITY", read(2), { do: "read", ...on(0), consistent: false }, readPath(2, "$.list[1].n")),
  ...all("INTEGRITY", writePath(2, "$.list[1].n", 5), update(2, { x: 1 })),
  ...all("done", readPath(2, "$.list[0].n"), writePath(2, "$.list[2].n", 5), metadata(2)),
  ...all("done", { do: "read", ...on(2), resolveShards: false }, write(2, { list: [{ n: 7 }] }), read(2)),
  ...all("done", damage(2, 0), remove(2)),
];

const settings = (outcome: string, ...each: readonly WriteSettings[]): KnownStep[] =>
  all(outcome, ...each.map((one) => write(1, { a: { x: 1 }, n: 1 }, { settings: one })));

/** Elements of the size that lists are cut at, give or take what is around them. */
const aroundTarget = [-6, -5, -4, -3, -2, -1, 0, 1, 2].flatMap((more): readonly KnownStep[] => {
  const text = { $text: 131_072 + more };
  return all("done", write(0, { list: [text, text, text, { $text: 20_000 }] }), read(0));
});

/** Sequences for every limit and refusal, and those that were found to differ once, by their names. */
export const knownSequences: Readonly<Record<string, readonly KnownStep[]>> = {
  "a full root": filled(0, "root", "$.x"),
  "a full shard": filled(1, "a", "$.a.fill"),
  "a full shard of a list": filled(2, "list", "$.list[0].fill"),
  "a full root that holds a manifest": filled(10, "root", "$.x", longNames(2, 60_000)),
  "a full root whose manifest stands in pages": filled(10, "root", "$.x", longNames(3, 50_000)),
  "a manifest that is just small enough for its root": filled(1, "name", "$.map.x", longNames(2, 40_000)),
  "a manifest that is just small enough for one page": filled(10, "name", "$.map.x", longNames(3, 50_000)),
  "a full atomic write": filled(9, "a", "$.a.fill", { list: Array.from({ length: 9 }, () => ({ $text: 399_000 })) }),
  "lists cut at the target": aroundTarget,
  "string keys": keys(0),
  "number keys": keys(6),
  "binary keys": keys(7),
  "keys beside a sort key": keys(10),
  "binary sort keys": keys(11),
  paths: [
    [write(0, { a: { b: 1 } }), "done"],
    ...[62, 63, 64].flatMap((segments) => all("done", readPath(0, `$${".a".repeat(segments)}`))),
    ...[65, 66].flatMap((segments) => all("INVALID", readPath(0, `$${".a".repeat(segments)}`))),
    ...[4094, 4095, 4096].flatMap((bytes) =>
      all("done", readPath(0, `$.${"é".repeat(2045)}`.padEnd(bytes - 2045, "a"))),
    ),
    ...[4097, 4098].flatMap((bytes) => all("INVALID", readPath(0, `$.${"é".repeat(2045)}`.padEnd(bytes - 2045, "a")))),
  ],
  nesting: [
    ...[997, 998, 999].flatMap((levels) => all("done", write(0, { x: { $deep: levels } }), read(0))),
    // The root is a level, too.
    ...[1000, 1001].flatMap((levels) => all("INVALID", write(0, { x: { $deep: levels } }))),
    ...[30, 31, 32, 33, 34].flatMap((levels) => all("done", write(1, { a: { $deep: levels } }), read(1))),
    ...all("done", write(0, { x: { $deep: 31 } }), write(1, { a: { x: { $deep: 31 } } })),
    ...all("done", writePath(1, "$.a.x", { $deep: 33 }), readPath(1, "$.a.x[0][0]")),
    ...all("INVALID", writePath(1, "$.a.x", { $deep: 1100 }), write(0, { x: { $deep: 1100 } })),
    ...all("done", read(1), write(0, { x: { $deep: 32 } })),
    [read(0), "done"],
  ],
  numbers: [
    ...values("done", ...["1e-130", "9.99e125", "-0"].map((text) => ({ $number: text }))),
    ...all("INVALID", ...["9e-131", "1e126", "NaN"].map((text) => write(0, { x: { $number: text } }))),
    ...values("done", { $bigint: `-${"9".repeat(38)}` }, { $bigint: `1${"0".repeat(125)}` }),
    ...all("INVALID", ...["9".repeat(39), `1${"0".repeat(126)}`].map((text) => write(0, { x: { $bigint: text } }))),
    ...values("done", { $decimal: `0.${"1".repeat(38)}` }),
  ],
  names: [
    ...values(
      "done",
      { $longName: 65_533 },
      { $longName: 65_534 },
      { $longName: 65_535 },
      { "": 1 },
      JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
    ),
    ...all("done", readPath(0, "$.x.__proto__.x"), writePath(0, "$.x.__proto__.y", 1), read(0)),
    ...all(
      "INVALID",
      write(0, { x: { $longName: 65_536 } }),
      write(0, { x: { $longName: 65_537 } }),
      write(0, { x: { "\ud800": 1 } }),
    ),
  ],
  "what cannot be stored": all(
    "INVALID",
    ...["function", "symbol", "hole", "instance", "cycle"].map((odd) => write(1, { a: { x: { $odd: odd } } })),
    ...[{ $date: null }, "\ud800", [{ $odd: "undefined" }]].map((x) => write(1, { x })),
  ),
  "no root under the key": foreign("no root", "CONFLICT"),
  "a root of a later format under the key": foreign("later format", "NOT_SUPPORTED"),
  "a malformed root under the key": foreign("malformed root", "CONFLICT"),
  "a missing shard": damaged("deleting"),
  "a foreign shard": damaged("replacing"),
  references: [
    ...all(
      "done",
      write(1, { a: { b: { x: 1 }, y: 2 }, map: { m: { z: 3 } } }),
      hold(1),
      writeBack(1, { new: 1 }),
      read(1),
    ),
    ...all("done", writeBack(1, { new: 2 }), writePath(1, "$.a.y", 3)),
    ...all("CONFLICT", writeBack(1), writeBack(1, {}, { key: "b" })),
    [hold(1), "done"],
    ...all("INVALID", writeBack(1, {}, { move: ["a", "elsewhere"] })),
    ...all("done", hold(1, { keepMetadata: true }), writeBack(1, { a: null }), read(0), hold(1)),
    [writeBack(0), "INVALID"],
    ...all("done", { do: "read", ...on(1), keepMetadata: true }, { do: "read", ...on(1), resolveShards: false }),
  ],
  "ifAbsent and ifVersion": [
    ...settings("CONFLICT", { ifVersion: "seen" }),
    ...settings("done", { ifAbsent: true }),
    ...settings("CONFLICT", { ifAbsent: true }, { ifVersion: "another" }),
    [read(1), "done"],
    ...settings("done", { ifVersion: "seen" }),
    ...settings("CONFLICT", { ifVersion: "seen" }),
    ...all("CONFLICT", update(1, { n: 2 }, "seen"), remove(1, "seen")),
    ...all("done", read(1), update(1, { n: 2 }, "seen"), read(1), remove(1, "seen"), read(1)),
  ],
  "saveShards: false": [
    ...settings("done", {}, { saveShards: false }),
    ...all("done", read(1), write(1, { a: 5, n: 3 }, { settings: { saveShards: false } }), read(1)),
    ...all("done", write(1, { a: { x: 1 } }, { key: "b", settings: { saveShards: false } }), {
      do: "read",
      ...on(1, "b"),
    }),
    ...all(
      "done",
      write(3, { list: [{ x: 1 }, { x: 2 }] }),
      write(3, { list: [] }, { settings: { saveShards: false } }),
      read(3),
    ),
  ],
  ...Object.fromEntries(
    [97, 98, 99, 100, 101, 150].map((count) => [
      `${count} shards`,
      all(
        "done",
        ...[write(2, { list: { $many: count } }), read(2), writePath(2, `$.list[${count - 1}].index`, "changed")],
        ...[deletePath(2, "$.list[0]"), write(2, { list: { $many: count } }), update(2, { list: [] }), read(2)],
        ...[write(2, { list: { $many: count } }), remove(2)],
      ),
    ]),
  ),
  "shards in another Region": [
    ...all("done", write(4, { a: { n: 1, list: [{ x: 1 }] } }), read(0), writePath(0, "$.a.list[0].x", 2), hold(4)),
    ...all("done", writeBack(4, { y: 1 }), update(4, { a: { n: 3 } }), read(4), damage(4, 0)),
    ...all("INTEGRITY", read(4)),
    ...all("done", remove(4)),
  ],
  "stores of other layouts": [
    ...all(
      "done",
      write(1, { a: { b: { x: 1 } }, list: [{ x: 1 }] }),
      writePath(2, "$.list[0].x", 2),
      update(2, { y: 1 }),
    ),
    ...all("done", metadata(2), write(2, { a: 1, list: [{ x: 1 }] }), metadata(1), hold(2)),
    ...all("INVALID", writeBack(1)),
    ...all(
      "done",
      write(5, { IDX: { IDX: 1 }, value: { x: "text", y: { value: 2 } }, __dystore__: { z: 1 } }),
      read(0),
    ),
    ...all("done", readPath(0, "$.__dystore__.z"), deletePath(0, "$.value.x"), read(0)),
  ],
  "found: the order of a map's members": all(
    "done",
    write(0, { map: {} }),
    writePath(0, "$.a", null),
    readPath(0, "$..*"),
  ),
  "found: the order of tables in a plan": all(
    "done",
    write(1, { map: { a: [] }, a: { $set: [] } }),
    writePath(1, "$['a','b']", { $number: "0" }),
    writePath(1, "$.a", {}),
    { do: "explain", ...on(1), of: "delete" },
  ),
  "found: the order of members that were read and written back": all(
    "done",
    write(9, { a: {}, list: [], map: {} }),
    write(9, { list: { $number: "0" }, a: null }),
    writeBack(9, { a: { b: [] }, list: [{}], map: {} }),
    { do: "explain", ...on(9), of: "delete" },
  ),
  "found: an update that makes data contain itself": [
    ...all("done", write(0, { a: {} })),
    ...all("INVALID", update(0, { b: { $odd: "cycle" } })),
  ],
  "found: streams beside empty names, and into instances": [
    ...all("done", write(0, { "": [] })),
    ...all("INVALID", writeStream("$.b")),
    ...all("done", write(0, { a: { $map: [] } })),
    ...all("INVALID", writeStream("$.a.list")),
    ...all("done", write(0, { a: { $decimal: "0.1000000000000000000001" } })),
    ...all("INVALID", writeStream("$.a.list")),
    ...all("done", writeStream("$.b"), read(0)),
  ],
  "found: a write of which one of two conditions holds": [
    ...all("done", write(0, { a: {} }, { settings: { ifAbsent: true, ifVersion: "seen" } }), read(0)),
    ...all("done", write(0, { a: 1 }, { settings: { ifAbsent: true, ifVersion: "seen" } })),
    ...all("CONFLICT", write(0, { a: 2 }, { settings: { ifAbsent: true, ifVersion: "another" } })),
  ],
};
