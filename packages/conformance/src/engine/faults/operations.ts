import assert from "node:assert/strict";
import { DyObject, type DyStore, transact } from "@dystore/core";
import { faultyAdapter } from "../../faulty-adapter/faulty-adapter.ts";
import type { Graph, StoreSetup } from "../scene.ts";
import { hour } from "../upkeep-scene.ts";
import type { FaultClient, FaultOperation } from "./operation.ts";

const key = "a";
const later = new Date("2126-01-01");

/** How many shards a graph has that is folded, and one that is staged, where an atomic write has 8 steps. */
const few = 2;
const many = 9;

/** A graph of so many shards. */
function graphOf(shards: number, stamp: string): Graph {
  return { stamp, list: Array.from({ length: shards }, (_, n) => ({ n, stamp })) };
}

/** A graph with a text that fits an item of 6,000 bytes, or not. */
function withText(bytes: number): Graph {
  return { ...graphOf(1, "old"), text: "x".repeat(bytes) };
}

const put = (graph: Graph, primaryKey = key) => {
  return (store: DyStore<Graph>) => store.write(graph, { primaryKey });
};

/** The one result of many; throws what it was rejected for. */
function only<T>([result]: readonly PromiseSettledResult<T>[]): T {
  if (result?.status !== "fulfilled") throw result?.reason;
  return result.value;
}

async function* elements(count: number): AsyncGenerator<unknown> {
  for (let n = 0; n < count; n++) yield { n, text: "y".repeat(1000) };
}

