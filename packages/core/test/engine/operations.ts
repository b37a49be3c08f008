import type { DyStore } from "../../src/index.ts";
import { type Graph, graphOf } from "./graphs.ts";

/** One operation on the graph under `k`, with what stands there before and after it. */
export interface Sample {
  readonly name: string;
  readonly before: Graph | undefined;
  readonly after: Graph | undefined;
  run(store: DyStore<Graph>): Promise<unknown>;
}

const key = "k";

/** The one result of many; throws what it was rejected for. */
function only<T>([result]: readonly PromiseSettledResult<T>[]): T {
  if (result?.status !== "fulfilled") throw result?.reason;
  return result.value;
}

/** Operations of every kind on graphs of a number of shards; from 100 on new shards are staged. */
export function samples(shards: number): readonly Sample[] {
  const old = graphOf(shards);
  const list = old["list"] as readonly Graph[];
  return [
    {
      name: "a first write",
      before: undefined,
      after: old,
      run: (store) => store.write(graphOf(shards), { primaryKey: key }),
    },
    {
      name: "a first write with ifAbsent",
      before: undefined,
      after: old,
      run: (store) => store.write(graphOf(shards), { primaryKey: key, ifAbsent: true }),
    },
    {
      name: "an overwrite",
      before: old,
      after: graphOf(shards, 1),
      run: (store) => store.write(graphOf(shards, 1), { primaryKey: key }),
    },
    {
      name: "an overwrite by a graph without shards",
      before: old,
      after: { small: 1 },
      run: (store) => store.write({ small: 1 }, { primaryKey: key }),
    },
    {
      name: "a write without shards",
      before: old,
      after: { ...old, stamp: 1 },
      run: (store) => store.write({ stamp: 1, list: [] }, { primaryKey: key, saveShards: false }),
    },
    {
      name: "writePath",
      before: old,
      after: { ...old, list: list.map((each, index) => (index === 0 ? { ...each, n: "changed" } : each)) },
      run: (store) => store.writePath(key, "$.list[0].n", "changed"),
    },
    {
      name: "deletePath",
      before: old,
      after: { ...old, list: list.slice(1) },
      run: (store) => store.deletePath(key, "$.list[0]"),
    },
    {
      name: "an update of everything",
      before: old,
      after: graphOf(shards, 2),
      run: (store) => store.update(key, () => graphOf(shards, 2)),
    },
    {
      name: "an update that changes the expiry, which keeps no shard",
      before: old,
      after: { ...old, stamp: 3 },
      run: (store) => store.update(key, (graph) => ({ ...graph, stamp: 3 }), { expiresAt: new Date("2126-01-01") }),
    },
    {
      name: "an overwrite as one of many",
      before: old,
      after: graphOf(shards, 3),
      run: async (store) => only(await store.writeMany([{ data: graphOf(shards, 3), primaryKey: key }])),
    },
    {
      name: "a delete as one of many",
      before: old,
      after: undefined,
      run: async (store) => only([...(await store.deleteMany([key])).values()]),
    },
    {
      name: "a delete",
      before: old,
      after: undefined,
      run: (store) => store.delete(key),
    },
  ];
}
