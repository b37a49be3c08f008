import { type DyStore, transact } from "../../src/index.ts";
import { type Graph, graphOf } from "./graphs.ts";

/** Graphs by key. */
export type Graphs = Readonly<Record<string, Graph>>;

/** One transact, with what stands there before and after it, and what it answers. */
export interface TransactSample {
  readonly name: string;
  readonly before: Graphs;
  readonly after: Graphs;
  readonly results: readonly unknown[];
  /** Whether there are only graphs under keys that others may know, and that did not stand there before. */
  readonly createsOnly?: boolean;
  run(store: DyStore<Graph>): Promise<readonly unknown[]>;
}

/** All keys that samples use. */
export const sampleKeys = ["a", "b", "c"];

/** A graph with its first element changed. */
function changed(graph: Graph): Graph {
  const list = graph["list"] as readonly Graph[];
  return { ...graph, list: list.map((each, index) => (index === 0 ? { ...each, n: "changed" } : each)) };
}

/** Transacts of every kind on graphs of a number of shards; from 100 on new shards are staged. */
export function transactSamples(shards: number): readonly TransactSample[] {
  const [a, b] = [graphOf(shards), graphOf(shards, 1)];
  const fresh = graphOf(shards, 2);
  return [
    {
      name: "two first writes",
      before: {},
      after: { a, b },
      results: ["a", "b"],
      createsOnly: true,
      run: (store) =>
        transact([
          store.operation({ kind: "write", data: graphOf(shards), primaryKey: "a" }),
          store.operation({ kind: "write", data: graphOf(shards, 1), primaryKey: "b", ifAbsent: true }),
        ]),
    },
    {
      name: "two overwrites, one by a graph without shards",
      before: { a, b },
      after: { a: fresh, b: { small: 1 } },
      results: ["a", "b"],
      run: (store) =>
        transact([
          store.operation({ kind: "write", data: graphOf(shards, 2), primaryKey: "a" }),
          store.operation({ kind: "write", data: { small: 1 }, primaryKey: "b" }),
        ]),
    },
    {
      name: "changes of a leaf in both",
      before: { a, b },
      after: { a: changed(a), b: changed(b) },
      results: [true, true],
      run: (store) =>
        transact(
          ["a", "b"].map((key) => store.operation({ kind: "writePath", key, path: "$.list[0].n", value: "changed" })),
        ),
    },
    {
      name: "a graph that moves to another key",
      before: { a, c: b },
      after: { b: a, c: b },
      results: [true, "b", undefined],
      run: (store) =>
        transact([
          store.operation({ kind: "delete", key: "a" }),
          store.operation({ kind: "write", data: graphOf(shards), primaryKey: "b" }),
          store.operation({ kind: "update", key: "c", fn: () => undefined }),
        ]),
    },
    {
      name: "an update of everything beside a delete and a removed path",
      before: { a, b, c: a },
      after: { a: fresh, c: { stamp: 0 } },
      results: [fresh, true, true],
      run: (store) =>
        transact([
          store.operation({ kind: "update", key: "a", fn: () => graphOf(shards, 2) }),
          store.operation({ kind: "delete", key: "b" }),
          store.operation({ kind: "deletePath", key: "c", path: "$.list" }),
        ]),
    },
    {
      name: "two deletes",
      before: { a, b },
      after: {},
      results: [true, true],
      run: (store) => transact(["a", "b"].map((key) => store.operation({ kind: "delete", key }))),
    },
    {
      name: "a change that depends on what does not change",
      before: { a, b },
      after: { a: { ...a, stamp: "changed" }, b },
      results: [true, false, false],
      run: (store) =>
        transact([
          store.operation({ kind: "writePath", key: "a", path: "$.stamp", value: "changed" }),
          store.operation({ kind: "deletePath", key: "b", path: "$.none" }),
          store.operation({ kind: "delete", key: "c" }),
        ]),
    },
  ];
}

/** Everything that stands under the keys of samples. */
export async function graphsIn(store: DyStore<Graph>): Promise<Graphs> {
  const found = await store.readMany(sampleKeys);
  return Object.fromEntries([...found].flatMap(([key, graph]) => (graph === undefined ? [] : [[key, { ...graph }]])));
}

/** Writes what a sample begins with. */
export async function writeGraphs(store: DyStore<Graph>, graphs: Graphs): Promise<void> {
  for (const [primaryKey, data] of Object.entries(graphs)) await store.write(data, { primaryKey });
}

/** The kinds of items of whole graphs and nothing else. */
export function kindsOf(graphs: Graphs): string[] {
  const shards = Object.values(graphs).flatMap((graph) => ((graph["list"] ?? []) as Graph[]).map(() => "shard"));
  return [...Object.keys(graphs).map(() => "root"), ...shards];
}
