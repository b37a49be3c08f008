import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic } from "../adapter/suite.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, StoreSetup } from "./scene.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const sorted: StoreSetup = { sortKey: "SK", shards: [{ path: "$.rows[*]", shards: [{ path: "$.secretly" }] }] };

function rows(count: number): { rows: unknown[]; large: string } {
  return {
    rows: Array.from({ length: count }, (_, n) => ({ n, secretly: { placed: n } })),
    large: "x".repeat(500_000),
  };
}

async function sortValues(scene: EngineScene): Promise<string[]> {
  return (await scene.items()).map((item) => String(item["SK"])).sort();
}

/** Runs in every layout of the suite alike: its stores declare their sort keys themselves. */
export function collectionGroup({ group, test, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("tables of roots with a sort key", () => {
    atomic(
      "hold a graph's root, shards and parts in one partition, and sort values give away no path",
      async (scene) => {
        const store = await scene.open(sorted);
        await store.write(rows(3), { primaryKey: "k" });
        const items = await scene.items();
        assert.equal(items.length, (await store.metadata("k"))?.items);
        assert.ok(items.length > 7, "the text is cut");
        assert.deepEqual(new Set(items.map((item) => item["ID"])), new Set(["k"]));
        for (const value of await sortValues(scene)) assert.match(value, /^dystore(\.[\w-]{22}\.[0-9a-z]+)?$/);
        assertSameGraph(await store.read("k"), rows(3));
      },
    );

    for (const type of ["string", "binary"] as const) {
      for (const key of ["k", -12.5, Uint8Array.of(0, 255)]) {
        const partition = typeof key === "string" ? "string" : typeof key === "number" ? "number" : "binary";
        atomic(`work with keys of type ${partition} and ${type}`, async (scene) => {
          const primaryKey = { name: "ID", type: partition } as const;
          const store = await scene.open({ ...sorted, primaryKey, sortKey: { name: "SK", type } });
          await store.write(rows(120), { primaryKey: key });
          await store.write(rows(2), { primaryKey: key });
          await store.writePath(key, "$.rows[1].secretly.placed", "else");
          await store.writePath(key, "$.large", "small again");
          const expected = { rows: [rows(1).rows[0], { n: 1, secretly: { placed: "else" } }], large: "small again" };
          assertSameGraph(await store.read(key), expected);
          assert.equal(await scene.count(), 5);
          assert.deepEqual(await listKeys(store), [key]);
          await store.delete(key);
          assert.equal(await scene.count(), 0);
        });
      }
    }

    test("let stores with declared tables of shards and stores without read each other's graphs", async (scene) => {
      scene.needTables();
      const { shards } = exampleSetup;
      const apart = await scene.open({ sortKey: "SK", ...(shards === undefined ? {} : { shards }) });
      const beside = scene.store({
        sortKey: "SK",
        shards: [{ path: "$.birth_details" }, { path: "$.location", shards: [{ path: "$.geolocation" }] }],
      });
      const bare = scene.store({ sortKey: "SK" });
      await apart.write(examplePerson(), { primaryKey: "apart" });
      await beside.write(examplePerson(), { primaryKey: "beside" });
      await bare.write(examplePerson(), { primaryKey: "bare" });
      assert.equal(await scene.count("Root"), 1 + 4 + 1);
      for (const store of [apart, beside, bare]) {
        for (const key of ["apart", "beside", "bare"]) {
          assertSameGraph(await store.read(key), examplePerson());
          assert.deepEqual(await store.readPath(key, "$.location.geolocation.latitude"), [
            examplePerson()["location"].geolocation.latitude,
          ]);
          assert.equal(await store.writePath(key, "$.location.city", "Seattle"), true);
        }
      }
      assert.deepEqual((await listKeys(bare)).sort(), ["apart", "bare", "beside"]);
      for (const key of ["apart", "beside", "bare"]) assert.equal(await bare.delete(key), true);
      assert.equal(await scene.count(), 0);
    });

    test("may hold items of other programs in the same partition, which stay", async (scene) => {
      const store = await scene.open(sorted);
      const table = scene.table("Root");
      const others = ["a", "dystor", "dystore!", "dystore.x", "dystores", "z"];
      for (const value of others) await table.put({ ID: "k", SK: value, theirs: true });
      assert.equal(await store.read("k"), undefined);
      await store.write(rows(3), { primaryKey: "k" });
      assertSameGraph(await store.read("k"), rows(3));
      await store.writePath("k", "$.rows[0].n", 5);
      assert.deepEqual(await store.readPath("k", "$.rows[*].n"), [5, 1, 2]);
      const [root = {}] = (await scene.items()).filter((item) => item["SK"] === "dystore");
      await table.put({ ...root, SK: "z" });
      assert.deepEqual(await listKeys(store), ["k"], "a copy of a root is no graph");
      assert.equal(await store.delete("k"), true);
      assert.deepEqual(await sortValues(scene), others.sort());
    });

    test("are not reached by a manifest that was forged in another table", async (scene) => {
      const store = await scene.open(sorted);
      await store.write(rows(2), { primaryKey: "k" });
      const other = await scene.open({ ...sorted, table: "Other" });
      await other.write({ rows: [{ n: 1 }] }, { primaryKey: "k" });
      const theirs = (await scene.table("Root").get(scene.table("Root").key("k"))) ?? {};
      const mine = (await scene.table("Other").get(scene.table("Other").key("k"))) ?? {};
      const { versions = [], places = [] } = theirs["__dystore__"] as Item;
      await scene.table("Other").put({ ...mine, __dystore__: { ...(mine["__dystore__"] as Item), versions, places } });
      await refused(other.delete("k"), "CONFLICT");
      assertSameGraph(await store.read("k"), rows(2));
    });

    test("keep data that has the sort key's name", async (scene) => {
      const store = await scene.open(sorted);
      const data = { SK: "mine", ID: "k", rows: [{ SK: 1, ID: 2 }] };
      await store.write(data);
      assertSameGraph(await store.read("k"), data);
      await store.writePath("k", "$.SK", { now: "a map" });
      assert.deepEqual(await store.readPath("k", "$.SK.now"), ["a map"]);
    });
  });
}
