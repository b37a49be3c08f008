import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic } from "../adapter/suite.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import type { StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";
import { ahead, hour, laterStore, pagedGraph, pagedSetup, sweptBy } from "./upkeep-scene.ts";
import { assertWrong, reports, wrongIn } from "./verify-scene.ts";

const gone = new Date("2026-01-02T03:04:05.000Z");

export function verifyGroup({ group, test, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("verify", () => {
    atomic("finds nothing wrong with sound graphs: shards, parts, pages, kept and new ones", async (scene) => {
      const store = await scene.open(exampleSetup);
      const long = "x".repeat(300_000);
      const list = Array.from({ length: 30 }, (_, n) => ({ n, long: long.slice(0, 20_000), when: new Date(n) }));
      const map = Object.fromEntries(list.map((each) => [`name ${each.n}`, each]));
      await store.write({ ...examplePerson(), long, list, map: new Map(Object.entries(map)) }, { primaryKey: "one" });
      await store.write(
        { ...examplePerson(), location: { list, map, set: new Set(list.map(({ n }) => n)) } },
        { primaryKey: "two" },
      );
      await store.writePath("two", "$.location.list[7].n", "changed");
      await store.deletePath("two", "$.location.map['name 3']");
      await store.write({ alone: true }, { primaryKey: "three", expiresAt: new Date("2126-01-01") });
      const paged = await scene.open(pagedSetup);
      await paged.write(pagedGraph(), { primaryKey: "paged" });
      await paged.writePath("paged", "$.map.new", [1]);
      for (const each of [store, laterStore(scene, exampleSetup), scene.store()]) {
        const found = await reports(each);
        assert.deepEqual(found.map(({ key, status }) => `${key} ${status}`).sort(), [
          "one sound",
          "paged sound",
          "three sound",
          "two sound",
        ]);
        for (const { key } of found) assert.deepEqual(await each.verify(key), { key, status: "sound", problems: [] });
      }
    });

    test("says of no graph and of an expired one that it is absent", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k", expiresAt: gone });
      for (const key of ["k", "none"]) {
        assert.deepEqual(await store.verify(key), { key, status: "absent", problems: [] });
        assert.deepEqual(await laterStore(scene, {}).verify(key), { key, status: "absent", problems: [] });
      }
      assert.deepEqual(await reports(laterStore(scene, exampleSetup)), []);
    });

    test("finds what no graph names any more, once it is an hour old", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const key of ["gone", "again", "sound"]) await store.write(examplePerson(), { primaryKey: key });
      await store.delete("gone", { deleteShards: false });
      await store.delete("again", { deleteShards: false });
      await store.write({ small: true }, { primaryKey: "again" });
      const statuses = async (each: typeof store) =>
        [...new Set((await reports(each)).map(({ key, status }) => `${key} ${status}`))].sort();
      assert.deepEqual(await statuses(store), ["again sound", "sound sound"]);
      const later = laterStore(scene, exampleSetup);
      assert.deepEqual(await statuses(later), ["again sound", "again untidy", "gone absent", "sound sound"]);
      const problems = (await reports(later)).flatMap((report) => report.problems);
      assert.deepEqual(
        problems.map(({ code }) => code),
        new Array(6).fill("ORPHANED"),
      );
      const collected = scene.layout === "collection";
      const expected = collected
        ? [scene.tableName("Root")]
        : ["Shard1", "Shard2", "Shard3"].map((name) => scene.tableName(name));
      assert.deepEqual(new Set(problems.map(({ table }) => table)), new Set(expected));
      assert.deepEqual(wrongIn(await later.verify("gone")), collected ? new Array(3).fill("ORPHANED") : []);
      assert.equal((await later.verify("again")).status, collected ? "untidy" : "sound");
      const patient = await reports(scene.store({ ...exampleSetup, clock: ahead(2 * hour) }), {
        olderThanMs: 3 * hour,
      });
      assert.deepEqual(
        patient.map(({ status }) => status),
        ["sound", "sound"],
      );
      await later.sweep();
      assert.deepEqual(await statuses(later), ["again sound", "sound sound"]);
    });

    atomic("finds intents that were left lying about", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      await store.delete("k", { deleteShards: false });
      await laterStore(scene, exampleSetup).sweep();
      assert.deepEqual(await reports(laterStore(scene, {})), []);
      const [report, ...more] = await reports(scene.store({ clock: ahead(8 * 24 * hour) }));
      assert.equal(more.length, 0);
      assert.deepEqual([report?.key, report?.status, report && wrongIn(report)], ["k", "absent", ["BEHIND"]]);
    });

    test("finds items of an earlier format", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      for (const item of await scene.items()) {
        const table = (item["__dystore__"] as Item)["kind"] === "root" ? "Root" : tableOf(scene.layout, item);
        await scene.table(table).put({ ...item, __dystore__: { ...(item["__dystore__"] as Item), format: 0 } });
      }
      const places = ["$", "$.birth_details", "$.location", "$.location.geolocation"];
      await assertWrong(
        store,
        "k",
        places.map((place) => `BEHIND ${place}`),
      );
    });

    test("says all of an item that is missing", async (scene) => {
      scene.needTables();
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      const [item = {}] = await scene.items("Shard3");
      const key = item["ShardID"] as string;
      await scene.table("Shard3").delete(scene.table("Shard3").key(key));
      const { problems } = await assertWrong(store, "k", ["MISSING $.location.geolocation"]);
      const [{ message = "", ...rest } = {}] = problems;
      const table = scene.tableName("Shard3");
      assert.deepEqual(rest, { code: "MISSING", table, key, path: "$.location.geolocation" });
      assert.match(message, /missing/);
    });

    test("finds a graph whose tables of shards are not there, through a store of another layout", async (scene) => {
      scene.needTables();
      const setup: StoreSetup = { shards: [{ path: "$.list[*]", table: "Nowhere", primaryKey: "IDX" }] };
      const store = await scene.open({ ...setup, table: "Root" });
      await store.write({ list: [{ n: 0 }] }, { primaryKey: "k" });
      const root = await scene.table("Root").get(scene.table("Root").key("k"));
      const text = JSON.stringify(root?.["__dystore__"]).replaceAll(
        scene.tableName("Nowhere"),
        scene.tableName("Neverwhere"),
      );
      await scene.table("Root").put({ ...root, __dystore__: JSON.parse(text) });
      await assertWrong(scene.store(), "k", ["MISSING $.list[0]"]);
    });

    test("takes no copy of a root under another sort value for a graph", async (scene) => {
      const store = await scene.open({ sortKey: "SK" });
      await store.write({ n: 1 }, { primaryKey: "k" });
      const root = await scene.table("Root").get(scene.table("Root").key("k"));
      await scene.table("Root").put({ ...root, SK: "copy" });
      for (const each of [store, laterStore(scene, { sortKey: "SK" })]) {
        assert.deepEqual(await reports(each), [{ key: "k", status: "sound", problems: [] }]);
        const swept = await sweptBy(each);
        assert.deepEqual(swept, { scanned: 2, kept: 1, removed: 0, skipped: 1 });
      }
    });

    test("resumes where it had come to, and refuses options that cannot work", async (scene) => {
      const store = await scene.open(exampleSetup);
      const keys = Array.from({ length: 12 }, (_, n) => `key ${n}`);
      for (const primaryKey of keys) await store.write(examplePerson(), { primaryKey });
      const cursors: string[] = [];
      const whole = await reports(store, { segments: 3, onProgress: ({ after }) => cursors.push(after) });
      assert.deepEqual(whole.map(({ key }) => key).sort(), keys.sort());
      assert.ok(cursors.length >= 3);
      for (const after of cursors) {
        const rest = await reports(store, { after });
        assert.ok(rest.length < whole.length, "what was reported is not reported again");
      }
      assert.deepEqual(await reports(store, { after: cursors.at(-1) }), []);
      const controller = new AbortController();
      const aborted = reports(store, { signal: controller.signal, onProgress: () => controller.abort() });
      await refused(aborted, "ABORTED");
      for (const options of [{ olderThanMs: -1 }, { segments: 0 }, { after: "x" }] as const) {
        await refused(reports(store, options), "INVALID", JSON.stringify(options));
      }
      await refused(store.verify("k", { olderThanMs: Number.NaN }), "INVALID");
    });
  });
}

function tableOf(layout: string, item: Item): string {
  if (layout === "collection") return "Root";
  if ("ShardID" in item) return "Shard3";
  return "hospital" in item ? "Shard1" : "Shard2";
}
