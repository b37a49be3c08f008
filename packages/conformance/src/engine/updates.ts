import assert from "node:assert/strict";
import { metadata } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup, type Person } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { Graph } from "./scene.ts";
import { readStored } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

export function updatesGroup({ group, test }: EngineSuite): void {
  group("update", () => {
    test("gives the function a private copy, and the caller the new object", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const before = await store.metadata(key);
      let seen: Graph | undefined;
      const result = await store.update(key, async (person) => {
        assert.equal(person[metadata].version, before?.version);
        assertSameGraph(person, examplePerson());
        seen = person;
        (person as Graph as Person).location.city = "Boston";
        return { ...person, firstname: "jo" };
      });
      const expected = {
        ...examplePerson(),
        firstname: "jo",
        location: { ...examplePerson().location, city: "Boston" },
      };
      assertSameGraph(result, expected);
      assertSameGraph(await store.read(key), expected);
      const after = await store.metadata(key);
      assert.equal(result?.[metadata].version, after?.version);
      assert.equal(result?.[metadata].shards, 3);
      assert.notEqual(after?.version, before?.version);
      (seen as Graph as Person).location.city = "changed later";
      assertSameGraph(await store.read(key), expected);
    });

    test("writes nothing where the function returns undefined or throws, or there is no graph", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const before = await scene.contents();
      const left = await store.update(key, (person) => {
        (person as Graph as Person).location.city = "changed in place";
        return undefined;
      });
      assert.equal(left, undefined);
      const mine = new Error("mine");
      await assert.rejects(
        store.update(key, () => Promise.reject(mine)),
        mine,
      );
      let runs = 0;
      assert.equal(await store.update("none", () => ({ runs: ++runs })), undefined);
      assert.equal(runs, 0);
      await refused(
        store.update(key, () => ({ bad: () => 1 })),
        "INVALID",
      );
      assert.deepEqual(await scene.contents(), before);
    });

    test("returning what it was given, changed in place, is a change", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      await store.update(key, (person) => {
        (person as Graph as Person).location.geolocation["tags"] = [];
        return person;
      });
      assert.deepEqual(await store.readPath(key, "$..tags"), [[]]);
    });

    test("keeps both of two writers' changes to different fields, in 30 races of 30", async (scene) => {
      const store = await scene.open(exampleSetup);
      const other = scene.store(exampleSetup, await scene.another());
      const key = await store.write(examplePerson());
      for (let race = 1; race <= 30; race++) {
        const [first, second] = await Promise.all([
          store.writePath(key, "$.location.city", race),
          race % 3 === 0
            ? other.writePath(key, "$.location.geolocation.latitude", race)
            : other.update(key, (person) => ({ ...person, firstname: race })),
        ]);
        assert.ok(first === true && second !== undefined && second !== false);
        assert.deepEqual(await store.readPath(key, "$.location.city"), [race]);
        assert.deepEqual(await store.readPath(key, race % 3 === 0 ? "$..latitude" : "$.firstname"), [race]);
      }
      assert.equal(await scene.count(), 4);
    });

    test("loses no increment of many writers", async (scene) => {
      const setup = { shards: [{ path: "$.counts", table: "Counts" }] };
      const store = await scene.open(setup);
      const other = scene.store(setup, await scene.another());
      const key = await store.write({ total: 0, counts: { a: 0 } });
      const increment = (graph: Graph) => {
        const counts = graph["counts"] as { a: number };
        return { total: Number(graph["total"]) + 1, counts: { a: counts.a + 1 } };
      };
      await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? store : other).update(key, increment)));
      assertSameGraph(await store.read(key), { total: 8, counts: { a: 8 } });
      assert.equal(await scene.count(), 2);
    });

    test("and delete, racing, end as one after the other", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (let race = 0; race < 10; race++) {
        await store.write(examplePerson(), { primaryKey: "k" });
        const [, removed] = await Promise.all([
          store.update("k", (person) => ({ ...person, firstname: "jo" })),
          store.delete("k"),
          store.writePath("k", "$.location.city", "x"),
        ]);
        assert.equal(removed, true);
        assert.equal(await store.read("k"), undefined);
        assert.equal(await scene.count(), 0);
      }
    });

    test("and write, racing, leave one whole graph and no item beside it", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (let race = 0; race < 10; race++) {
        await Promise.all([
          store.write({ ...examplePerson(), n: 1 }, { primaryKey: "k" }),
          store.write({ firstname: "jo", n: 2 }, { primaryKey: "k" }),
          store.update("k", (person) => ({ ...person, m: 1 })),
        ]);
        const { n, m, ...rest } = await readStored(store, "k");
        assertSameGraph(rest, n === 1 ? examplePerson() : { firstname: "jo" });
        assert.equal(await scene.count(), n === 1 ? 4 : 1);
      }
    });
  });
}
