import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { DyStore } from "../../src/index.ts";
import { type Count, counting } from "./counting.ts";
import { type Graph, graphOf, prepared } from "./graphs.ts";
import { intercept } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

async function counted(beneath: Adapter = memoryAdapter()): Promise<{ store: DyStore<Graph>; take: () => Count }> {
  const { adapter, take } = counting(beneath);
  return { store: await prepared(beneath, adapter), take };
}

describe("whatever the number of shards", () => {
  for (const shards of [0, 1, 10, 99, 100, 500]) {
    const batches = Math.ceil(shards / 100);
    const staged = shards > 99;

    test(`reading takes 2 dependent requests, 1 without shards: ${shards} shards`, async () => {
      const { store, take } = await counted();
      const key = await store.write(graphOf(shards));
      take();
      await store.read(key);
      const rounds = shards === 0 ? 1 : 2;
      expect(take()).toEqual({ rounds, calls: 1 + batches, gets: 1 + shards, puts: 0, deletes: 0 });
    });

    test(`a first write takes 2, and 1 under a key of its own making while it folds: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      const intents = staged ? 1 : 0;
      expect(take()).toEqual({ rounds: 2, calls: 2 + intents, gets: 1, puts: 1 + shards + intents, deletes: intents });
      await store.write(graphOf(shards));
      expect(take()).toMatchObject({ rounds: 1 + intents, gets: 0, puts: 1 + shards + intents });
    });

    test(`replacing takes 2, and cleaning up behind it where it does not fold: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      take();
      await store.write(graphOf(shards, 1), { primaryKey: "k" });
      const folds = 1 + 2 * shards <= 100;
      expect(take()).toMatchObject({ rounds: folds ? 2 : 3, gets: 1, deletes: shards + (staged ? 1 : 0) });
    });

    test(`deleting takes 2, and cleaning up behind it where it does not fold: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      take();
      expect(await store.delete("k")).toBe(true);
      expect(take()).toMatchObject({ rounds: staged ? 3 : 2, gets: 1, puts: 0, deletes: 1 + shards });
    });

    if (shards === 0) continue;

    test(`changing one leaf takes at most 3, with 2 puts and 1 delete: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      take();
      const leaf = { rounds: 3, calls: 3, gets: 2, puts: 2, deletes: 1 };
      for (const path of ["$.list[0].n", "$.list[-1].n", `$.list[${shards - 1}].new`]) {
        expect(await store.writePath("k", path, `changed by ${path}`)).toBe(true);
        expect(take()).toEqual(leaf);
      }
      expect(await store.deletePath("k", "$.list[0].n")).toBe(true);
      expect(take()).toEqual(leaf);
    });

    test(`replacing, appending or removing a shard reads the root alone: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      take();
      await store.writePath("k", "$.list[0]", { new: 1 });
      expect(take()).toEqual({ rounds: 2, calls: 2, gets: 1, puts: 2, deletes: 1 });
      await store.writePath("k", `$.list[${shards}]`, { new: 1 });
      expect(take()).toEqual({ rounds: 2, calls: 2, gets: 1, puts: 2, deletes: 0 });
      await store.deletePath("k", "$.list[0]");
      expect(take()).toEqual({ rounds: 2, calls: 2, gets: 1, puts: 1, deletes: 1 });
    });

    test(`what is not in shards costs no shard: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      take();
      await store.writePath("k", "$.stamp", 1);
      expect(take()).toEqual({ rounds: 2, calls: 2, gets: 1, puts: 1, deletes: 0 });
      await store.write({ stamp: 2 }, { primaryKey: "k", saveShards: false });
      expect(take()).toEqual({ rounds: 2, calls: 2, gets: 1, puts: 1, deletes: 0 });
      expect(await store.readPath("k", "$.stamp")).toEqual([2]);
      expect(take()).toEqual({ rounds: 1, calls: 1, gets: 1, puts: 0, deletes: 0 });
      await store.read("k", { resolveShards: false });
      await store.exists("k");
      await store.metadata("k");
      expect(take()).toMatchObject({ calls: 3, gets: 3 });
    });

    test(`a path reads only the shards that it can touch: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      take();
      for (const path of ["$.list[0].n", "$.list[-1]", "$.list[0:1].n", "$['list'][0]['n','stamp']"]) {
        await store.readPath("k", path);
        expect(take(), path).toEqual({ rounds: 2, calls: 2, gets: 2, puts: 0, deletes: 0 });
      }
      await store.readPath("k", "$.list[*].n");
      expect(take()).toMatchObject({ rounds: 2, gets: 1 + shards });
    });

    test(`an update writes what changed: ${shards} shards`, async () => {
      const { store, take } = await counted();
      await store.write(graphOf(shards), { primaryKey: "k" });
      take();
      await store.update("k", (graph) => ({ ...graph, stamp: 1 }));
      expect(take()).toMatchObject({ rounds: 3, gets: 1 + shards, puts: 1, deletes: 0 });
      await store.update("k", (graph) => ({ ...graph, list: (graph["list"] as Graph[]).with(0, { n: "changed" }) }));
      expect(take()).toMatchObject({ rounds: 3, puts: 2, deletes: 1 });
      await store.update("k", (graph) => ({ ...graph, list: [{ first: 1 }, ...(graph["list"] as Graph[])] }));
      expect(take(), "elements that only moved stay").toMatchObject({ rounds: 3, puts: 2, deletes: 0 });
    });
  }

  test("shards within shards are read with them", async () => {
    const { store, take } = await counted();
    await store.write({ list: Array.from({ length: 20 }, (_, n) => ({ n, in: { n } })) }, { primaryKey: "k" });
    take();
    await store.read("k");
    expect(take()).toEqual({ rounds: 2, calls: 2, gets: 41, puts: 0, deletes: 0 });
    await store.readPath("k", "$.list[3].in.n");
    expect(take()).toEqual({ rounds: 2, calls: 2, gets: 3, puts: 0, deletes: 0 });
    await store.writePath("k", "$.list[3].in.n", "changed");
    expect(take(), "the shard around the changed one is read, not written").toEqual({
      rounds: 3,
      calls: 3,
      gets: 3,
      puts: 2,
      deletes: 1,
    });
  });

  test("many graphs are read as fast as one", async () => {
    const { store, take } = await counted();
    const keys = Array.from({ length: 20 }, (_, n) => `k${n}`);
    for (const key of keys) await store.write(graphOf(5), { primaryKey: key });
    take();
    await store.readMany(keys);
    expect(take()).toMatchObject({ rounds: 2, gets: 120 });
  });

  test("roots of many graphs that are written or deleted are read in one request", async () => {
    const { store, take } = await counted();
    const writes = Array.from({ length: 20 }, (_, n) => ({ data: graphOf(5), primaryKey: `k${n}` }));
    await store.writeMany(writes);
    expect(take()).toMatchObject({ calls: 1 + 20, gets: 20, puts: 120 });
    await store.writeMany(writes);
    expect(take()).toMatchObject({ calls: 1 + 20, gets: 20, puts: 120, deletes: 100 });
    await store.deleteMany(writes.map(({ primaryKey }) => primaryKey));
    expect(take()).toMatchObject({ calls: 1 + 20, gets: 20, deletes: 120 });
  });
});

test("what changes nothing writes nothing", async () => {
  const { store, take } = await counted();
  await store.write(graphOf(3), { primaryKey: "k" });
  take();
  await store.writePath("k", "$.none.name", 1);
  await store.deletePath("k", "$.none");
  await store.update("k", () => undefined);
  await store.delete("none");
  expect(take()).toMatchObject({ puts: 0, deletes: 0 });
});

test("deletes that would take an atomic write over its bytes follow behind it", async () => {
  const text = "x".repeat(350_000);
  for (const [shards, follow] of [
    [9, false],
    [13, true],
  ] as const) {
    const beneath = memoryAdapter();
    const writes: number[] = [];
    const adapter = intercept(beneath, {
      write({ steps }, proceed) {
        writes.push(steps.length);
        return proceed();
      },
    });
    const store = await prepared(beneath, adapter);
    const large = () => ({ list: Array.from({ length: shards }, (_, n) => ({ n, text })) });
    await store.write(large(), { primaryKey: "k" });
    writes.length = 0;
    await store.write({ small: 1 }, { primaryKey: "k" });
    expect(writes, `${shards} shards`).toEqual(follow ? [1, shards] : [1 + shards]);
    await store.write(large(), { primaryKey: "k" });
    writes.length = 0;
    await store.delete("k");
    expect(writes, `${shards} shards`).toEqual(follow ? [1, shards] : [1 + shards]);
  }
});
