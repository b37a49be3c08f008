import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import { rootMetadata, spoilRoot } from "./spoil-root.ts";
import type { EngineSuite } from "./suite.ts";

export function spoiltRootsGroup({ group, test }: EngineSuite): void {
  group("roots that somebody spoilt", () => {
    test("a root whose private half is spoilt is INTEGRITY, and can still be deleted with its shards", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const spoil of [
        (half: Item) => ({ ...half, shards: "not JSON" }),
        (half: Item) => ({ ...half, shards: '[[9,-1,[],["a"],0,0,1]]' }),
        (half: Item) => ({ ...half, shards: '[[0,5,[],["a"],0,0,1]]' }),
        (half: Item) => ({ ...half, shards: '[[0,-1,["firstname"],["a"],0,0,1]]' }),
        (half: Item) => ({ ...half, layout: "not JSON" }),
        (half: Item) => ({ ...half, notes: "{" }),
        (half: Item) => ({ ...half, notes: '{"gone":"date"}' }),
        (half: Item) => ({ ...half, notes: '{"firstname":"bigint"}' }),
        (half: Item) => ({ ...half, notes: '{"firstname":"future"}' }),
        (half: Item) => ({ ...half, notes: '{"firstname":"date"}' }),
        (half: Item) => ({ ...half, notes: '{"firstname":"url"}' }),
        (half: Item) => ({ ...half, displaced: 5 }),
        (half: Item) => ({ ...half, boxed: true }),
      ]) {
        await store.write(examplePerson(), { primaryKey: "k" });
        await spoilRoot(scene, "k", (meta) => ({ ...meta, private: spoil(meta["private"] as Item) }));
        await refused(store.read("k"), "INTEGRITY", spoil.toString());
        assert.equal(await store.delete("k"), true);
        assert.equal(await scene.count(), 0);
      }
    });

    test("a root whose public half is spoilt is no graph any more: CONFLICT, and nothing is deleted", async (scene) => {
      const store = await scene.open(exampleSetup);
      const place = (meta: Item, change: Item) => ({
        ...meta,
        places: [{ ...((meta["places"] as Item[])[0] ?? {}), ...change }],
      });
      for (const spoil of [
        (meta: Item) => ({ ...meta, version: 5 }),
        (meta: Item) => ({ ...meta, past: "x" }),
        (meta: Item) => ({ ...meta, versions: [1] }),
        (meta: Item) => ({ ...meta, places: {} }),
        (meta: Item) => ({ ...meta, places: ["x"] }),
        (meta: Item) => place(meta, { table: 5 }),
        (meta: Item) => place(meta, { region: 5 }),
        (meta: Item) => place(meta, { key: null }),
        (meta: Item) => place(meta, { type: "number" }),
        (meta: Item) => place(meta, { runs: "x" }),
        (meta: Item) => place(meta, { runs: [7, 0, 1] }),
        (meta: Item) => place(meta, { runs: [0, -1, 3] }),
        (meta: Item) => place(meta, { runs: [0, 0.5, 3] }),
        (meta: Item) => place(meta, { runs: [0, "0", 3] }),
        (meta: Item) => place(meta, { runs: [0, 0, 1e12] }),
        (meta: Item) => place(meta, { runs: [0, 0] }),
      ]) {
        await store.write(examplePerson(), { primaryKey: "k" });
        const sound = await rootMetadata(scene, "k");
        await spoilRoot(scene, "k", spoil);
        const before = await scene.contents();
        for (const call of [
          () => store.read("k"),
          () => store.delete("k"),
          () => store.write({}, { primaryKey: "k" }),
          () => store.writePath("k", "$.firstname", 1),
        ]) {
          await refused(call(), "CONFLICT", spoil.toString());
        }
        assert.deepEqual(await scene.contents(), before);
        await spoilRoot(scene, "k", () => sound);
        await store.delete("k");
      }
    });

    test("a manifest that names another graph's shards neither shows nor deletes them", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "victim" });
      const { versions, places, private: half } = await rootMetadata(scene, "victim");
      const forge = async () => {
        await store.write({}, { primaryKey: "forged" });
        await spoilRoot(scene, "forged", (meta) => ({ ...meta, versions, places, private: half }) as Item);
      };
      await forge();
      await refused(store.read("forged"), "INTEGRITY");
      assert.equal(await store.delete("forged"), true);
      await forge();
      await store.write({}, { primaryKey: "forged" });
      await store.delete("forged");
      assertSameGraph(await store.read("victim"), examplePerson());
      assert.equal(await scene.count(), 4);
    });

    test("a root of a later format is NOT_SUPPORTED, and stays", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      await spoilRoot(scene, "k", (meta) => ({ ...meta, format: 2 }));
      const before = await scene.contents();
      for (const call of [
        () => store.read("k"),
        () => store.exists("k"),
        () => store.delete("k"),
        () => store.write({}, { primaryKey: "k" }),
        () => store.writePath("k", "$.a", 1),
      ]) {
        await refused(call(), "NOT_SUPPORTED");
      }
      assert.deepEqual(await scene.contents(), before);
    });
  });
}
