import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

/** A time that takes as many bytes as any: trailing zeros of numbers take none. */
const longestTime = 9_999_999_999_999;

function metadataOf(item: Item): Item {
  return item["__dystore__"] as Item;
}

/** The item of a kind that stands in a table of a test's. */
async function itemOf(scene: EngineScene, table: string, kind: "root" | "shard"): Promise<Item> {
  const item = (await scene.items(table)).find((each) => metadataOf(each)["kind"] === kind);
  assert.ok(item !== undefined);
  return item;
}

/** By how many bytes an item with a text of this length would miss its limit; negative where it fits. */
function excess(scene: EngineScene, table: string, item: Item, length: number): number {
  const whole = { ...item, pad: "x".repeat(length) };
  return scene.adapter.storedBytes(scene.table(table).table, whole) - scene.capabilities.limits.itemBytes;
}

/** The longest text that fits, about. */
function longest(scene: EngineScene, table: string, item: Item): number {
  const { itemBytes } = scene.capabilities.limits;
  let [fits, tooLong] = [0, itemBytes];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (excess(scene, table, item, middle) <= 0) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

export function partLimitsGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("the limit of an item", () => {
    atomic("is used to its last byte by a shard, and a byte more is cut", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.shard", table: "Shards", primaryKey: "IDX" }] });
      await store.write({ shard: { n: 1, pad: "" } }, { primaryKey: "k" });
      const fits = longest(scene, "Shards", await itemOf(scene, "Shards", "shard"));
      const kept = new Set<boolean>();
      for (let length = fits - 2; length <= fits + 3; length++) {
        const data: Graph = { shard: { n: 1, pad: "x".repeat(length) } };
        await store.write(data, { primaryKey: "k" });
        const isWhole = (await scene.count("Shards")) === 1;
        kept.add(isWhole);
        assert.equal(isWhole, excess(scene, "Shards", await itemOf(scene, "Shards", "shard"), length) <= 0);
        assertSameGraph(await store.read("k"), data);
      }
      assert.equal(kept.size, 2, "some were whole, some were cut");
    });

    // Whether a root is cut must not depend on how often it was written: eight past versions count from the first time on.
    for (const [what, base] of [
      ["a root", { n: 1 }],
      ["a root that holds a manifest", { map: { [`é${"n".repeat(900)}`]: { n: 1 }, b: { n: 2 } } }],
    ] as const)
      atomic(
        `is used by ${what} but for the versions that it may come to remember, whatever it replaces`,
        async (scene) => {
          const store = await scene.open({ shards: [{ path: "$.map.*", table: "Shards", primaryKey: "IDX" }] });
          await store.write({ ...base, pad: "" }, { primaryKey: "k" });
          const items = await scene.count();
          const item = await itemOf(scene, "Root", "root");
          const metadata = metadataOf(item);
          const past = new Array<string>(8).fill(String(metadata["version"]));
          const inTime = (written: number): Item => {
            const half = { ...(metadata["private"] as Item), created: longestTime };
            return { ...item, __dystore__: { ...metadata, past, written, private: half } };
          };
          const fits = longest(scene, "Root", inTime(longestTime));
          const kept = new Set<boolean>();
          for (let length = fits - 2; length <= fits + 3; length++) {
            await store.write({ ...base, pad: "x".repeat(length) }, { primaryKey: "k" });
            const written = Number(metadataOf(await itemOf(scene, "Root", "root"))["written"]);
            const isWhole = (await scene.count()) === items;
            kept.add(isWhole);
            assert.equal(isWhole, excess(scene, "Root", inTime(written), length) <= 0);
          }
          assert.equal(kept.size, 2, "some were whole, some were cut");
          const data = { ...base, pad: "x".repeat(fits) };
          for (let time = 0; time < 10; time++) {
            await store.write(data, { primaryKey: "k" });
            assert.equal(await scene.count(), items);
          }
          // By how much a character more makes it grow: one byte, or a block.
          const step =
            excess(scene, "Root", inTime(longestTime), fits + 1) - excess(scene, "Root", inTime(longestTime), fits);
          const left = -excess(scene, "Root", await itemOf(scene, "Root", "root"), fits);
          assert.ok(left < 7 + step, "nothing is left unused");
          assertSameGraph(await store.read("k"), data);
        },
      );
  });
}
