import assert from "node:assert/strict";
import type { Item, Table } from "@dystore/core/adapter";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

/** The longest text `pad` with which an item takes no more than its limit. */
function longestPad({ adapter, capabilities }: EngineScene, table: Table, item: Item): number {
  const bytes = (length: number) => adapter.storedBytes(table, { ...item, pad: "x".repeat(length) });
  const { itemBytes } = capabilities.limits;
  let [fits, tooLong] = [0, itemBytes + 1];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (bytes(middle) <= itemBytes) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

async function only(scene: EngineScene, table: string): Promise<Item> {
  const [item, ...more] = await scene.items(table);
  assert.ok(item !== undefined && more.length === 0);
  return item;
}

export function partLimitsGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("the limit of an item", () => {
    atomic("is used to its last byte by a shard, and a byte more is cut", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.shard", table: "Shards", primaryKey: "IDX" }] });
      await store.write({ shard: { n: 1, pad: "" } }, { primaryKey: "k" });
      const fits = longestPad(scene, scene.table("Shards").table, await only(scene, "Shards"));
      for (const [pad, items] of [
        [fits, 1],
        [fits + 1, 2],
        [fits, 1],
      ] as const) {
        const data: Graph = { shard: { n: 1, pad: "x".repeat(pad) } };
        await store.update("k", () => data);
        assert.ok((await scene.count("Shards")) >= items);
        assert.equal((await scene.count("Shards")) > 1, items > 1);
        await store.write(data, { primaryKey: "k" });
        assert.equal((await scene.count("Shards")) > 1, items > 1);
        assertSameGraph(await store.read("k"), data);
      }
    });

    atomic(
      "is used by a root but for the versions that it may have to remember: one item whatever it replaces",
      async (scene) => {
        const store = await scene.open();
        await store.write({ n: 1, pad: "" }, { primaryKey: "k" });
        const item = await only(scene, "Root");
        const metadata = item["__dystore__"] as Item;
        // Whether a root is cut must not depend on how often it was written: eight past versions are counted from the first on.
        const past = new Array<string>(8).fill(String(metadata["version"]));
        const fits = longestPad(scene, scene.table("Root").table, { ...item, __dystore__: { ...metadata, past } });
        const whole = { n: 1, pad: "x".repeat(fits) };
        for (let time = 0; time < 10; time++) await store.write(whole, { primaryKey: "k" });
        assert.equal(await scene.count(), 1);
        const { adapter, capabilities } = scene;
        const bytes = adapter.storedBytes(scene.table("Root").table, await only(scene, "Root"));
        assert.ok(bytes <= capabilities.limits.itemBytes && bytes > capabilities.limits.itemBytes - 16);
        await store.write({ n: 1, pad: "x".repeat(fits + 1) }, { primaryKey: "k" });
        assert.ok((await scene.count()) > 1);
        await store.writePath("k", "$.pad", whole.pad);
        assert.equal(await scene.count(), 1);
        assertSameGraph(await store.read("k"), whole);
      },
    );
  });
}
