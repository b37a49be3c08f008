import assert from "node:assert/strict";
import { ShardRef } from "@dystore/core";
import type { Item } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { Graph, StoreSetup } from "./scene.ts";
import { readStored } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const listSetup: StoreSetup = {
  shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX", shards: [{ path: "$.in" }] }],
};

interface ListGraph extends Graph {
  list: unknown[];
}

function listGraph(): ListGraph {
  return { list: [{ n: 0, in: ["a"] }, "plain", { n: 1, in: ["b"] }, 7, { n: 2 }] };
}

/** What tells a shard's item from all others, in whatever layout. */
function idOf(item: Item): unknown {
  return item["IDX"] ?? item["SK"];
}

export function referencesGroup({ group, test }: EngineSuite): void {
  group("shards that are not read", () => {
    test("are ShardRefs that say where the shard lies", async (scene) => {
      scene.needTables();
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const { birth_details, location, ...own } = await readStored(store, key, { resolveShards: false });
      assert.deepEqual(own, { firstname: "john", lastname: "doe" });
      assert.ok(birth_details instanceof ShardRef && location instanceof ShardRef);
      assert.deepEqual([birth_details.table, location.table], [scene.tableName("Shard1"), scene.tableName("Shard2")]);
      assert.equal(location.path, "$.location");
      assert.equal(location.version, (await store.metadata(key))?.version);
      const [item] = await scene.items("Shard2");
      assert.equal(item?.["IDX"], location.key);
    });

    test("stay when they are written back, with all shards in them, wherever they move in their list", async (scene) => {
      const store = await scene.open(listSetup);
      await store.write(listGraph(), { primaryKey: "k" });
      const before = await scene.items("Elements");
      const { list } = await readStored<ListGraph>(store, "k", { resolveShards: false });
      const [a, plain, b, seven, c] = list;
      await store.write({ list: [c, 1, a, { n: 9, in: "new" }, plain, b], own: 1 }, { primaryKey: "k" });
      const expected = {
        list: [{ n: 2 }, 1, { n: 0, in: ["a"] }, { n: 9, in: "new" }, "plain", { n: 1, in: ["b"] }],
        own: 1,
      };
      assertSameGraph(await store.read("k"), expected);
      assert.equal(seven, 7);
      const ids = new Set((await scene.items("Elements")).map(idOf));
      for (const item of before) assert.ok(ids.has(idOf(item)), "a shard kept by reference keeps its item");
      await store.writePath("k", "$.list[2].in[0]", "changed");
      assertSameGraph(await store.readPath("k", "$.list[2]"), [{ n: 0, in: ["changed"] }]);
      await store.write({ list: [] }, { primaryKey: "k" });
      assert.equal(await scene.count(), 1);
    });

    test("go when they are left out or replaced", async (scene) => {
      const store = await scene.open(listSetup);
      await store.write(listGraph(), { primaryKey: "k" });
      assert.equal(await scene.count("Elements"), 6);
      const { list } = await readStored<ListGraph>(store, "k", { resolveShards: false });
      await store.write({ list: [list[2], "text"] }, { primaryKey: "k" });
      assertSameGraph(await store.read("k"), { list: [{ n: 1, in: ["b"] }, "text"] });
      assert.equal(await scene.count("Elements"), 3);
    });

    test("can be read and written back through update, and through a path", async (scene) => {
      const store = await scene.open(listSetup);
      await store.write(listGraph(), { primaryKey: "k" });
      const { list } = await readStored<ListGraph>(store, "k", { resolveShards: false });
      await store.update("k", () => ({ list: [list[4], list[0]] }));
      assertSameGraph(await store.read("k"), { list: [{ n: 2 }, { n: 0, in: ["a"] }] });
      await store.writePath("k", "$.list", [list[0], { new: 1 }, list[4]]);
      assertSameGraph(await store.read("k"), { list: [{ n: 0, in: ["a"] }, { new: 1 }, { n: 2 }] });
      assert.equal(await scene.count("Elements"), 4);
    });

    test("cannot stand in two places, nor where they do not belong", async (scene) => {
      const shards = [...(listSetup.shards ?? []), { path: "$.other[*]", table: "Elements", primaryKey: "IDX" }];
      const store = await scene.open({ shards });
      await store.write(listGraph(), { primaryKey: "k" });
      const before = await scene.contents();
      const { list } = await readStored<ListGraph>(store, "k", { resolveShards: false });
      const [first] = list;
      const full = await readStored<ListGraph>(store, "k");
      const misplaced: readonly (readonly [data: Graph, path: string])[] = [
        [{ list: [first, first] }, "$.list[1]"],
        [{ list: [first], other: [first] }, "$.other[0]"],
        [{ other: [first] }, "$.other[0]"],
        [{ ref: first }, "$.ref"],
        [{ deep: { list: [first] } }, "$.deep.list[0]"],
        [{ list: [{ in: first }] }, "$.list[0].in"],
        [{ list: new Set([first]) }, "$.list[0]"],
      ];
      for (const [data, path] of misplaced) {
        for (const write of [() => store.write(data, { primaryKey: "k" }), () => store.update("k", () => data)]) {
          assert.equal((await refused(write(), "INVALID", path)).path, path);
        }
      }
      assert.deepEqual(await scene.contents(), before);
      // The reference and what it stands for, read: the read one becomes a copy.
      await store.update("k", () => ({ list: [first, full.list[0]] }));
      await store.writePath("k", "$.list[1].n", 5);
      assertSameGraph(await store.read("k"), {
        list: [
          { n: 0, in: ["a"] },
          { n: 5, in: ["a"] },
        ],
      });
      await store.delete("k");
      assert.equal(await scene.count(), 0);
    });

    test("cannot be written through a layout that does not declare them, or what is in them", async (scene) => {
      scene.needTables();
      const store = await scene.open(listSetup);
      await store.write(listGraph(), { primaryKey: "k" });
      const before = await scene.contents();
      const read = await readStored(store, "k", { resolveShards: false });
      const shallow = scene.store({ shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX" }] });
      const elsewhere = await scene.open({ shards: [{ path: "$.list[*]", table: "Other", primaryKey: "IDX" }] });
      for (const [other, path] of [
        [scene.store(), "$.list[0]"],
        [elsewhere, "$.list[0]"],
        [shallow, "$.list[*].in"],
      ] as const) {
        assert.equal((await refused(other.write(read, { primaryKey: "k" }), "INVALID", path)).path, path);
      }
      assert.deepEqual(await scene.contents(), before);
      const deeper = await scene.open({
        shards: [...(listSetup.shards ?? []), { path: "$.more", table: "More", primaryKey: "IDX" }],
      });
      await deeper.write({ ...read, more: [1] }, { primaryKey: "k" });
      assertSameGraph(await store.read("k"), { ...listGraph(), more: [1] });
      assert.equal(await scene.count("More"), 1);
    });

    test("are CONFLICT once the shard was rewritten, removed, or is another graph's", async (scene) => {
      const store = await scene.open(listSetup);
      await store.write(listGraph(), { primaryKey: "k" });
      const { list } = await readStored<ListGraph>(store, "k", { resolveShards: false });
      const [first, , second] = list;
      await store.writePath("k", "$.list[0].n", 10);
      await store.write({ list: [second] }, { primaryKey: "other" }).then(
        () => assert.fail("a reference of another graph was taken"),
        (error) => assert.equal(error.code, "CONFLICT"),
      );
      const before = await scene.contents();
      const error = await refused(store.write({ list: [{}, first] }, { primaryKey: "k" }), "CONFLICT");
      assert.equal(error.path, "$.list[1]");
      await refused(
        store.update("k", () => ({ list: [first] })),
        "CONFLICT",
      );
      await refused(store.writePath("k", "$.list", [first]), "CONFLICT");
      assert.deepEqual(await scene.contents(), before);
      await store.write({ list: [second] }, { primaryKey: "k" });
      assertSameGraph(await store.read("k"), { list: [{ n: 1, in: ["b"] }] });
      await store.write(listGraph(), { primaryKey: "k" });
      await refused(store.write({ list: [second] }, { primaryKey: "k" }), "CONFLICT");
      await store.delete("k");
      await refused(store.write({ list: [second] }, { primaryKey: "k" }), "CONFLICT");
      assert.equal(await scene.count(), 0);
    });
  });
}
