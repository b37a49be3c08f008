import assert from "node:assert/strict";
import { type DyStore, metadata } from "@dystore/core";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph, StoreSetup } from "./scene.ts";
import { readStored } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const setup: StoreSetup = { shards: [{ path: "$.map.*", table: "Shards", primaryKey: "IDX" }] };

/** Shards under names so long that a manifest of them does not fit a root. */
export function longNamed(scene: EngineScene, count = 60): Record<string, { n: number }> {
  const length = Math.ceil(scene.capabilities.limits.itemBytes / 60);
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n} `.padEnd(length, "é"), { n }]));
}

async function check(scene: EngineScene, store: DyStore<Graph>, expected: Graph): Promise<void> {
  const stored = await readStored(store, "k");
  assertSameGraph(stored, expected);
  assert.equal(await scene.count(), stored[metadata].items);
}

export function pagesGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("a manifest that does not fit its root", () => {
    atomic("stands in pages, which come and go with what they name", async (scene) => {
      const store = await scene.open(setup);
      const bare = scene.store();
      const map = longNamed(scene);
      const names = Object.keys(map);
      await store.write({ map }, { primaryKey: "k" });
      await check(scene, store, { map });
      const pages = () => scene.count("Root");
      assert.ok((await pages()) > 1, "pages stand beside the root");
      const [first = "", second = ""] = names;
      const shortest = { ...map, short: { n: -1 } };
      await bare.writePath("k", "$.map.short", { n: -1 });
      await check(scene, bare, { map: shortest });
      await bare.update("k", (graph) => ({ ...graph, map: { ...(graph["map"] as Graph), [first]: "changed" } }));
      await check(scene, bare, { map: { ...shortest, [first]: "changed" } });
      await bare.update("k", (graph) => {
        const { [second]: _, ...rest } = graph["map"] as Graph;
        return { ...graph, map: rest };
      });
      const { [second]: _, ...rest } = { ...shortest, [first]: "changed" } as Graph;
      await check(scene, bare, { map: rest });
      assertSameGraph(await bare.readPath("k", "$.map.short.n"), [-1]);
      const references = await readStored(store, "k", { resolveShards: false });
      await store.write({ ...references, more: 1 }, { primaryKey: "k" });
      await check(scene, store, { map: rest, more: 1 });
      await bare.touch("k", new Date(4102444800000));
      await check(scene, bare, { map: rest, more: 1 });
      await store.update("k", () => ({ map: { short: { n: 2 } } }));
      assert.equal(await scene.count(), 2);
      await store.write({ map }, { primaryKey: "k" });
      assert.equal(await bare.delete("k"), true);
      assert.equal(await scene.count(), 0);
    });
  });
}
