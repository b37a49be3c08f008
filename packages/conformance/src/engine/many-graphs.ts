import assert from "node:assert/strict";
import { metadata } from "@dystore/core";
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
