import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { Benchmark, Contest } from "./benchmark.ts";
import { clone } from "./clone.ts";
import { type Document, document, documentId } from "./document.ts";
import { type ByHand, memoryByHand, type Plain, sqliteByHand } from "./protocol-by-hand.ts";
import { adapterOn, folder, type RawTable, rawTable } from "./sqlite-file.ts";

/**
 * Batches are short, so that each contender's fits a time slice: else a busy machine interrupts the slower ones only, and their ratios
 * say more about the scheduler than about them.
 */
const documentBatch = 8;
const graphBatch = 2;
const memoryBatch = 20;

/** The floor: all that the protocol demands, and none of what makes the engine general. */
const protocolByHand = "the protocol by hand";
const count = 500;
const shards = 10;

/**
 * All rows in two revisions, each replacing the other as the index counts up: SQLite writes no page where a row stays as it is, and
 * nobody replaces a document by itself.
 */
const revisions = [0, 1].map((revision) =>
  Array.from({ length: count * (shards + 1) }, (_, index): Document => ({ ...document(index), revision })),
);
const rowsOf = (index: number): readonly Document[] => revisions[Math.floor(index / count) % 2] ?? [];

/** What a program that knows nothing of DyStore replaces in one go: a document, and ten that belong to it. */
function asRows(index: number): readonly Document[] {
  const first = count + (index % count) * shards;
  return [rowAt(index), ...rowsOf(index).slice(first, first + shards)];
}

const rowAt = (index: number): Document => rowsOf(index)[index % count] ?? document(0);
const withoutMetadata = ({ __dystore__: _, ...document }: Document): Plain => document;

/** Documents, and graphs of one root with ten shards of 1 KB each: both revisions of all, made beforehand. */
const indexes = Array.from({ length: 2 * count }, (_, index) => index);
const plains = indexes.map((index) => withoutMetadata(rowAt(index)));
const graphs = indexes.map((index): Plain => {
  const [root = document(0), ...items] = asRows(index);
  return { ...withoutMetadata(root), items: items.map(withoutMetadata) };
});
const plainAt = (index: number): Plain => plains[index % plains.length] ?? {};
const graphAt = (index: number): Plain => graphs[index % graphs.length] ?? {};

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
  fill: (stores: Stores, raw: RawTable, byHand: ByHand) => Promise<void>,
  contenders: (stores: Stores, raw: RawTable, byHand: ByHand) => Contest["contenders"],
): Promise<Contest> {
  const files = folder();
  const raw = rawTable(files.file("raw.db"));
  const byHand = sqliteByHand(files.file("hand.db"));
  const adapter = adapterOn(files.file("engine.db"));
  const stores = await storesOn(adapter);
  await fill(stores, raw, byHand);
  return {
    contenders: contenders(stores, raw, byHand),
    async tearDown() {
      raw.close();
      byHand.close();
      await adapter.close();
      files.remove();
    },
  };
}

/** Fills with the second revision, so that what is measured begins with the first. */
async function fillPlain({ plain }: Stores, raw: RawTable, byHand: ByHand): Promise<void> {
  for (let index = count; index < 2 * count; index++) {
    await plain.write(plainAt(index));
    raw.put(rowAt(index));
    byHand.put(documentId(index % count), plainAt(index));
  }
}

async function fillGraphs({ sharded }: Stores, raw: RawTable, byHand: ByHand): Promise<void> {
  for (let index = count; index < 2 * count; index++) {
    await sharded.write(graphAt(index));
    raw.putAll(asRows(index));
    byHand.putGraph(documentId(index % count), graphAt(index));
  }
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: "engine on sqlite: replace a document of 1 KB",
    batch: documentBatch,
    setUp: () =>
      onSqlite(fillPlain, ({ plain }, raw, byHand) => [
        { name: "better-sqlite3", run: (index) => raw.put(rowAt(index)) },
        { name: protocolByHand, run: (index) => byHand.put(documentId(index % count), plainAt(index)) },
        { name: "store.write", run: (index) => plain.write(plainAt(index)) },
      ]),
  },
  {
    name: "engine on sqlite: get a document of 1 KB",
    batch: documentBatch,
    setUp: () =>
      onSqlite(fillPlain, ({ plain }, raw, byHand) => [
        { name: "better-sqlite3", run: (index) => raw.get(documentId(index % count)) },
        { name: protocolByHand, run: (index) => byHand.get(documentId(index % count)) },
        { name: "store.read", run: (index) => plain.read(documentId(index % count)) },
      ]),
  },
  {
    name: "engine on sqlite: replace a graph of 1 + 10",
    batch: graphBatch,
    setUp: () =>
      onSqlite(fillGraphs, ({ sharded }, raw, byHand) => [
        { name: "better-sqlite3, one transaction", run: (index) => raw.putAll(asRows(index)) },
        { name: protocolByHand, run: (index) => byHand.putGraph(documentId(index % count), graphAt(index)) },
        { name: "store.write", run: (index) => sharded.write(graphAt(index)) },
      ]),
  },
  {
    name: "engine on sqlite: get a graph of 1 + 10",
    batch: graphBatch,
    setUp: () =>
      onSqlite(fillGraphs, ({ sharded }, raw, byHand) => [
        { name: "better-sqlite3, IN (11)", run: (index) => raw.getAll(asRows(index).map(({ ID }) => ID)) },
        { name: protocolByHand, run: (index) => byHand.getGraph(documentId(index % count)) },
        { name: "store.read", run: (index) => sharded.read(documentId(index % count)) },
      ]),
  },
  {
    name: "engine in memory: replace a document of 1 KB",
    batch: memoryBatch,
    async setUp() {
      const { plain } = await storesOn(memoryAdapter());
      const map = new Map<string, Plain>();
      const byHand = memoryByHand(clone);
      for (let index = 0; index < count; index++) await plain.write(plainAt(index));
      return {
        contenders: [
          { name: "Map and clone", run: (index) => void map.set(documentId(index % count), clone(plainAt(index))) },
          { name: protocolByHand, run: (index) => byHand.put(documentId(index % count), plainAt(index)) },
          { name: "store.write", run: (index) => plain.write(plainAt(index)) },
        ],
      };
    },
  },
  {
    name: "engine in memory: get a document of 1 KB",
    batch: memoryBatch,
    async setUp() {
      const { plain } = await storesOn(memoryAdapter());
      const map = new Map(plains.slice(0, count).map((document, index) => [documentId(index), clone(document)]));
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
