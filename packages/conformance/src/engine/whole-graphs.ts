import assert from "node:assert/strict";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

export function wholeGraphsGroup({ group, test }: EngineSuite): void {
  group("whole graphs", () => {
    test("are written, read, overwritten and deleted", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      assert.equal(typeof key, "string");
      assertSameGraph(await store.read(key), examplePerson());
      const changed = { ...examplePerson(), firstname: "jo", birth_details: { dob: null } };
      assert.equal(await store.write(changed, { primaryKey: key }), key);
      assertSameGraph(await store.read(key), changed);
      assert.equal(await store.delete(key), true);
      assert.equal(await store.read(key), undefined);
      assert.equal(await store.delete(key), false);
    });

    test("put each shard into its table, and nothing else anywhere", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const counts = async () => Promise.all(["Root", "Shard1", "Shard2", "Shard3"].map((name) => scene.count(name)));
      assert.deepEqual(await counts(), [1, 1, 1, 1]);
      await store.write(examplePerson(), { primaryKey: key });
      assert.deepEqual(await counts(), [1, 1, 1, 1]);
      await store.write({ firstname: "jo" }, { primaryKey: key });
      assert.deepEqual(await counts(), [1, 0, 0, 0]);
      await store.write(examplePerson(), { primaryKey: key });
      await store.delete(key);
      assert.deepEqual(await counts(), [0, 0, 0, 0]);
    });

    test("keep their own keys' attributes and values in plain sight", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const [root] = await scene.items("Root");
      assert.equal(root?.["ID"], key);
      assert.equal(root?.["firstname"], "john");
      const [location] = await scene.items("Shard2");
      assert.equal(location?.["city"], "Seattle");
      assert.equal(location?.["geolocation"], undefined);
    });

    test("are apart from one another", async (scene) => {
      const store = await scene.open(exampleSetup);
      const keys = ["one", "two", "three"];
      for (const key of keys) await store.write({ ...examplePerson(), firstname: key }, { primaryKey: key });
      await store.delete("two");
      await store.write({ ...examplePerson(), firstname: "new" }, { primaryKey: "one" });
      assertSameGraph(await store.read("one"), { ...examplePerson(), firstname: "new" });
      assertSameGraph(await store.read("three"), { ...examplePerson(), firstname: "three" });
      assert.equal(await scene.count(), 8);
    });

    test("may have shards in the root's own table, under the root's key attribute", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.a", shards: [{ path: "$.b" }] }, { path: "$.list[*]" }] });
      const data = { ID: "own", a: { ID: "data", b: { c: 1 } }, list: [{ ID: 1 }, { ID: 2 }] };
      const key = await store.write(data);
      assert.equal(await scene.count("Root"), 5);
      assertSameGraph(await store.read(key), data);
      assert.deepEqual(await listKeys(store), ["own"]);
      await store.delete(key);
      assert.equal(await scene.count(), 0);
    });

    test("may lack declared shards, or have scalars in their places", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const data of [
        {},
        { birth_details: null },
        { birth_details: 7, location: false },
        { location: { geolocation: 1n } },
        { location: { city: "x" } },
      ]) {
        await store.write(data, { primaryKey: "k" });
        assertSameGraph(await store.read("k"), data);
      }
      await store.delete("k");
      assert.equal(await scene.count(), 0);
    });

    test("are seen by another client, and stay when the database is opened again", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const other = scene.store(exampleSetup, await scene.another());
      assertSameGraph(await other.read(key), examplePerson());
      const again = scene.store(exampleSetup, await scene.reopen());
      assertSameGraph(await again.read(key), examplePerson());
    });

    test("may nest shards in shards many times over", async (scene) => {
      const depth = 12;
      type Shards = readonly { path: string; shards?: Shards }[];
      const declare = (left: number): Shards =>
        left === 0 ? [] : [{ path: "$.child", shards: declare(left - 1) }, { path: "$.other" }];
      const make = (left: number): Record<string, unknown> =>
        left === 0 ? { leaf: true } : { level: left, other: { left }, child: make(left - 1) };
      const store = await scene.open({ shards: declare(depth) });
      const key = await store.write(make(depth));
      assert.equal(await scene.count(), 1 + 2 * depth);
      assertSameGraph(await store.read(key), make(depth));
      await store.delete(key);
      assert.equal(await scene.count(), 0);
    });
  });
}
