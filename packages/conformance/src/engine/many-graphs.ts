import assert from "node:assert/strict";
import { metadata } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

export function manyGraphsGroup({ group, test }: EngineSuite): void {
  group("many graphs", () => {
    test("are read together, in the order asked for, absent ones as undefined", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const n of [1, 2, 3]) await store.write({ ...examplePerson(), n }, { primaryKey: `k${n}` });
      const found = await store.readMany(["k3", "none", "k1", "k3"]);
      assert.deepEqual([...found.keys()], ["k3", "none", "k1"]);
      assertSameGraph(found.get("k3"), { ...examplePerson(), n: 3 });
      assertSameGraph(found.get("k1"), { ...examplePerson(), n: 1 });
      assert.equal(found.get("none"), undefined);
      assert.equal(found.get("k1")?.[metadata].key, "k1");
      assert.equal((await store.readMany([])).size, 0);
      const refs = await store.readMany(new Set(["k2"]), { resolveShards: false });
      assert.equal(refs.get("k2")?.["location"]?.constructor.name, "ShardRef");
    });

    test("that are one graph under equal keys are each a copy", async (scene) => {
      const store = await scene.open({
        primaryKey: { name: "ID", type: "binary" },
        shards: [{ path: "$.shard", table: "Shards", primaryKey: "IDX" }],
      });
      const data = () => ({ at: new Date(1), list: [new Date(2)], shard: { in: [new Map([["a", 1]])] } });
      await store.write(data(), { primaryKey: Uint8Array.of(1) });
      const keys = [Uint8Array.of(1), Uint8Array.of(1)] as const;
      const found = await store.readMany(keys);
      const [one, two] = keys.map((key) => found.get(key));
      assertSameGraph(one, data());
      assertSameGraph(two, data());
      assert.notEqual(one?.["list"], two?.["list"]);
      assert.notEqual(one?.["shard"], two?.["shard"]);
    });

    test("are written together, each with its own options, and each succeeds or fails alone", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "old" });
      await store.write(examplePerson(), { primaryKey: "kept" });
      await scene.table("Root").put({ ID: "foreign" });
      const list = Array.from({ length: 30 }, (_, n) => n);
      const results = await store.writeMany([
        { data: { ...examplePerson(), n: 1 }, primaryKey: "old" },
        { data: { n: 2 }, primaryKey: "kept", ifAbsent: true },
        { data: { n: 3 }, primaryKey: "kept2", ifVersion: "AAAAAAAAAAAAAAAAAAAAAA" },
        { data: { bad: Number.NaN }, primaryKey: "bad" },
        { data: { n: 4 }, primaryKey: "foreign" },
        { data: examplePerson() },
        { data: { ID: "own", n: 5 }, ifAbsent: true },
        ...list.map((n) => ({ data: { list, n }, primaryKey: `k${n}` })),
      ]);
      const said = results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.code));
      const random = said[5];
      assert.deepEqual(said.slice(0, 7), ["old", "CONFLICT", "CONFLICT", "INVALID", "CONFLICT", random, "own"]);
      assert.deepEqual(
        said.slice(7),
        list.map((n) => `k${n}`),
      );
      assertSameGraph(await store.read("old"), { ...examplePerson(), n: 1 });
      assertSameGraph(await store.read("kept"), examplePerson());
      assertSameGraph(await store.read(random), examplePerson());
      assertSameGraph(await store.read("own"), { ID: "own", n: 5 });
      assertSameGraph(await store.read("k29"), { list, n: 29 });
      assert.deepEqual([await store.exists("kept2"), await store.exists("bad")], [false, false]);
      assert.equal(await scene.count(), 3 * 4 + 1 + 1 + list.length);
    });

    test("are written as they were when they were handed in", async (scene) => {
      const store = await scene.open(exampleSetup);
      const data = Array.from({ length: 20 }, (_, n) => ({ ...examplePerson(), n }));
      const writing = store.writeMany(data.map((each) => ({ data: each, primaryKey: `k${each.n}` })));
      for (const each of data) each.n = -1;
      await writing;
      for (const n of data.keys()) assertSameGraph(await store.readPath(`k${n}`, "$.n"), [n]);
    });

    test("under one key twice are refused before anything is written", async (scene) => {
      const store = await scene.open({ primaryKey: { name: "ID", type: "number" } });
      const writes = [{ primaryKey: 2 }, { primaryKey: 1 }, { primaryKey: 1n }].map((each) => ({ data: {}, ...each }));
      await refused(store.writeMany(writes), "INVALID");
      assert.equal(await scene.count(), 0);
      assert.deepEqual(await store.writeMany([]), []);
    });

    test("are written although others write them meanwhile", async (scene) => {
      const store = await scene.open(exampleSetup);
      const writes = (by: number) =>
        Array.from({ length: 10 }, (_, n) => ({ data: { ...examplePerson(), by }, primaryKey: `k${n}` }));
      const both = await Promise.all([store.writeMany(writes(1)), store.writeMany(writes(2))]);
      for (const result of both.flat()) assert.equal(result.status, "fulfilled");
      assert.equal(await scene.count(), 40);
    });

    test("are deleted together, with their shards, and each is reported", async (scene) => {
      const store = await scene.open(exampleSetup);
      const keys = Array.from({ length: 30 }, (_, n) => `k${n}`);
      await store.writeMany(keys.map((primaryKey) => ({ data: examplePerson(), primaryKey })));
      await scene.table("Root").put({ ID: "foreign" });
      const results = await store.deleteMany(["none", ...keys, "k3", "foreign"]);
      assert.deepEqual([...results.keys()], ["none", ...keys, "foreign"]);
      assert.deepEqual(results.get("none"), { status: "fulfilled", value: false });
      for (const key of keys) assert.deepEqual(results.get(key), { status: "fulfilled", value: true });
      const foreign = results.get("foreign");
      assert.equal(foreign?.status === "rejected" && foreign.reason.code, "CONFLICT");
      assert.equal(await scene.count(), 1);
      await store.write(examplePerson(), { primaryKey: "left" });
      await store.deleteMany(["left"], { deleteShards: false });
      assert.equal(await scene.count(), 4);
      assert.equal((await store.deleteMany([])).size, 0);
    });

    test("exist or not", async (scene) => {
      const store = await scene.open(exampleSetup);
      assert.equal(await store.exists("k"), false);
      await store.write(examplePerson(), { primaryKey: "k" });
      assert.equal(await store.exists("k"), true);
      await store.delete("k");
      assert.equal(await store.exists("k"), false);
    });

    test("are listed by their keys, each once, and from any key on", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.list[*]" }] });
      assert.deepEqual(await listKeys(store), []);
      const keys = Array.from({ length: 25 }, (_, n) => `k${n}`);
      for (const key of keys) await store.write({ list: [[1], [2], [3]] }, { primaryKey: key });
      const listed = await listKeys(store);
      assert.deepEqual([...listed].sort(), [...keys].sort());
      for (const index of [0, 11, 24]) {
        const after = listed[index] ?? "";
        assert.deepEqual(await listKeys(store, { after }), listed.slice(index + 1));
      }
      const [first = "", second = ""] = listed;
      await store.delete(first);
      assert.deepEqual(await listKeys(store, { after: first }), listed.slice(1));
      for await (const key of store.keys()) {
        assert.equal(key, second);
        break;
      }
    });
  });
}
