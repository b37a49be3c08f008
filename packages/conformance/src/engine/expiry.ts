import assert from "node:assert/strict";
import { type DyStore, metadata } from "@dystore/core";
import type { Item } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph } from "./scene.ts";
import { listKeys, readStored } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const day = 86_400;
/** Between two seconds, far ahead. */
const ahead = new Date("2126-01-02T03:04:05.250Z");
const aheadSeconds = Date.UTC(2126, 0, 2, 3, 4, 6) / 1000;
const later = new Date("2127-01-02T03:04:05.000Z");
const gone = new Date("2026-01-02T03:04:05.000Z");

/** When the items of a table expire, in epoch seconds. */
async function expiries(scene: EngineScene, table: string): Promise<unknown[]> {
  return (await scene.items(table)).map((item: Item) => item["__dystore_expires__"]);
}

async function assertExpires(scene: EngineScene, seconds: number | undefined): Promise<void> {
  const shards = seconds === undefined ? undefined : seconds + day;
  assert.deepEqual(await expiries(scene, "Root"), [seconds]);
  for (const table of ["Shard1", "Shard2", "Shard3"]) assert.deepEqual(await expiries(scene, table), [shards], table);
}

async function assertAbsent(store: DyStore<Graph>, key: string): Promise<void> {
  assert.equal(await store.read(key), undefined);
  assert.equal((await store.readMany([key])).get(key), undefined);
  assert.deepEqual(await store.readPath(key, "$..*"), []);
  assert.equal(await store.exists(key), false);
  assert.equal(await store.metadata(key), undefined);
  assert.deepEqual(await listKeys(store), []);
  assert.equal(await store.writePath(key, "$.firstname", "x"), false);
  assert.equal(await store.deletePath(key, "$.firstname"), false);
  assert.equal(await store.update(key, () => assert.fail("an expired graph was updated")), undefined);
  assert.equal(await store.touch(key, ahead), false);
  assert.equal((await store.explain({ kind: "read", key })).dependentRequests, 1);
}

export function expiryGroup({ group, test }: EngineSuite): void {
  group("expiry", () => {
    test("stands on the root, rounded up to seconds, and a day later on every shard", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k", expiresAt: ahead });
      await assertExpires(scene, aheadSeconds);
      const read = await readStored(store, "k");
      assertSameGraph(read, examplePerson());
      assert.equal(read[metadata].expiresAt?.getTime(), aheadSeconds * 1000);
      assert.deepEqual(await listKeys(store), ["k"]);
      await store.write(examplePerson(), { primaryKey: "k" });
      await assertExpires(scene, undefined);
    });

    test("that has passed makes a graph absent to every reader at once, and leaves its items", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k", expiresAt: gone });
      const before = await scene.contents();
      await assertAbsent(store, "k");
      await refused(
        store.update("k", (graph) => graph, { ifVersion: "AAAAAAAAAAAAAAAAAAAAAA" }),
        "CONFLICT",
      );
      assert.deepEqual(await scene.contents(), before);
    });

    test("that has passed leaves the key free: what is written there takes the old items away", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const options of [{}, { ifAbsent: true }, { saveShards: false }, { saveShards: false, ifAbsent: true }]) {
        await store.write(examplePerson(), { primaryKey: "k", expiresAt: gone });
        await store.write({ n: 1 }, { primaryKey: "k", ...options });
        const read = await readStored(store, "k");
        assertSameGraph(read, { n: 1 });
        assert.equal(read[metadata].expiresAt, undefined);
        assert.equal(read[metadata].createdAt.getTime(), read[metadata].updatedAt.getTime());
        assert.equal(await scene.count(), 1);
      }
    });

    test("that has passed does not keep delete from taking everything away", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k", expiresAt: gone });
      assert.equal(await store.delete("k"), false);
      assert.equal(await scene.count(), 0);
    });

    test("is kept by every change of a part", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k", expiresAt: ahead });
      await store.writePath("k", "$.location.city", "x");
      await store.deletePath("k", "$.lastname");
      const updated = await store.update("k", (person) => ({ ...person, n: 1 }));
      assert.equal(updated?.[metadata].expiresAt?.getTime(), aheadSeconds * 1000);
      await store.write({ n: 2 }, { primaryKey: "k", saveShards: false });
      await store.write(await readStored(store, "k", { resolveShards: false }), { primaryKey: "k" });
      await assertExpires(scene, aheadSeconds);
    });

    test("changes by touch and update, which write all shards again and leave no old one", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      assert.equal(await store.touch("k", ahead), true);
      await assertExpires(scene, aheadSeconds);
      const version = (await store.metadata("k"))?.version ?? "";
      assert.equal(await store.touch("k", new Date(aheadSeconds * 1000)), true);
      assert.equal((await store.metadata("k"))?.version, version);
      await store.update("k", (person) => person, { expiresAt: later });
      await assertExpires(scene, later.getTime() / 1000);
      await refused(store.touch("k", null, { ifVersion: version }), "CONFLICT");
      assert.equal(await store.touch("k", null), true);
      await assertExpires(scene, undefined);
      await store.update("k", (person) => person, { expiresAt: ahead });
      await store.update("k", (person) => person, { expiresAt: null });
      await assertExpires(scene, undefined);
      assertSameGraph(await store.read("k"), examplePerson());
      assert.equal(await store.touch("none", ahead), false);
    });

    test("of a large graph changes by a staged commit", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX" }] });
      const list = Array.from({ length: 120 }, (_, n) => ({ n }));
      await store.write({ list }, { primaryKey: "k" });
      assert.equal(await store.touch("k", ahead), true);
      assert.deepEqual(new Set(await expiries(scene, "Elements")), new Set([aheadSeconds + day]));
      assertSameGraph(await store.read("k"), { list });
      assert.equal(await scene.count(), 121);
    });

    test("that differs is refused beside shards that are to stay", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k", expiresAt: ahead });
      const before = await scene.contents();
      const referring = await readStored(store, "k", { resolveShards: false });
      await refused(store.write(referring, { primaryKey: "k", expiresAt: later }), "INVALID");
      await refused(store.write({ n: 1 }, { primaryKey: "k", expiresAt: later, saveShards: false }), "INVALID");
      assert.deepEqual(await scene.contents(), before);
    });

    test("takes valid dates only", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      const given: readonly unknown[] = [new Date(Number.NaN), "2126-01-01", 5];
      for (const bad of given as readonly Date[]) {
        await refused(store.write({ n: 1 }, { primaryKey: "k", expiresAt: bad }), "INVALID");
        await refused(
          store.update("k", () => ({ n: 1 }), { expiresAt: bad }),
          "INVALID",
        );
        await refused(store.touch("k", bad), "INVALID");
      }
      assertSameGraph(await store.read("k"), examplePerson());
    });
  });
}
