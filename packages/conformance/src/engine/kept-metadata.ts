import assert from "node:assert/strict";
import { type ConfigLoader, Metadata, metadata } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph } from "./same-graph.ts";
import { readStored } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const configLoader: ConfigLoader = { keepMetadata: () => true };

export function keptMetadataGroup({ group, test }: EngineSuite): void {
  group("kept metadata", () => {
    test("stands under __dystore__ beside the key attribute, only where the loader says so", async (scene) => {
      const store = await scene.open({
        ...exampleSetup,
        configLoader: { keepMetadata: ({ data }) => "firstname" in (data as object) },
      });
      await store.write(examplePerson(), { primaryKey: "k" });
      await store.write({ lastname: "x" }, { primaryKey: "other" });
      const read = await readStored(store, "k");
      const { __dystore__: kept, ...rest } = read;
      assert.ok(kept instanceof Metadata);
      assert.equal(kept, read[metadata]);
      assertSameGraph(rest, { ...examplePerson(), ID: "k" });
      assertSameGraph(await store.read("other"), { lastname: "x" });
      const many = await store.readMany(["k", "other"], { configLoader: { keepMetadata: async () => false } });
      assertSameGraph(many.get("k"), examplePerson());
    });

    test("may be written back: nothing of it becomes data", async (scene) => {
      const store = await scene.open({ ...exampleSetup, configLoader });
      const plain = scene.store(exampleSetup);
      for (const [key, data] of [
        ["own", { ...examplePerson(), ID: "own" }],
        ["other", examplePerson()],
      ] as const) {
        await store.write(data, { primaryKey: key });
        for (const round of [1, 2, 3]) {
          const read = await readStored(store, key);
          assert.equal(read["ID"], key);
          const next = { ...read, round };
          if (round === 1) assert.equal(await store.write(next), key);
          if (round === 2) await store.update(key, (graph) => ({ ...graph, round }));
          if (round === 3) await store.write(next, { saveShards: false, ifVersion: read[metadata].version });
          assertSameGraph(await plain.read(key), { ...data, round }, key);
        }
        await store.writePath(key, "n", 1);
        await plain.write(await readStored(store, key, { resolveShards: false }));
        assertSameGraph(await plain.read(key), { ...data, round: 3, n: 1 });
      }
      assert.equal(await scene.count(), 8);
    });

    test("names the key for a write, unless another is given", async (scene) => {
      const store = await scene.open({ ...exampleSetup, configLoader });
      const plain = scene.store(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      const read = await readStored(store, "k");
      assert.equal(await plain.write({ ...read, n: 1 }), "k");
      assert.equal(await plain.write({ ...read, n: 2 }, { primaryKey: "copy" }), "copy");
      assertSameGraph(await plain.read("k"), { ...examplePerson(), n: 1 });
      assertSameGraph(await plain.read("copy"), { ...examplePerson(), n: 2 });
      await store.write({ ...examplePerson(), ID: "own" });
      await refused(plain.write(await readStored(store, "own"), { primaryKey: "copy" }), "INVALID");
    });

    test("gives way to a plain __dystore__, which is data", async (scene) => {
      const store = await scene.open(exampleSetup);
      const data = { __dystore__: { kind: "root", version: "v", private: { layout: "[]" } }, __dystore_expires__: 5 };
      await store.write(data, { primaryKey: "k" });
      assertSameGraph(await store.read("k"), data);
      assert.equal(await store.writePath("k", "$.__dystore__.version", "w"), true);
      await store.update("k", (graph) => ({ ...graph, n: 1 }));
      assertSameGraph(await store.read("k"), { ...data, __dystore__: { ...data.__dystore__, version: "w" }, n: 1 });
      assert.equal((await store.metadata("k"))?.expiresAt, undefined);
      const kept = await readStored(store, "k", { configLoader });
      assertSameGraph(kept, { ...data, __dystore__: { ...data.__dystore__, version: "w" }, n: 1 });
      await store.write({ ...kept, n: 2 }, { primaryKey: "k" });
      assertSameGraph(await store.readPath("k", "$.__dystore__.version"), ["w"]);
      assert.equal(await store.delete("k"), true);
    });
  });
}
