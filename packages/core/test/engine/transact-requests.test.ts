import { describe, expect, test } from "vitest";
import { type DyStore, type TransactOperation, transact } from "../../src/index.ts";
import { type Count, counting } from "./counting.ts";
import { type Graph, graphOf, prepared } from "./graphs.ts";
import { memoryAdapter } from "./memory.ts";

const keys = ["a", "b", "c"];

/** A store that counts, on graphs of a number of shards under all keys. */
async function counted(shards: number): Promise<{ store: DyStore<Graph>; take: () => Count }> {
  const beneath = memoryAdapter();
  const { adapter, take } = counting(beneath);
  const store = await prepared(beneath, adapter);
  for (const primaryKey of keys) await store.write(graphOf(shards), { primaryKey });
  take();
  return { store, take };
}

describe("a transact of three graphs", () => {
  test("changes a leaf in each in 3 dependent requests, the roots being read in one", async () => {
    const { store, take } = await counted(10);
    const changes = keys.map((key) => store.operation({ kind: "writePath", key, path: "$.list[0].n", value: "x" }));
    await transact(changes);
    expect(take()).toEqual({ rounds: 3, calls: 1 + 3 + 1, gets: 6, puts: 6, deletes: 3 });
  });

  test("writes them whole in 2, and in 1 under keys of its own making", async () => {
    const { store, take } = await counted(10);
    const write = (primaryKey: string | undefined) =>
      store.operation({ kind: "write", data: graphOf(10, 1), primaryKey });
    await transact(keys.map(write));
    expect(take()).toEqual({ rounds: 2, calls: 2, gets: 3, puts: 33, deletes: 30 });
    await transact([write(undefined), write(undefined), write(undefined)]);
    expect(take()).toEqual({ rounds: 1, calls: 1, gets: 0, puts: 33, deletes: 0 });
    await transact(
      ["x", "y", "z"].map((primaryKey) =>
        store.operation({ kind: "write", data: graphOf(10), primaryKey, ifAbsent: true }),
      ),
    );
    expect(take(), "and where they are expected to be absent").toMatchObject({ rounds: 1, gets: 0 });
  });

  test("stages what is large beside reading all roots, with one intent for each graph", async () => {
    const { store, take } = await counted(1);
    const write = (primaryKey: string, shards: number) =>
      store.operation({ kind: "write", data: graphOf(shards, 1), primaryKey });
    await transact([write("a", 120), write("b", 40), store.operation({ kind: "delete", key: "c" })]);
    expect(take()).toEqual({ rounds: 3, calls: 4, gets: 3, puts: 2 + 160 + 2, deletes: 2 + 1 + 3 });
  });

  test("stages after reading where a shard had to be read first", async () => {
    const { store, take } = await counted(1);
    await transact([
      store.operation({ kind: "write", data: graphOf(120, 1), primaryKey: "a" }),
      store.operation({ kind: "writePath", key: "b", path: "$.list[0].n", value: "x" }),
    ]);
    expect(take()).toEqual({ rounds: 5, calls: 5, gets: 3, puts: 2 + 121 + 2, deletes: 2 + 2 });
  });

  test("deletes them in 2, and cleans up behind where it does not fold", async () => {
    for (const shards of [10, 40]) {
      const { store, take } = await counted(shards);
      await transact(keys.map((key) => store.operation({ kind: "delete", key })));
      const folds = 3 + 3 * shards <= 100;
      expect(take()).toMatchObject({ rounds: folds ? 2 : 3, gets: 3, puts: 0, deletes: 3 + 3 * shards });
    }
  });

  test("that changes nothing writes nothing, and confirms what it saw", async () => {
    const { store, take } = await counted(1);
    await transact([...keys, "none"].map((key) => store.operation({ kind: "deletePath", key, path: "$.none" })));
    expect(take()).toEqual({ rounds: 2, calls: 2, gets: 4, puts: 0, deletes: 0 });
  });

  test("stages what fits an atomic write by its items, but not by their bytes", async () => {
    const { store, take } = await counted(0);
    // 2.5 MB of roots and 2 MB of shards.
    const data = { pad: "x".repeat(250_000), list: [{ pad: "x".repeat(200_000) }] };
    const writes = Array.from({ length: 10 }, (_, n) => store.operation({ kind: "write", data, primaryKey: `k${n}` }));
    await transact(writes);
    expect(take()).toEqual({ rounds: 2, calls: 3, gets: 10, puts: 30, deletes: 10 });
  });

  test("folds roots that together are small, however many they are", async () => {
    const { store, take } = await counted(0);
    const writes = Array.from({ length: 30 }, (_, n) =>
      store.operation({ kind: "write", data: graphOf(2), primaryKey: `k${n}` }),
    );
    await transact(writes);
    expect(take()).toEqual({ rounds: 2, calls: 2, gets: 30, puts: 90, deletes: 0 });
  });
});

describe("a transact of one operation costs what its method does", () => {
  const fn = (graph: Graph) => ({ ...graph, stamp: 1 });
  type Pair = readonly [
    name: string,
    operation: (store: DyStore<Graph>, shards: number) => TransactOperation<unknown>,
    method: (store: DyStore<Graph>, shards: number) => Promise<unknown>,
  ];
  const pairs: readonly Pair[] = [
    [
      "write",
      (store, shards) => store.operation({ kind: "write", data: graphOf(shards, 1), primaryKey: "a" }),
      (store, shards) => store.write(graphOf(shards, 1), { primaryKey: "a" }),
    ],
    [
      "write under a random key",
      (store, shards) => store.operation({ kind: "write", data: graphOf(shards, 1) }),
      (store, shards) => store.write(graphOf(shards, 1)),
    ],
    [
      "write without shards",
      (store) => store.operation({ kind: "write", data: { list: [] }, primaryKey: "a", saveShards: false }),
      (store) => store.write({ list: [] }, { primaryKey: "a", saveShards: false }),
    ],
    [
      "writePath",
      (store) => store.operation({ kind: "writePath", key: "a", path: "$.list[0].n", value: "x" }),
      (store) => store.writePath("a", "$.list[0].n", "x"),
    ],
    [
      "deletePath without a match",
      (store) => store.operation({ kind: "deletePath", key: "a", path: "$.none" }),
      (store) => store.deletePath("a", "$.none"),
    ],
    ["update", (store) => store.operation({ kind: "update", key: "a", fn }), (store) => store.update("a", fn)],
    ["delete", (store) => store.operation({ kind: "delete", key: "a" }), (store) => store.delete("a")],
  ];

  test("and where it changes nothing it needs no confirmation", async () => {
    const { store, take } = await counted(1);
    await transact([store.operation({ kind: "deletePath", key: "a", path: "$.none" })]);
    await store.deletePath("a", "$.none");
    await store.delete("none");
    expect(take()).toEqual({ rounds: 3, calls: 3, gets: 3, puts: 0, deletes: 0 });
  });

  test.each(pairs)("%s", async (_, operation, method) => {
    for (const shards of [1, 120]) {
      const one = await counted(shards);
      await transact([operation(one.store, shards)]);
      const other = await counted(shards);
      await method(other.store, shards);
      expect(one.take()).toEqual(other.take());
    }
  });
});