/** Names so long that the manifest moves to pages. */
const pagedShards: StoreSetup["shards"] = [{ path: "$.map.*", table: "Members", primaryKey: "IDX" }];
const paged = (stamp: string): Graph => ({
  map: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n}${"x".repeat(300)}`, { stamp }])),
});

const writes: readonly FaultOperation[] = [
  { name: "a first write of a root alone", run: put({ small: 1 }) },
  { name: "a first write, folded", run: put(graphOf(few, "new")) },
  { name: "a first write, staged", run: put(graphOf(many, "new")) },
  {
    name: "a first write under a key of its own making",
    key: "none",
    once: true,
    run: (store) => store.write(graphOf(few, "new")).then(() => "written"),
  },
  {
    name: "a first write with ifAbsent, folded",
    once: true,
    run: (store) => store.write(graphOf(few, "new"), { primaryKey: key, ifAbsent: true }),
  },
  {
    name: "a first write with ifAbsent, staged",
    once: true,
    run: (store) => store.write(graphOf(many, "new"), { primaryKey: key, ifAbsent: true }),
  },
  { name: "an overwrite, folded", prepare: put(graphOf(few, "old")), run: put(graphOf(few, "new")) },
  { name: "an overwrite, staged", prepare: put(graphOf(many, "old")), run: put(graphOf(many, "new")) },
  { name: "an overwrite of shards by a root alone", prepare: put(graphOf(many, "old")), run: put({ small: 1 }) },
  {
    name: "an overwrite of an expired graph",
    prepare: (store) => store.write(graphOf(few, "old"), { primaryKey: key, expiresAt: new Date(0) }),
    run: put(graphOf(few, "new")),
  },
  {
    name: "a write without shards",
    prepare: put(graphOf(many, "old")),
    run: (store) => store.write({ stamp: "new", list: [] }, { primaryKey: key, saveShards: false }),
  },
  {
    name: "a write as one of many",
    prepare: put(graphOf(few, "old")),
    run: async (store) => only(await store.writeMany([{ data: graphOf(many, "new"), primaryKey: key }])),
  },
  {
    name: "a write of a manifest in pages",
    shards: pagedShards,
    prepare: put(paged("old")),
    run: put(paged("new")),
  },
];

const changes: readonly FaultOperation[] = [
  {
    name: "writePath of a leaf",
    prepare: put(graphOf(many, "old")),
    run: (store) => store.writePath(key, "$.list[1].n", "new"),
  },
  {
    name: "writePath that grows over the size limit",
    prepare: put(withText(4000)),
    run: (store) => store.writePath(key, "$.text", "z".repeat(7000)),
  },
  {
    name: "writePath that grows over many items",
    prepare: put(withText(4000)),
    run: (store) => store.writePath(key, "$.text", "z".repeat(20_000)),
  },
  {
    name: "writePath that shrinks under the size limit",
    prepare: put(withText(20_000)),
    run: (store) => store.writePath(key, "$.text", "z"),
  },
  {
    name: "writePath of a manifest in pages",
    shards: pagedShards,
    prepare: put(paged("old")),
    run: (store) => store.writePath(key, "$.map.added", { stamp: "new" }),
  },
  { name: "deletePath", prepare: put(graphOf(few, "old")), run: (store) => store.deletePath(key, "$.list[0].n") },
  {
    name: "deletePath of shards",
    prepare: put(graphOf(many, "old")),
    run: (store) => store.deletePath(key, "$.list"),
    once: true,
  },
  {
    name: "an update of everything",
    prepare: put(graphOf(many, "old")),
    run: (store) => store.update(key, () => graphOf(many, "new")),
  },
  {
    name: "an update that counts",
    prepare: put({ ...graphOf(few, "old"), count: 1 }),
    run: (store) => store.update(key, (graph) => ({ ...graph, count: Number(graph["count"] ?? 0) + 1 })),
    once: true,
  },
  {
    name: "another expiry, folded",
    prepare: put(graphOf(few, "old")),
    run: (store) => store.touch(key, later),
  },
  {
    name: "another expiry, staged",
    prepare: put(graphOf(many, "old")),
    run: (store) => store.touch(key, later),
  },
  {
    name: "a stream of a list",
    prepare: put({ stamp: "old", rows: [1] }),
    run: (store) => store.writeStream(key, "$.rows", elements(12)),
  },
  {
    name: "a stream of text",
    prepare: put(withText(4000)),
    run: (store) => store.writeStream(key, "$.text", ["one ", "two"], { as: "text" }),
  },
];

const deletes: readonly FaultOperation[] = [
  { name: "a delete of a root alone", prepare: put({ small: 1 }), run: (store) => store.delete(key), once: true },
  { name: "a delete, folded", prepare: put(graphOf(few, "old")), run: (store) => store.delete(key), once: true },
  {
    name: "a delete that cleans behind",
    prepare: put(graphOf(many, "old")),
    run: (store) => store.delete(key),
    once: true,
  },
  {
    name: "a delete as one of many",
    prepare: put(graphOf(few, "old")),
    run: async (store) => only([...(await store.deleteMany([key])).values()]),
    once: true,
  },
];

const together = (name: string, shards: number): FaultOperation => ({
  name: `a transact of changes, ${name}`,
  prepare: async (store) => {
    await store.write(graphOf(shards, "old"), { primaryKey: "a" });
    await store.write(graphOf(1, "old"), { primaryKey: "b" });
  },
  run: (store) =>
    transact([
      store.operation({ kind: "write", data: graphOf(shards, "new"), primaryKey: "a" }),
      store.operation({ kind: "writePath", key: "b", path: "$.list[0].stamp", value: "new" }),
    ]),
});

const transacts: readonly FaultOperation[] = [
  together("folded", 1),
  together("staged", many),
  {
    name: "a transact of a create, a delete and a check",
    once: true,
    prepare: async (store) => {
      await store.write(graphOf(1, "old"), { primaryKey: "a" });
      await store.write({ small: 1 }, { primaryKey: "c" });
    },
    run: (store) =>
      transact([
        store.operation({ kind: "delete", key: "a" }),
        store.operation({ kind: "write", data: graphOf(1, "old"), primaryKey: "b" }),
        store.operation({ kind: "update", key: "c", fn: () => undefined }),
      ]),
  },
];

/** What a sweep finds: leftovers of a delete, of a replaced graph and of a writer that died, an expired graph, and graphs that are sound. */
const sweeping: FaultOperation = {
  name: "a sweep",
  answersVary: true,
  async prepare(store, pass, { adapter, storeOn }) {
    for (const each of ["a", "b"]) await store.write(graphOf(few, "old"), { primaryKey: each });
    await store.write(graphOf(1, "old"), { primaryKey: "c", expiresAt: new Date(0) });
    for (const each of ["a", "gone"]) {
      await store.write(graphOf(1, "left"), { primaryKey: each });
      await store.delete(each, { deleteShards: false });
    }
    await store.write(graphOf(1, "new"), { primaryKey: "a" });
    // It has staged everything, and its intent is open.
    const dying = faultyAdapter(adapter, [{ of: "write", call: 2, fault: { kind: "crash" } }]);
    await assert.rejects(storeOn(dying).write(graphOf(many, "dead"), { primaryKey: "b" }));
    pass(2 * hour);
  },
  run: (store) => store.sweep({ segments: 1 }),
};

/** A class whose instances stand where a store's graphs do, each with {@link many} shards. */
function savedClass({ tables: [root, inner = root] }: DyStore<Graph>, { adapter, clock }: FaultClient) {
  class Element extends DyObject {
    static override typeName = "Element";
    static override tableName = inner?.name;
    static override primaryKeyName = inner?.partitionKey.name;
    stamp = "";
  }
  class Saved extends DyObject {
    static override typeName = "Saved";
    static override tableName = root?.name;
    static override primaryKeyName = root?.partitionKey.name;
    static override sortKeyName: string | undefined = root?.sortKey?.name;
    static override adapter = adapter;
    stamp = "";
    list: Element[] = [];
    static override classes = () => [Element];

    static of(stamp: string): Saved {
      const list = Array.from({ length: many }, () => Object.assign(new Element(), { stamp }));
      return Object.assign(new Saved(), { stamp, list });
    }
  }
  const options = { clock };
  return {
    save: (stamp: string) => Saved.of(stamp).save({ ...options, primaryKey: key }),
    async change(stamp: string) {
      const saved = await Saved.load(key, options);
      return Object.assign(saved, { stamp, list: Saved.of(stamp).list }).save(options);
    },
    delete: () => new Saved().delete({ ...options, primaryKey: key }),
  };
}

const saves: readonly FaultOperation[] = [
  { name: "a save of a new instance", run: (store, client) => savedClass(store, client).save("new") },
  {
    name: "a save of a loaded instance",
    prepare: (store, _, client) => savedClass(store, client).save("old"),
    run: (store, client) => savedClass(store, client).change("new"),
  },
  {
    name: "a delete of an instance",
    prepare: (store, _, client) => savedClass(store, client).save("old"),
    run: (store, client) => savedClass(store, client).delete(),
    once: true,
  },
];

/**
 * The operations that {@link crashConformance} and {@link lostAnswerConformance} run by default: writes, changes, deletes and
 * transacts of graphs that are folded, staged, cut by size and in pages, streams, instances that are saved and deleted, and a sweep.
 */
export const faultOperations: readonly FaultOperation[] = [
  ...writes,
  ...changes,
  ...deletes,
  ...transacts,
  ...saves,
  sweeping,
];
