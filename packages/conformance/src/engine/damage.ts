import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene } from "./scene.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

/** The one item of a table. */
async function only(scene: EngineScene, table: string): Promise<Item> {
  const [item, ...more] = await scene.items(table);
  assert.ok(item !== undefined && more.length === 0);
  return item;
}

async function remove(scene: EngineScene, table: string, keyName: string): Promise<void> {
  const item = await only(scene, table);
  await scene.table(table).delete(scene.table(table).key(item[keyName] as string));
}

export function damageGroup({ group, test }: EngineSuite): void {
  group("damaged graphs", () => {
    test("a missing shard is INTEGRITY that names table and path; what does not need it works, delete too", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      await remove(scene, "Shard3", "ShardID");
      for (const call of [
        () => store.read(key),
        () => store.read(key, { consistent: false }),
        () => store.readMany([key]),
        () => store.readPath(key, "$.location.geolocation.latitude"),
        () => store.readPath(key, "$..*"),
        () => store.writePath(key, "$.location.geolocation.latitude", 1),
        () => store.update(key, (person) => person),
      ]) {
        const error = await refused(call(), "INTEGRITY");
        assert.deepEqual([error.table, error.path], [scene.tableName("Shard3"), "$.location.geolocation"]);
      }
      assert.deepEqual(await store.readPath(key, "$.location.city"), ["Seattle"]);
      assert.equal(await store.writePath(key, "$.location.city", "x"), true);
      assert.equal(await store.exists(key), true);
      assert.equal(await store.delete(key), true);
      assert.equal(await scene.count(), 0);
    });

    test("a missing shard can be replaced through its path, or removed with it", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      await remove(scene, "Shard3", "ShardID");
      assert.equal(await store.writePath(key, "$.location.geolocation", { new: 1 }), true);
      assert.deepEqual(await store.readPath(key, "$.location.geolocation.new"), [1]);
      await remove(scene, "Shard2", "IDX");
      assert.equal(await store.deletePath(key, "$.location"), true);
      const { location: _, ...rest } = examplePerson();
      assertSameGraph(await store.read(key), rest);
      await remove(scene, "Shard1", "IDX");
      await store.write(examplePerson(), { primaryKey: key });
      assertSameGraph(await store.read(key), examplePerson());
      assert.equal(await scene.count(), 4);
    });

    test("a shard's item that was exchanged or spoilt is INTEGRITY, not another's data", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "one" });
      const item = await only(scene, "Shard2");
      await store.write({ location: { city: "other" } }, { primaryKey: "two" });
      const foreign = (await scene.items("Shard2")).find((each) => each["IDX"] !== item["IDX"]) ?? {};
      const details = await only(scene, "Shard1");
      const meta = item["__dystore__"] as Item;
      const spoilt: readonly Item[] = [
        { ...foreign, IDX: item["IDX"] ?? "" },
        { ...details, IDX: item["IDX"] ?? "" },
        { IDX: item["IDX"] ?? "", city: "x" },
        { IDX: item["IDX"] ?? "", __dystore__: {} },
        { IDX: item["IDX"] ?? "", __dystore__: "text" },
        { ...item, __dystore__: { ...meta, version: "AAAAAAAAAAAAAAAAAAAAAA" } },
        { ...item, __dystore__: { ...meta, ordinal: 99 } },
        { ...item, __dystore__: { ...meta, root: { table: "x", key: 5 } } },
        { ...item, __dystore__: { ...meta, root: null } },
        { ...item, __dystore__: { ...meta, root: { ...(meta["root"] as Item), region: "elsewhere-1" } } },
        { ...item, __dystore__: { ...meta, root: { table: "x" } } },
        { ...item, __dystore__: { ...meta, private: { path: "[]" } } },
        { ...item, __dystore__: { ...meta, private: 5 } },
      ];
      for (const [index, bad] of spoilt.entries()) {
        await scene.table("Shard2").put(bad);
        const error = await store.read("one").then(
          () => assert.fail(`spoilt item ${index} was read`),
          (reason) => reason,
        );
        assert.ok(["INTEGRITY", "DECRYPTION"].includes(error.code), `${index}: ${error.code} ${error.message}`);
        assert.deepEqual([error.path, error.table], ["$.location", scene.tableName("Shard2")]);
        assert.deepEqual(await store.readPath("one", "firstname"), ["john"]);
      }
      assert.equal(await store.delete("one"), true);
      assertSameGraph(await store.read("two"), { location: { city: "other" } });
      await store.delete("two");
      assert.equal(await scene.count("Root"), 0);
    });

    test("a shard's item copied over its sibling's is INTEGRITY, not the same data twice", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX" }] });
      const key = await store.write({ list: [{ n: 0 }, { n: 1 }] });
      const [one = {}, two = {}] = await scene.items("Elements");
      await scene.table("Elements").put({ ...one, IDX: two["IDX"] ?? "" });
      const error = await refused(store.read(key), "INTEGRITY");
      assert.equal(error.path, two["n"] === 0 ? "$.list[0]" : "$.list[1]");
      assert.equal(await store.delete(key), true);
      assert.equal(await scene.count(), 0);
    });

    test("an item that is no graph under a graph's key is CONFLICT, and stays", async (scene) => {
      const store = await scene.open(exampleSetup);
      const list = Array.from({ length: 120 }, (_, n) => ({ n }));
      const large = await scene.open({ shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX" }] });
      for (const foreign of [
        { ID: "k" },
        { ID: "k", __dystore__: "x", a: 1 },
        { ID: "k", __dystore__: { kind: "shard", version: "v" } },
      ]) {
        await scene.table("Root").put(foreign);
        const before = await scene.contents();
        for (const call of [
          () => store.write(examplePerson(), { primaryKey: "k" }),
          () => store.write(examplePerson(), { primaryKey: "k", ifAbsent: true }),
          () => store.write(examplePerson(), { primaryKey: "k", saveShards: false }),
          () => large.write({ list }, { primaryKey: "k" }),
          () => large.write({ list }, { primaryKey: "k", ifAbsent: true }),
          () => store.read("k"),
          () => store.readMany(["k"]),
          () => store.readPath("k", "a"),
          () => store.writePath("k", "a", 1),
          () => store.deletePath("k", "a"),
          () => store.update("k", (graph) => graph),
          () => store.delete("k"),
        ]) {
          const error = await refused(call(), "CONFLICT");
          assert.equal(error.table, scene.tableName("Root"));
        }
        assert.deepEqual(await listKeys(store), []);
        assert.deepEqual(await scene.contents(), before);
      }
    });
  });
}
