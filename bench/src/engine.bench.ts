import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { Benchmark, Contest } from "./benchmark.ts";
import { clone } from "./clone.ts";
import { type Document, documentId, documents, type Json } from "./document.ts";
import { adapterOn, folder, type RawTable, rawTable } from "./sqlite-file.ts";

type Plain = { readonly [name: string]: Json };

const count = 500;
const shards = 10;
const at = documents(count * (shards + 1));

/** A document of a program that knows nothing of DyStore. */
function plain(index: number): Plain {
  const { __dystore__: _, ...document } = at(index);
  return document;
}

/** One root with ten shards, each of 1 KB. */
function graph(index: number): Plain {
  return { ...plain(index), items: Array.from({ length: shards }, (_, n) => plain(count + index * shards + n)) };
}

const plains = Array.from({ length: count }, (_, index) => plain(index));
const graphs = Array.from({ length: count }, (_, index) => graph(index));
const plainAt = (index: number): Plain => plains[index % count] ?? {};
const graphAt = (index: number): Plain => graphs[index % count] ?? {};
const asRows = (index: number): readonly Document[] => [
  at(index % count),
  ...Array.from({ length: shards }, (_, n) => at(count + (index % count) * shards + n)),
];

async function storesOn(
  adapter: Adapter,
): Promise<{ readonly plain: DyStore<Plain>; readonly sharded: DyStore<Plain> }> {
  const root = { adapter, table: "Documents", primaryKey: "ID" };
  const sharded = new DyStore<Plain>({ ...root, shards: [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }] });
  await sharded.createTables();
  return { plain: new DyStore<Plain>(root), sharded };
}

type Stores = Awaited<ReturnType<typeof storesOn>>;

async function onSqlite(
  fill: (stores: Stores, raw: RawTable) => Promise<void>,
  contenders: (stores: Stores, raw: RawTable) => Contest["contenders"],
): Promise<Contest> {
  const files = folder();
  const raw = rawTable(files.file("raw.db"));
  const adapter = adapterOn(files.file("engine.db"));
  const stores = await storesOn(adapter);
  await fill(stores, raw);
  return {
    contenders: contenders(stores, raw),
    async tearDown() {
      raw.close();
      await adapter.close();
      files.remove();
    },
  };
}

async function fillPlain({ plain }: Stores, raw: RawTable): Promise<void> {
  for (let index = 0; index < count; index++) {
    await plain.write(plainAt(index));
    raw.put(at(index));
  }
}

async function fillGraphs({ sharded }: Stores, raw: RawTable): Promise<void> {
  for (let index = 0; index < count; index++) {
    await sharded.write(graphAt(index));
    raw.putAll(asRows(index));
  }
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: "engine on sqlite: replace a document of 1 KB",
    setUp: () =>
      onSqlite(fillPlain, ({ plain }, raw) => [
        { name: "better-sqlite3", run: (index) => raw.put(at(index % count)) },
        { name: "store.write", run: (index) => plain.write(plainAt(index)) },
      ]),
  },
  {
    name: "engine on sqlite: get a document of 1 KB",
    setUp: () =>
      onSqlite(fillPlain, ({ plain }, raw) => [
        { name: "better-sqlite3", run: (index) => raw.get(documentId(index % count)) },
        { name: "store.read", run: (index) => plain.read(documentId(index % count)) },
      ]),
  },
  {
    name: "engine on sqlite: replace a graph of 1 + 10",
    batch: 10,
    setUp: () =>
      onSqlite(fillGraphs, ({ sharded }, raw) => [
        { name: "better-sqlite3, one transaction", run: (index) => raw.putAll(asRows(index)) },
        { name: "store.write", run: (index) => sharded.write(graphAt(index)) },
      ]),
  },
  {
    name: "engine on sqlite: get a graph of 1 + 10",
    batch: 10,
    setUp: () =>
      onSqlite(fillGraphs, ({ sharded }, raw) => [
        { name: "better-sqlite3, IN (11)", run: (index) => raw.getAll(asRows(index).map(({ ID }) => ID)) },
        { name: "store.read", run: (index) => sharded.read(documentId(index % count)) },
      ]),
  },
  {
    name: "engine in memory: replace a document of 1 KB",
    batch: 200,
    async setUp() {
      const { plain } = await storesOn(memoryAdapter());
      const map = new Map<string, Plain>();
      for (let index = 0; index < count; index++) await plain.write(plainAt(index));
      return {
        contenders: [
          { name: "Map and clone", run: (index) => void map.set(documentId(index % count), clone(plainAt(index))) },
          { name: "store.write", run: (index) => plain.write(plainAt(index)) },
        ],
      };
    },
  },
  {
    name: "engine in memory: get a document of 1 KB",
    batch: 200,
    async setUp() {
      const { plain } = await storesOn(memoryAdapter());
      const map = new Map(plains.map((document, index) => [documentId(index), clone(document)]));
      for (let index = 0; index < count; index++) await plain.write(plainAt(index));
      return {
        contenders: [
          { name: "Map and clone", run: (index) => clone(map.get(documentId(index % count)) ?? null) },
          { name: "store.read", run: (index) => plain.read(documentId(index % count)) },
        ],
      };
    },
  },
];
