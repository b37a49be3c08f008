import assert from "node:assert/strict";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph, deepFreeze } from "./same-graph.ts";
import type { EngineSuite } from "./suite.ts";

export function keptShardsGroup({ group, test }: EngineSuite): void {
  group("saveShards: false", () => {
    test("writes the root's own attributes and keeps stored shards, whatever stands in their places", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const { birth_details, location } = examplePerson();
      const shards = async () => [
        ...(await scene.items("Shard1")),
        ...(await scene.items("Shard2")),
        ...(await scene.items("Shard3")),
      ];
      const before = await shards();
      for (const data of [
        { n: 1 },
        { n: 2, birth_details: { other: 1 }, location: 5 },
        { n: 3, location: { geolocation: { new: 1 } } },
        { ...examplePerson(), n: 4 },
      ]) {
        assert.equal(await store.write(deepFreeze(data), { primaryKey: key, saveShards: false }), key);
        assertSameGraph(await store.read(key), { ...data, birth_details, location });
        assert.deepEqual(await shards(), before);
      }
    });

    test("does not write values in declared places that have no stored shard", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson(), { saveShards: false });
      assertSameGraph(await store.read(key), { firstname: "john", lastname: "doe" });
      await store.write({ firstname: "jo", birth_details: { dob: 1 } }, { primaryKey: key });
      await store.write({ ...examplePerson(), n: 1 }, { primaryKey: key, saveShards: false });
      assertSameGraph(await store.read(key), { firstname: "john", lastname: "doe", n: 1, birth_details: { dob: 1 } });
      assert.equal(await scene.count(), 2);
    });

    test("keeps scalars in declared places as the root's own", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write({ birth_details: 5 });
      await store.write({ birth_details: 6, location: null }, { primaryKey: key, saveShards: false });
      assertSameGraph(await store.read(key), { birth_details: 6, location: null });
    });

    test("keeps the elements of lists, members of maps and Maps", async (scene) => {
      const store = await scene.open({
        shards: ["$.list[*]", "$.map.*", "$.Map.*", "$.deep.er.list[*].x"].map((path) => ({
          path,
          table: "Shards",
          primaryKey: "IDX",
        })),
      });
      const stored = {
        list: [{ n: 0 }, { n: 1 }],
        map: { a: { n: 2 }, b: 3 },
        Map: new Map<string, unknown>([
          ["z", { n: 4 }],
          ["y", 5],
        ]),
        deep: { er: { list: [{ x: { n: 6 } }, { y: 7 }] } },
      };
      const key = await store.write(stored);
      assert.equal(await scene.count("Shards"), 5);
      await store.write({ ...stored, own: new Date(1) }, { primaryKey: key, saveShards: false });
      assertSameGraph(await store.read(key), { ...stored, own: new Date(1) });
      await store.write({ own: 2 }, { primaryKey: key, saveShards: false });
      assertSameGraph(await store.read(key), {
        own: 2,
        list: stored.list,
        map: { a: { n: 2 } },
        Map: new Map([["z", { n: 4 }]]),
        deep: { er: { list: [{ x: { n: 6 } }] } },
      });
      const changed = {
        own: 3,
        list: [],
        map: { c: 1, b: 2 },
        Map: new Map<string, unknown>([
          ["new", { dropped: true }],
          ["x", 9],
        ]),
        deep: { er: { list: [{ z: 1 }, 2] }, new: 1 },
      };
      await store.write(changed, { primaryKey: key, saveShards: false });
      assertSameGraph(await store.read(key), {
        own: 3,
        list: stored.list,
        map: { a: { n: 2 }, c: 1, b: 2 },
        Map: new Map<string, unknown>([
          ["x", 9],
          ["z", { n: 4 }],
        ]),
        deep: { er: { list: [{ z: 1, x: { n: 6 } }, 2] }, new: 1 },
      });
      assert.equal(await scene.count("Shards"), 5);
    });

    test("refuses data that leaves no place for a stored shard, and writes nothing", async (scene) => {
      const store = await scene.open({
        shards: [
          { path: "$.a.b", table: "Shards" },
          { path: "$.list[*]", table: "Shards" },
        ],
      });
      const key = await store.write({ a: { b: [1] }, list: [{ n: 1 }, 5, { n: 2 }] });
      const before = await scene.contents();
      for (const [data, path] of [
        [{ a: 5, list: [0, 1, 2] }, "$.a.b"],
        [{ a: [1], list: [0, 1, 2] }, "$.a.b"],
        [{ a: {}, list: { x: 1 } }, "$.list[0]"],
        [{ a: {}, list: [] }, "$.list[2]"],
        [{ a: {} }, "$.list[2]"],
        [{ a: {}, list: "text" }, "$.list[0]"],
      ] as const) {
        assert.equal((await refused(store.write(data, { primaryKey: key, saveShards: false }), "INVALID")).path, path);
      }
      assert.deepEqual(await scene.contents(), before);
    });

    test("leaves out new elements of a list without moving what is behind them out of its types", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.list[*]", table: "Shards" }] });
      const key = await store.write({ list: [{ n: 1 }, 5, { n: 2 }] });
      await store.write({ list: ["x", new Date(1), "y", new Date(2)] }, { primaryKey: key, saveShards: false });
      assertSameGraph(await store.read(key), { list: [{ n: 1 }, new Date(1), { n: 2 }, new Date(2)] });
      await store.write(
        { list: ["x", 6, "y", { new: 1 }, new Date(3), { new: 2 }] },
        { primaryKey: key, saveShards: false },
      );
      assertSameGraph(await store.read(key), { list: [{ n: 1 }, 6, { n: 2 }, new Date(3)] });
      await store.write({ list: [{ new: 1 }, new Date(4)] }, { primaryKey: "fresh", saveShards: false });
      assertSameGraph(await store.read("fresh"), { list: [new Date(4)] });
      await store.write({ list: ["x", { new: 1 }, "y", new Date(5)] }, { primaryKey: key, saveShards: false });
      assertSameGraph(await store.read(key), { list: [{ n: 1 }, { n: 2 }, new Date(5)] });
      assert.deepEqual(await store.readPath(key, "$.list[1].n"), [2]);
    });

    test("keeps the stored layout", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const bare = scene.store();
      await bare.write({ n: 1, birth_details: "dropped" }, { primaryKey: key, saveShards: false });
      const { birth_details, location } = examplePerson();
      assertSameGraph(await bare.read(key), { n: 1, birth_details, location });
      await bare.delete(key);
      assert.equal(await scene.count(), 0);
    });
  });
}
