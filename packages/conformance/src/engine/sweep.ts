import assert from "node:assert/strict";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic } from "../adapter/suite.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";
import { hour, laterStore, pagedGraph, pagedSetup, sweptBy } from "./upkeep-scene.ts";

const gone = new Date("2026-01-02T03:04:05.000Z");

export function sweepGroup({ group, test, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("sweep", () => {
    atomic("leaves everything of sound graphs, however old: shards, parts, pages, kept and new ones", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write({ ...examplePerson(), text: "x".repeat(300_000) }, { primaryKey: "one" });
      await store.writePath("one", "$.location.city", "changed");
      await store.write({ ...examplePerson(), location: { city: "y".repeat(500_000) } }, { primaryKey: "two" });
      await store.write({ alone: true }, { primaryKey: "three" });
      const paged = await scene.open(pagedSetup);
      await paged.write(pagedGraph(), { primaryKey: "paged" });
      await paged.writePath("paged", "$.map.new", [1]);
      const before = await scene.contents();
      for (const setup of [exampleSetup, {}]) {
        const swept = await sweptBy(laterStore(scene, setup));
        assert.deepEqual(swept, { scanned: before.length, kept: before.length, removed: 0, skipped: 0 });
      }
      assert.deepEqual(await scene.contents(), before);
    });

    atomic("removes what no graph names once it is an hour old, and fences its versions for 7 days", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const key of ["one", "two", "three"]) await store.write(examplePerson(), { primaryKey: key });
      await store.delete("one", { deleteShards: false });
      await store.delete("two", { deleteShards: false });
      await store.write({ again: true }, { primaryKey: "two" });
      const before = await scene.contents();
      assert.deepEqual(await sweptBy(store), { scanned: 11, kept: 11, removed: 0, skipped: 0 });
      const later = laterStore(scene, exampleSetup);
      assert.deepEqual(await sweptBy(later, { olderThanMs: 3 * hour }), {
        scanned: 11,
        kept: 11,
        removed: 0,
        skipped: 0,
      });
      const planned = await sweptBy(later, { dryRun: true });
      assert.deepEqual(planned, { scanned: 11, kept: 5, removed: 6, skipped: 0 });
      assert.deepEqual(await scene.contents(), before);
      const { removed } = await sweptBy(later);
      assert.equal(removed, 6);
      assertSameGraph(await store.read("two"), { again: true });
      assertSameGraph(await store.read("three"), examplePerson());
      assert.equal(await scene.count(), 5 + 2, "the graphs, and an intent for each version that is gone");
      assert.equal((await sweptBy(scene.store({ clock: () => Date.now() + 7 * 24 * hour }))).removed, 0);
      assert.equal((await sweptBy(scene.store({ clock: () => Date.now() + 7 * 24 * hour + 3 * hour }))).removed, 2);
      assert.equal(await scene.count(), 5);
    });

    atomic("leaves what came as a stream, and removes what a graph of streams left", async (scene) => {
      const store = await scene.open();
      await store.write({ list: [] }, { primaryKey: "k" });
      const pieces = Array.from({ length: 40 }, (_, n) => `${n}`.padEnd(20_000, "."));
      assert.equal(await store.writeStream("k", "$.list", pieces), true);
      await store.writePath("k", "$.list[3]", "changed");
      const sound = await scene.count();
      const later = laterStore(scene, {});
      assert.deepEqual(await sweptBy(later), { scanned: sound, kept: sound, removed: 0, skipped: 0 });
      assert.deepEqual(await store.verify("k"), { key: "k", status: "sound", problems: [] });
      await store.delete("k", { deleteShards: false });
      await store.write({ list: ["small"] }, { primaryKey: "k" });
      assert.equal((await sweptBy(later)).removed, sound - 1);
      assertSameGraph(await store.read("k"), { list: ["small"] });
    });

    test("removes expired graphs at once, with all that they named, and no other", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const key of ["a", "b"]) await store.write(examplePerson(), { primaryKey: key, expiresAt: gone });
      await store.write(examplePerson(), { primaryKey: "c", expiresAt: new Date("2126-01-01") });
      await store.write(examplePerson(), { primaryKey: "d" });
      const before = await scene.contents();
      assert.equal((await sweptBy(store, { dryRun: true })).removed, 8);
      assert.deepEqual(await scene.contents(), before);
      assert.equal((await sweptBy(store)).removed, 8);
      assert.equal(await scene.count(), 8);
      assertSameGraph(await store.read("c"), examplePerson());
      const afterExpiry = scene.store({ ...exampleSetup, clock: () => Date.UTC(2126, 0, 2) });
      assert.equal((await sweptBy(afterExpiry)).removed, 4);
      assertSameGraph(await store.read("d"), examplePerson());
    });

    test("removes items whose own expiry has passed, if nothing names them", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "a", expiresAt: gone });
      await store.delete("a", { deleteShards: false });
      assert.equal(await scene.count(), 3);
      assert.equal((await sweptBy(store)).removed, 3);
      assert.deepEqual(await scene.items("Shard1"), []);
    });

    test("finds the tables that stored graphs name, and those that it is told", async (scene) => {
      scene.needTables();
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "one" });
      await store.write(examplePerson(), { primaryKey: "two" });
      await store.delete("two", { deleteShards: false });
      const bare = laterStore(scene, {});
      assert.equal((await sweptBy(bare)).removed, 3);
      await store.delete("one", { deleteShards: false });
      assert.equal((await sweptBy(bare)).removed, 0, "nothing names the tables any more");
      assert.equal((await sweptBy(bare, { tables: store.tables })).removed, 3);
    });

    for (const type of ["number", "binary"] as const) {
      atomic(`works where keys are ${type === "number" ? "numbers" : "binaries"}`, async (scene) => {
        const key = type === "number" ? -12.5 : Uint8Array.of(0, 255);
        const shardKey = type === "number" ? "IDX" : ({ name: "IDX", type } as const);
        const setup: StoreSetup = {
          primaryKey: { name: "ID", type },
          shards: [{ path: "$.list[*]", table: "Elements", primaryKey: shardKey }],
        };
        const store = await scene.open(setup);
        const list = Array.from({ length: 3 }, (_, n) => ({ n }));
        await store.write({ list, large: "x".repeat(500_000) }, { primaryKey: key });
        await store.delete(key, { deleteShards: false });
        const leftovers = await scene.count();
        await store.write({ list }, { primaryKey: key });
        assert.equal((await sweptBy(laterStore(scene, setup))).removed, leftovers);
        assertSameGraph(await store.read(key), { list });
        assert.equal(await scene.count(), 4 + 1, "the graph and an intent");
      });
    }

    test("refuses options that cannot work", async (scene) => {
      const store = await scene.open(exampleSetup);
      const given: readonly object[] = [
        { olderThanMs: -1 },
        { olderThanMs: Number.NaN },
        { olderThanMs: "1" },
        { segments: 0 },
        { segments: 1.5 },
        { segments: 1001 },
        { after: "" },
        { after: "x" },
        { after: "[]" },
        { after: "[1]" },
        { after: '[{"purpose":"verify","table":{"table":"Root","key":"ID","type":"string"},"positions":["end"]}]' },
        { after: 5 },
        { tables: [{ name: "x", partitionKey: { name: "ID", type: "string" } }] },
      ];
      for (const options of given) await refused(store.sweep(options), "INVALID", JSON.stringify(options));
    });
  });
}
