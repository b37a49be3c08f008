import assert from "node:assert/strict";
import { pathGraph, pathSetup } from "./path-example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

/** Deletions by path that happen, with a path that shows what is left, what that reads then, and how many shards are left of 13. */
const deletions: readonly (readonly [path: string, look: string, left: readonly unknown[], shards: number])[] = [
  ["$.name", "$.name", [], 13],
  ["$.users[0]", "$.users[*].name", ["bob", "cid"], 10],
  ["$.users[-1]", "$.users[*].name", ["ann", "bob"], 11],
  ["$.users[2]", "$.users[3].name", ["cid"], 12],
  ["$.users[2,3]", "$.users[2].posts[0].n", [4], 12],
  ["$.users[1:4]", "$.users[*].name", ["ann", "cid"], 11],
  ["$.users[::2]", "$.users[*]", [{ name: "bob", posts: [] }, null], 7],
  ["$.users[*]", "$.users", [[]], 6],
  ["$.users", "$.users", [], 6],
  ["$.users[0].posts[0]", "$.users[0].posts[*]", [{ n: 2, tags: [] }, 3], 12],
  ["$.users[0].posts[-1]", "$.users[0].posts[*].n", [1, 2], 13],
  ["$.users[*].posts", "$.users[0]", [{ name: "ann" }], 10],
  ["$.users[*].posts[*]", "$.users[*].posts", [[], [], []], 10],
  ["$.index.ann", "$.index", [{ "b.c": { at: 1 }, plain: 5 }], 12],
  ["$.index.*", "$.index", [{}], 11],
  ["$.box.list[0]", "$.box.list", [[6, { n: 7, more: [8, [9]] }]], 12],
  ["$.box.list[1]", "$.box.list", [[{ n: 5 }, { n: 7, more: [8, [9]] }]], 13],
  ["$.box.list[0,2]", "$.box.list", [[6]], 11],
  ["$.box.blob", "$.box.blob", [], 12],
  ["$.box", "$.box", [], 9],
  ["$..posts", "$.users[*]", [{ name: "ann" }, { name: "bob" }, "nobody", null, { name: "cid", at: new Date(4) }], 10],
  ["$..n", "$..n", [], 13],
  ["$..[0]", "$.users[0].name", ["bob"], 8],
  ["$..*", "$", [{}], 0],
  ["$.numbers[1,1,3]", "$.numbers", [[0, 2, 4]], 13],
  ["$.map.k", "$.map", [new Map()], 13],
];

const misses: readonly string[] = [
  "$.missing",
  "$.users[5]",
  "$.users[-6]",
  "$.users[0].none",
  "$.name.x",
  "$..none",
  "$.numbers[9:]",
];

export function deletePathsGroup({ group, test }: EngineSuite): void {
  group("deleting by path", () => {
    test("removes every match with the shards in it, and moves elements up", async (scene) => {
      const store = await scene.open(pathSetup);
      for (const [path, look, left, shards] of deletions) {
        const key = await store.write(pathGraph());
        assert.equal(await scene.count(), 14);
        assert.equal(await store.deletePath(key, path), true, path);
        assertSameGraph(await store.readPath(key, look), left, path);
        assert.equal(await scene.count(), 1 + shards, path);
        assert.equal(await store.deletePath(key, "$.none"), false);
        await store.delete(key);
        assert.equal(await scene.count(), 0, path);
      }
    });

    test("leaves the same as where nothing is a shard", async (scene) => {
      const store = await scene.open(pathSetup);
      const plain = await scene.open({ table: "Plain" } satisfies StoreSetup);
      for (const [path] of deletions) {
        const key = await store.write(pathGraph());
        await plain.write(pathGraph(), { primaryKey: key });
        await plain.deletePath(key, path);
        await store.deletePath(key, path);
        assertSameGraph(await store.read(key), await plain.read(key), path);
      }
    });

    test("answers false and writes nothing where nothing matches", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      const before = await scene.contents();
      for (const path of misses) assert.equal(await store.deletePath(key, path), false, path);
      assert.equal(await store.deletePath("none", "$.name"), false);
      assert.deepEqual(await scene.contents(), before);
    });

    test("moves elements into and out of declared positions", async (scene) => {
      scene.needTables();
      const store = await scene.open({
        shards: [
          { path: "$.list[1]", table: "Ones", shards: [{ path: "$.in" }] },
          { path: "$.list[3]", table: "Threes" },
        ],
      });
      const list = [{ n: 0 }, { n: 1, in: ["a"] }, { n: 2, in: ["b"] }, { n: 3, in: ["c"] }, { n: 4, in: ["d"] }];
      const key = await store.write({ list });
      assert.deepEqual([await scene.count("Ones"), await scene.count("Threes")], [2, 1]);
      await store.deletePath(key, "$.list[0]");
      assertSameGraph(await store.read(key), { list: list.slice(1) });
      assert.deepEqual([await scene.count("Ones"), await scene.count("Threes")], [2, 1]);
      await store.deletePath(key, "$.list[0:2]");
      assertSameGraph(await store.read(key), { list: list.slice(3) });
      assert.deepEqual([await scene.count("Ones"), await scene.count("Threes")], [2, 0]);
      await store.deletePath(key, "$.list[-1]");
      assertSameGraph(await store.read(key), { list: list.slice(3, 4) });
      assert.equal(await scene.count(), 1);
      await store.update(key, () => ({ list: [0, { n: 1 }, 2, { n: 3 }] }));
      await store.update(key, () => ({ list: [0, { n: 3 }, 2, { n: 1 }] }));
      assertSameGraph(await store.read(key), { list: [0, { n: 3 }, 2, { n: 1 }] });
    });

    test("finds elements by negative index in lists within shards, whatever is a shard there", async (scene) => {
      const store = await scene.open({
        shards: [{ path: "$.box", table: "Boxes", shards: [{ path: "$.list[*]", shards: [{ path: "$.inner[*]" }] }] }],
      });
      const plain = await scene.open({ table: "Plain" });
      const data = {
        box: {
          list: [
            { inner: [["a", "b"], 1, ["c"]], m: [1, 2] },
            { inner: ["d", "e"] },
            5,
            { inner: [{ m: [3, 4] }, "f"] },
          ],
        },
      };
      for (const path of [
        "$..[-1]",
        "$..[-2]",
        "$..[1:]",
        "$..[-2:]",
        "$..[::-2]",
        "$..inner[-1]",
        "$.box.list[-1,0]",
        "$..['m',-1]",
      ]) {
        await store.write(data, { primaryKey: "k" });
        await plain.write(data, { primaryKey: "k" });
        assert.equal(await store.deletePath("k", path), await plain.deletePath("k", path), path);
        assertSameGraph(await store.read("k"), await plain.read("k"), path);
        await store.write(data, { primaryKey: "k" });
        await plain.write(data, { primaryKey: "k" });
        assert.equal(await store.writePath("k", path, { new: 1 }), await plain.writePath("k", path, { new: 1 }), path);
        assertSameGraph(await store.read("k"), await plain.read("k"), path);
      }
    });
  });
}
