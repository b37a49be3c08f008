import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import { needsAtomic } from "../adapter/suite.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import type { EngineScene } from "./scene.ts";
import { rootMetadata, spoilRoot } from "./spoil-root.ts";
import type { EngineSuite } from "./suite.ts";
import { laterStore, pagedGraph, pagedSetup, sweptBy } from "./upkeep-scene.ts";

/** Asserts that a sweep leaves all as it is, so many of it for doubt. */
async function assertLeft(scene: EngineScene, skipped: number, where: string): Promise<void> {
  const before = await scene.contents();
  const swept = await sweptBy(laterStore(scene, exampleSetup));
  assert.deepEqual(await scene.contents(), before, where);
  assert.deepEqual([swept.removed, swept.skipped], [0, skipped], where);
}

export function sweepDoubtsGroup({ group, test, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("sweep leaves alone", () => {
    test("what is no item of the engine's", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      const table = scene.table("Root");
      const foreign: readonly Item[] = [
        { ID: "a" },
        { ID: "b", __dystore__: "text" },
        { ID: "c", __dystore__: {} },
        { ID: "d", __dystore__: { kind: "shard", version: "v" } },
        { ID: "e", __dystore__: { kind: "other", root: { table: table.table.name, key: "e" } } },
        { ID: "f", __dystore__: { kind: "intent", state: "open" } },
        { ID: "g", __dystore_expires__: 1 },
      ];
      for (const item of foreign) await table.put(item);
      await assertLeft(scene, 0, "foreign items");
    });

    test("graphs of another root table, in the same tables of shards", async (scene) => {
      scene.needTables();
      const store = await scene.open(exampleSetup);
      const other = await scene.open({ ...exampleSetup, table: "Other" });
      await store.write(examplePerson(), { primaryKey: "k" });
      await other.write(examplePerson(), { primaryKey: "k" });
      await other.delete("k", { deleteShards: false });
      await assertLeft(scene, 0, "leftovers of another store");
      assert.equal((await sweptBy(laterStore(scene, { ...exampleSetup, table: "Other" }))).removed, 3);
    });

    atomic("items whose graph's root is damaged", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const spoil of [
        (meta: Item) => ({ ...meta, version: 5 }),
        (meta: Item) => ({ ...meta, versions: [1] }),
        (meta: Item) => ({ ...meta, places: {} }),
        (meta: Item) => ({ ...meta, format: 2 }),
        (meta: Item) => ({ ...meta, kind: "other" }),
        (meta: Item) => ({ ...meta, private: { ...(meta["private"] as Item), shards: "no JSON" } }),
        (meta: Item) => ({ ...meta, private: { ...(meta["private"] as Item), layout: "5" } }),
      ]) {
        await store.write(examplePerson(), { primaryKey: "k" });
        const sound = await rootMetadata(scene, "k");
        await spoilRoot(scene, "k", spoil);
        const isRootMalformed = ["version: 5", "format: 2"].some((text) => spoil.toString().includes(text));
        await assertLeft(scene, isRootMalformed ? 4 : 3, spoil.toString());
        await spoilRoot(scene, "k", () => sound);
        await store.delete("k");
      }
    });

    test("items that only the private half of a manifest names", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      await spoilRoot(scene, "k", ({ places: _, ...meta }) => meta);
      await assertLeft(scene, 0, "a manifest without places");
    });

    atomic("items whose graph lost a page of its manifest", async (scene) => {
      const store = await scene.open(pagedSetup);
      await store.write(pagedGraph(), { primaryKey: "k" });
      const isPage = (item: Item) => (item["__dystore__"] as Item)["kind"] === "page";
      const pages = (await scene.items()).filter(isPage);
      assert.ok(pages.length > 0, "the manifest has pages");
      const [page = {}] = pages;
      const root = scene.table("Root");
      await root.delete(root.key(page["ID"] as string, page["SK"] as string | undefined));
      const swept = await sweptBy(laterStore(scene, pagedSetup));
      assert.deepEqual([swept.removed, swept.skipped], [0, 400 + pages.length - 1]);
      const meta = page["__dystore__"] as Item;
      for (const bad of [
        { ...meta, places: [] },
        { ...meta, ordinal: 12345 },
        { ...meta, versions: 5 },
      ]) {
        await root.put({ ...page, __dystore__: bad });
        assert.equal((await sweptBy(laterStore(scene, pagedSetup))).removed, 0);
      }
      await root.put(page);
      assert.deepEqual((await sweptBy(laterStore(scene, pagedSetup))).kept, 401 + pages.length);
    });

    test("items that say something else than their keys, or are of a later format", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      const [item = {}] = await scene.items("Shard2");
      await store.delete("k", { deleteShards: false });
      assert.equal((await sweptBy(laterStore(scene, exampleSetup), { dryRun: true })).removed, 3);
      await sweptBy(laterStore(scene, exampleSetup));
      const meta = item["__dystore__"] as Item;
      const table = scene.table(scene.layout === "collection" ? "Root" : "Shard2");
      for (const bad of [
        { ...meta, ordinal: 99 },
        { ...meta, ordinal: "1" },
        { ...meta, version: "AAAAAAAAAAAAAAAAAAAAAA" },
        { ...meta, version: "x" },
        { ...meta, format: 2 },
        { ...meta, format: "1" },
        { ...meta, written: "1" },
        { ...meta, root: { ...(meta["root"] as Item), key: "other" } },
        { ...meta, root: { ...(meta["root"] as Item), key: 5 } },
      ]) {
        await table.put({ ...item, __dystore__: bad });
        await assertLeft(scene, 1, JSON.stringify(bad));
      }
      await table.put(item);
      assert.equal((await sweptBy(laterStore(scene, exampleSetup))).removed, 1);
    });
  });
}
