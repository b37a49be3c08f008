import assert from "node:assert/strict";
import { refused } from "../adapter/refusal.ts";
import { needsManyRegions, needsOneRegion } from "../adapter/suite.ts";
import { examplePerson } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, StoreSetup } from "./scene.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";
import { laterStore, sweptBy } from "./upkeep-scene.ts";
import { reports } from "./verify-scene.ts";

/** The example with its location in another Region, and what is within the location there too, or at home again. */
function spread({ capabilities }: EngineScene, within: "there" | "home"): StoreSetup {
  const region = capabilities.region === "eu-west-1" ? "us-west-2" : "eu-west-1";
  return {
    shards: [
      { path: "$.birth_details", table: "Shard1", primaryKey: "IDX" },
      {
        path: "$.location",
        table: "Shard2",
        primaryKey: "IDX",
        region,
        shards: [{ path: "$.geolocation", ...(within === "home" ? { region: capabilities.region } : {}) }],
      },
    ],
  };
}

export function regionsGroup({ group, needing }: EngineSuite): void {
  const regional = needing(needsManyRegions);
  group("shards in other Regions", () => {
    regional("are verified and swept as those at home, by stores that declare none, too", async (scene) => {
      const store = await scene.open(spread(scene, "home"));
      for (const key of ["gone", "stays"]) await store.write(examplePerson(), { primaryKey: key });
      await store.delete("gone", { deleteShards: false });
      const later = laterStore(scene, {});
      assert.equal((await store.verify("stays")).status, "sound");
      const statuses = new Set((await reports(later)).map(({ key, status }) => `${key} ${status}`));
      assert.deepEqual(statuses, new Set(["stays sound", "gone absent"]));
      assert.equal((await sweptBy(later)).removed, 3);
      assertSameGraph(await store.read("stays"), examplePerson());
      await store.delete("stays", { deleteShards: false });
      assert.equal((await sweptBy(later, { tables: store.tables })).removed, 3);
    });

    for (const within of ["there", "home"] as const) {
      regional(`commit, are read, changed and deleted, with inner shards ${within}`, async (scene) => {
        const store = await scene.open(spread(scene, within));
        const key = await store.write(examplePerson());
        assert.equal(await scene.count(), 4, "nothing but root and shards");
        assertSameGraph(await store.read(key), examplePerson());
        assert.equal(await store.writePath(key, "$.location.city", "x"), true);
        assert.equal(await store.writePath(key, "$.location.geolocation.latitude", 1), true);
        assert.equal(await store.writePath(key, "$.birth_details.dob", null), true);
        const { location } = examplePerson();
        const expected = {
          ...examplePerson(),
          birth_details: { ...examplePerson().birth_details, dob: null },
          location: { ...location, city: "x", geolocation: { ...location.geolocation, latitude: 1 } },
        };
        assertSameGraph(await store.read(key), expected);
        assert.equal(await scene.count(), 4);
        const bare = scene.store();
        assertSameGraph(await bare.read(key), expected);
        await store.update(key, () => ({ location: { city: "y" } }));
        assert.equal(await scene.count(), 2);
        await store.write(examplePerson(), { primaryKey: key });
        assert.equal(await scene.count(), 4);
        assert.equal(await bare.delete(key), true);
        assert.equal(await scene.count(), 0);
      });
    }

    regional("may stand in a table of the root's own name", async (scene) => {
      const region = scene.capabilities.region === "eu-west-1" ? "us-west-2" : "eu-west-1";
      const store = await scene.open({ shards: [{ path: "$.list[*]", region }, { path: "$.here" }] });
      const data = { list: [[1], "a", 5, { b: 1 }], here: { c: 1 } };
      const key = await store.write(data);
      assertSameGraph(await store.read(key), data);
      assert.equal(await scene.count(), 5);
      await store.writePath(key, "$.list[3].b", 2);
      await store.deletePath(key, "$.list[0]");
      assertSameGraph(await store.read(key), { list: ["a", 5, { b: 2 }], here: { c: 1 } });
      assert.equal(await scene.count(), 4);
      assertSameGraph(await listKeys(store), [key]);
      await store.delete(key);
      assert.equal(await scene.count(), 0);
    });

    regional("may hold root and all", async (scene) => {
      const region = spread(scene, "there").shards?.[1]?.region;
      const setup: StoreSetup = { region, shards: [{ path: "$.a", table: "Shards" }] };
      const store = await scene.open(setup);
      const key = await store.write({ a: [1], b: 1 });
      await store.writePath(key, "$.a[0]", 2);
      assertSameGraph(await store.read(key), { a: [2], b: 1 });
      assert.equal((await store.metadata(key))?.layout.region, region);
      await store.delete(key);
      assert.equal(await scene.count(), 0);
    });

    needing(needsOneRegion)(
      "are NOT_SUPPORTED where the adapter has one Region, and nothing is written",
      async (scene) => {
        await scene.open({ shards: [{ path: "$.birth_details", table: "Shard1", primaryKey: "IDX" }] });
        const store = scene.store(spread(scene, "there"));
        await refused(store.createTables(), "NOT_SUPPORTED");
        await refused(store.write(examplePerson(), { primaryKey: "k" }), "NOT_SUPPORTED");
        assert.deepEqual([await scene.table("Root").scan(), await scene.table("Shard1").scan()], [[], []]);
      },
    );
  });
}
