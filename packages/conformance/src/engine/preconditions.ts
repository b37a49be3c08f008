import assert from "node:assert/strict";
import { metadata } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineSuite } from "./suite.ts";

export function preconditionsGroup({ group, test }: EngineSuite): void {
  group("preconditions", () => {
    test("ifAbsent writes once, and writes nothing where something stands", async (scene) => {
      const store = await scene.open(exampleSetup);
      const large = {
        ...exampleSetup,
        table: "Large",
        shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX" }],
      };
      const staged = await scene.open(large);
      const list = Array.from({ length: 120 }, (_, n) => ({ n }));
      await store.write(examplePerson(), { primaryKey: "k", ifAbsent: true });
      await staged.write({ list }, { primaryKey: "k", ifAbsent: true });
      const before = await scene.contents();
      await refused(store.write({ other: 1 }, { primaryKey: "k", ifAbsent: true }), "CONFLICT");
      await refused(store.write(examplePerson(), { primaryKey: "k", ifAbsent: true }), "CONFLICT");
      await refused(store.write({ other: 1 }, { primaryKey: "k", ifAbsent: true, saveShards: false }), "CONFLICT");
      await refused(staged.write({ list }, { primaryKey: "k", ifAbsent: true }), "CONFLICT");
      assert.deepEqual(await scene.contents(), before);
      assertSameGraph(await store.read("k"), examplePerson());
      await store.delete("k");
      await store.write({ other: 1 }, { primaryKey: "k", ifAbsent: true });
      assertSameGraph(await store.read("k"), { other: 1 });
    });

    test("ifAbsent beside ifVersion: either nothing stands there, or that version", async (scene) => {
      const store = await scene.open(exampleSetup);
      const write = (n: number, ifVersion: string) =>
        store.write({ ...examplePerson(), n }, { primaryKey: "k", ifAbsent: true, ifVersion });
      await write(1, "none");
      const version = (await store.metadata("k"))?.version ?? "";
      await refused(write(2, "none"), "CONFLICT");
      await write(3, version);
      assertSameGraph(await store.read("k"), { ...examplePerson(), n: 3 });
      await refused(write(4, version), "CONFLICT");
      await store.delete("k");
      await write(5, version);
      assertSameGraph(await store.read("k"), { ...examplePerson(), n: 5 });
      assert.equal(await scene.count(), 4);
    });

    test("ifAbsent lets one of many writers win", async (scene) => {
      const store = await scene.open(exampleSetup);
      const writers = Array.from({ length: 10 }, (_, n) => ({ ...examplePerson(), n }));
      const results = await Promise.allSettled(
        writers.map((data) => store.write(data, { primaryKey: "k", ifAbsent: true })),
      );
      const winners = results.flatMap((result, n) => (result.status === "fulfilled" ? [n] : []));
      assert.equal(winners.length, 1);
      for (const result of results) if (result.status === "rejected") assert.equal(result.reason.code, "CONFLICT");
      assertSameGraph(await store.read("k"), writers[winners[0] ?? 0]);
      assert.equal(await scene.count(), 4);
    });

    test("ifVersion lets write, update and delete go on from what was read, and from nothing else", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const read = await store.read(key);
      const old = read?.[metadata].version ?? "";
      await store.write({ ...examplePerson(), n: 1 }, { primaryKey: key, ifVersion: old });
      const now = (await store.metadata(key))?.version ?? "";
      assert.notEqual(now, old);
      const before = await scene.contents();
      let runs = 0;
      const change = () => ({ n: ++runs });
      await refused(store.write({ n: 2 }, { primaryKey: key, ifVersion: old }), "CONFLICT");
      await refused(store.write({ n: 2 }, { primaryKey: key, ifVersion: old, saveShards: false }), "CONFLICT");
      await refused(store.update(key, change, { ifVersion: old }), "CONFLICT");
      await refused(store.delete(key, { ifVersion: old }), "CONFLICT");
      for (const primaryKey of ["none", undefined])
        await refused(store.write({}, { primaryKey, ifVersion: now }), "CONFLICT");
      assert.deepEqual(await scene.contents(), before);
      assert.equal(runs, 0);
      const changed = await store.update(key, change, { ifVersion: now });
      assert.deepEqual([changed, runs], [{ n: 1 }, 1]);
      assert.equal(await store.delete(key, { ifVersion: changed?.[metadata].version }), true);
      await refused(store.update(key, change, { ifVersion: now }), "CONFLICT");
      assert.equal(await scene.count(), 0);
    });

    test("ifVersion lets one of many writers win", async (scene) => {
      const store = await scene.open(exampleSetup);
      const key = await store.write(examplePerson());
      const ifVersion = (await store.metadata(key))?.version;
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, n) =>
          n % 2 === 0
            ? store.write({ ...examplePerson(), n }, { primaryKey: key, ifVersion })
            : store.update(key, (person) => ({ ...person, n }), { ifVersion }),
        ),
      );
      const winners = results.flatMap((result, n) => (result.status === "fulfilled" ? [n] : []));
      assert.equal(winners.length, 1);
      assertSameGraph(await store.read(key), { ...examplePerson(), n: winners[0] });
      assert.equal(await scene.count(), 4);
    });
  });
}
