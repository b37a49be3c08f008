import { Decimal, type DyStoreOptions } from "@dystore/core";

/** One graph of the fixture: how it was written, and what it holds. */
export interface FixtureGraph {
  readonly name: string;
  readonly store: Omit<DyStoreOptions<Record<string, unknown>>, "adapter">;
  readonly key: string | number | Uint8Array;
  readonly data: Record<string, unknown>;
  /** The limit of an item under which it was written; default: DynamoDB's. */
  readonly itemBytes?: number;
}

const texts = Array.from({ length: 40 }, (_, n) => `text ${n} `.padEnd(60, "é"));

/** A graph for every feature of format 1. What stands here was written by the first release and must be read for ever. */
export const graphs: readonly FixtureGraph[] = [
  {
    name: "plain",
    store: { table: "Root", primaryKey: "ID" },
    key: "plain",
    data: { text: "é😀", list: [1, null, { deep: [true] }], number: 1.5, empty: {}, nothing: null },
  },
  {
    name: "own key",
    store: { table: "Root", primaryKey: "ID" },
    key: "own",
    data: { ID: "own", n: 1 },
  },
  {
    name: "types",
    store: { table: "Root", primaryKey: "ID" },
    key: "types",
    data: {
      date: new Date("2026-01-02T03:04:05.678Z"),
      dates: [new Date(0), new Date(1)],
      mixed: [1, new Date(2), -0],
      url: new URL("https://example.org/a?b=c"),
      small: 5n,
      large: 123456789012345678901234567890n,
      decimal: new Decimal("0.10000000000000000000000000000000000001"),
      whole: new Decimal("7"),
      bytes: new Uint8Array([0, 255]),
      set: new Set<unknown>(["b", 1, new Date(3)]),
      map: new Map([
        ["z", 1n],
        ["a", 2n],
      ]),
      entries: new Map<unknown, unknown>([
        [1, "one"],
        [new Date(4), new Set([1])],
      ]),
      unnamed: { "": 1, x: new Date(5) },
    },
  },
  {
    name: "reserved names",
    store: { table: "Root", primaryKey: "ID", shards: [{ path: "$.shard", table: "Shards", primaryKey: "IDX" }] },
    key: "reserved",
    data: {
      __dystore__: { a: new Date(6) },
      __dystore_expires__: "soon",
      shard: { IDX: [1], __dystore__: 2, value: 3 },
    },
  },
  {
    name: "shards",
    store: {
      table: "Root",
      primaryKey: "ID",
      shards: [
        {
          path: "$.location",
          table: "Places",
          primaryKey: "IDX",
          shards: [{ path: "$.geo", table: "Geo", region: "eu-west-1" }],
        },
        { path: "$.notes[*]" },
        { path: "$.by_name.*", table: "Names", primaryKey: { name: "B", type: "binary" } },
      ],
    },
    key: "shards",
    data: {
      location: { city: "Oslo", geo: { lat: 59.9, at: new Date(7) } },
      notes: ["text", 7, { n: 1n }, ["list"], new Uint8Array([1]), "last"],
      by_name: { x: { a: 1 }, y: "why", "odd name": [new Date(8)] },
      rest: true,
    },
  },
  {
    name: "map of shards",
    store: { table: "Root", primaryKey: "ID", shards: [{ path: "$.all.*" }] },
    key: "map",
    data: {
      all: new Map<string, unknown>([
        ["second", { s: new Set(["x"]) }],
        ["first", new Map([["k", "v"]])],
      ]),
    },
  },
  {
    name: "number key",
    store: {
      table: "Numbers",
      primaryKey: { name: "N", type: "number" },
      shards: [{ path: "$.s", table: "Shards", primaryKey: "IDX" }],
    },
    key: 42,
    data: { s: { a: 1 } },
  },
  {
    name: "binary key",
    store: { table: "Binaries", primaryKey: { name: "K", type: "binary" }, shards: [{ path: "$.s" }] },
    key: new Uint8Array([1, 2, 3]),
    data: { s: "text" },
  },
  {
    name: "parts",
    store: { table: "Root", primaryKey: "ID", shards: [{ path: "$.shard", table: "Shards", primaryKey: "IDX" }] },
    key: "parts",
    itemBytes: 4000,
    data: {
      ID: "parts",
      list: texts.map((text, n) => (n % 7 === 0 ? [new Date(n), text] : text)),
      text: texts.join("\u{1f600}"),
      bytes: new Uint8Array(Buffer.from(texts.join(""))),
      map: Object.fromEntries(texts.map((text, n) => [`${(n * 7) % 40}`, text])),
      Map: new Map(texts.map((text, n) => [`${(n * 7) % 40}`, { text, n: -0 }])),
      set: new Set<unknown>([texts.slice(20), "x"]),
      deep: texts.reduce<unknown>((inner, _, n) => [n, inner], "innermost"),
      shard: { IDX: texts, value: texts, __dystore__: 1 },
    },
  },
  {
    name: "pages",
    store: {
      table: "Numbers",
      primaryKey: { name: "N", type: "number" },
      shards: [{ path: "$.map.*", table: "Shards", primaryKey: "IDX" }],
    },
    key: 43,
    itemBytes: 4000,
    data: {
      map: Object.fromEntries(texts.map((text, n) => [text, n % 5 === 0 ? n : { n }])),
      list: texts,
    },
  },
];
