import type { DyStore, PlanAccuracy, StoreOperation } from "@dystore/core";

/** A graph of two lists of shards. */
export type Graph = Record<string, unknown>;

/** An operation, to be planned and to be carried out. */
export interface Explained {
  readonly name: string;
  /** Whether the graph stands there before. */
  readonly stands: boolean;
  /** Left out: whatever a query allows, else exact. */
  readonly accuracy?: PlanAccuracy;
  plan(key: string, graph: Graph): StoreOperation<Graph>;
  run(store: DyStore<Graph>, key: string, graph: Graph): Promise<unknown>;
}

const text = (length: number): string => "x".repeat(length);

const shardsOf = (count: number, length: (index: number) => number): Graph[] =>
  Array.from({ length: count }, (_, index) => ({ text: text(length(index)) }));

/** Graphs that fit one item, one transaction, and none, with items of few bytes and of many. */
export const graphs: Readonly<Record<string, Graph>> = {
  "one item": { text: text(5000) },
  "a few shards": { here: shardsOf(3, (index) => index * 3000), there: shardsOf(1, () => 100) },
  "hundreds of shards": { here: shardsOf(130, (index) => index * 40), there: shardsOf(120, (index) => index * 10) },
  "a shard and a root in parts": { text: text(600_000), here: shardsOf(1, () => 700_000) },
  "shards of many megabytes": { here: shardsOf(12, () => 390_000) },
};

export const firstWrite: Explained = {
  name: "a write that must be the first",
  stands: false,
  plan: (primaryKey, data) => ({ kind: "write", data, primaryKey, ifAbsent: true }),
  run: (store, primaryKey, graph) => store.write(graph, { primaryKey, ifAbsent: true }),
};

export const reading: Explained = {
  name: "reading",
  stands: true,
  plan: (key) => ({ kind: "read", key }),
  run: (store, key) => store.read(key),
};

export const explained: readonly Explained[] = [
  firstWrite,
  reading,
  {
    name: "a write under a random key",
    stands: false,
    plan: (_key, data) => ({ kind: "write", data }),
    run: (store, _key, graph) => store.write(graph),
  },
  {
    name: "a first write",
    stands: false,
    plan: (primaryKey, data) => ({ kind: "write", data, primaryKey }),
    run: (store, primaryKey, graph) => store.write(graph, { primaryKey }),
  },
  {
    name: "writing over",
    stands: true,
    plan: (primaryKey, data) => ({ kind: "write", data: { ...data, more: text(2000) }, primaryKey }),
    run: (store, primaryKey, graph) => store.write({ ...graph, more: text(2000) }, { primaryKey }),
  },
  {
    name: "writing over by something smaller",
    stands: true,
    plan: (primaryKey) => ({ kind: "write", data: { small: 1 }, primaryKey }),
    run: (store, primaryKey) => store.write({ small: 1 }, { primaryKey }),
  },
  {
    name: "reading a little behind",
    stands: true,
    plan: (key) => ({ kind: "read", key, consistent: false }),
    run: (store, key) => store.read(key, { consistent: false }),
  },
  {
    name: "reading without shards",
    stands: true,
    plan: (key) => ({ kind: "read", key, resolveShards: false }),
    run: (store, key) => store.read(key, { resolveShards: false }),
  },
  {
    name: "reading one leaf",
    stands: true,
    plan: (key) => ({ kind: "readPath", key, path: "$.here[0].text" }),
    run: (store, key) => store.readPath(key, "$.here[0].text"),
  },
  {
    name: "adding to the root",
    stands: true,
    accuracy: "estimate",
    plan: (key) => ({ kind: "writePath", key, path: "$.more", value: 1 }),
    run: (store, key) => store.writePath(key, "$.more", 1),
  },
  {
    name: "touching",
    stands: true,
    accuracy: "estimate",
    plan: (key) => ({ kind: "touch", key, expiresAt: new Date("2126-01-01") }),
    run: (store, key) => store.touch(key, new Date("2126-01-01")),
  },
  {
    name: "deleting",
    stands: true,
    plan: (key) => ({ kind: "delete", key }),
    run: (store, key) => store.delete(key),
  },
];
