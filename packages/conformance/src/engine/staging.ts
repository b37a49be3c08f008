import assert from "node:assert/strict";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph, StoreSetup } from "./scene.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const setup: StoreSetup = {
  shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX", shards: [{ path: "$.in" }] }],
};

function numbered(count: number, stamp: number, bytes = 0): Graph {
  return { stamp, list: Array.from({ length: count }, (_, n) => ({ n, stamp, pad: "x".repeat(bytes) })) };
}

/** What a large graph must survive: everything a small one does. */
async function live(scene: EngineScene, make: (stamp: number) => Graph, shards: number): Promise<void> {
  const store = await scene.open(setup);
  await store.write(make(1), { primaryKey: "k" });
  assert.equal(await scene.count(), 1 + shards);
  assertSameGraph(await store.read("k"), make(1));
  await store.write(make(2), { primaryKey: "k" });
  assert.equal(await scene.count(), 1 + shards, "nothing of the old graph stays, and no intent");
  assertSameGraph(await store.read("k"), make(2));
  await store.writePath("k", "$.list[7].n", -7);
  await store.writePath("k", `$.list[${shards}]`, { in: ["new"] });
  assert.equal(await store.deletePath("k", "$.list[0]"), true);
  assert.equal(await scene.count(), 2 + shards);
  const expected = make(2) as { list: Graph[] };
  expected.list[7] = { ...expected.list[7], n: -7 };
  expected.list.push({ in: ["new"] });
  expected.list.shift();
  assertSameGraph(await store.read("k"), expected);
  await store.update("k", (graph) => ({
    ...graph,
    list: (graph["list"] as Graph[]).map((each) => ({ ...each, stamp: 3 })),
  }));
  assertSameGraph(
    await store.readPath("k", "$.list[*].stamp"),
    Array.from({ length: shards }, () => 3),
  );
  assert.equal(await scene.count(), 2 + shards);
  await store.write({ small: 1 }, { primaryKey: "k" });
  assert.equal(await scene.count(), 1);
  await store.write(make(4), { primaryKey: "k" });
  assert.equal(await store.delete("k"), true);
  assert.equal(await scene.count(), 0);
}

export function stagingGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("graphs larger than one atomic write", () => {
    for (const count of [98, 99, 100, 101, 250]) {
      atomic(`live as small ones do: ${count} shards`, (scene) =>
        live(scene, (stamp) => numbered(count, stamp), count),
      );
    }

    atomic("live as small ones do: 20 shards of more than 4 MB together", (scene) =>
      live(scene, (stamp) => numbered(20, stamp, scene.capabilities.limits.itemBytes * 0.75), 20),
    );

    atomic("are written by many at once, and one of them stands", async (scene) => {
      const store = await scene.open(setup);
      const other = scene.store(setup, await scene.another());
      await Promise.all(
        [1, 2, 3, 4].map((stamp) => (stamp % 2 === 0 ? store : other).write(numbered(110, stamp), { primaryKey: "k" })),
      );
      const stamp = Number((await store.readPath("k", "stamp"))[0]);
      assertSameGraph(await store.read("k"), numbered(110, stamp));
      assert.equal((await store.metadata("k"))?.shards, 110);
      const elements = await scene.count("Elements");
      assert.equal(elements, 110, "losers take their shards back");
    });

    for (const type of ["number", "binary"] as const) {
      atomic(`stand in tables whose keys are ${type === "number" ? "numbers" : "binaries"}`, async (scene) => {
        const key = type === "number" ? -12.5 : Uint8Array.of(0, 255);
        const shardKey = type === "number" ? "IDX" : ({ name: "IDX", type } as const);
        const shards = [{ path: "$.list[*]", table: "Elements", primaryKey: shardKey }];
        const store = await scene.open({ primaryKey: { name: "ID", type }, shards });
        for (const stamp of [1, 2]) {
          await store.write(numbered(110, stamp), { primaryKey: key });
          assertSameGraph(await store.read(key), numbered(110, stamp));
          assert.equal(await scene.count(), 111);
        }
        assertSameGraph(await listKeys(store), [key]);
        await store.delete(key);
        assert.equal(await scene.count(), 0);
      });
    }

    atomic("of 1,000 shards come back", async (scene) => {
      const store = await scene.open(setup);
      const key = await store.write(numbered(1000, 1));
      assertSameGraph(await store.read(key), numbered(1000, 1));
      assert.deepEqual(await store.readPath(key, "$.list[-1].n"), [999]);
      await store.delete(key);
      assert.equal(await scene.count(), 0);
    });
  });
}
