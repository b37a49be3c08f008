import assert from "node:assert/strict";
import { pathGraph, pathSetup } from "./path-example.ts";
import { assertSameGraph, deepFreeze } from "./same-graph.ts";
import type { Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";
import { everyType } from "./types.ts";

function whole(): Graph {
  return { ...pathGraph(), types: everyType() };
}

/** Changes everything that can be changed in a value, all the way down. */
function spoil(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (value instanceof Uint8Array) value.fill(9);
  else if (value instanceof Date) value.setTime(0);
  else if (value instanceof URL) value.href = "https://spoilt.example/";
  else if (value instanceof Map || value instanceof Set) {
    for (const member of value.values()) spoil(member);
    value.clear();
  } else if (!Object.isFrozen(value)) {
    for (const member of Object.values(value)) spoil(member);
    if (Array.isArray(value)) value.length = 0;
    for (const name of Object.keys(value)) delete (value as Graph)[name];
  }
}

export function ownershipGroup({ group, test }: EngineSuite): void {
  group("the caller's objects", () => {
    test("are never changed", async (scene) => {
      const store = await scene.open(pathSetup);
      const data = deepFreeze(whole());
      const key = await store.write(data);
      await store.write(data, { primaryKey: key });
      await store.write(data, { primaryKey: key, saveShards: false });
      await store.writePath(key, "$.types", deepFreeze(everyType()));
      await store.writePath(key, "$.users[*]", deepFreeze({ posts: [{ a: [1] }] }));
      await store.update(key, () => data);
      assertSameGraph(await store.read(key), whole());
    });

    test("are never shared: what is done to them later changes nothing stored", async (scene) => {
      const store = await scene.open(pathSetup);
      const written = whole();
      const key = await store.write(written);
      spoil(written);
      assertSameGraph(await store.read(key), whole());
      const value = everyType();
      await store.writePath(key, "$.types", value);
      spoil(value);
      assertSameGraph(await store.read(key), whole());
      let given: Graph = {};
      const returned = whole();
      const result = await store.update(key, (graph) => {
        given = graph;
        return returned;
      });
      assertSameGraph(result, whole());
      for (const each of [given, returned, result]) spoil(each);
      assertSameGraph(await store.read(key), whole());
    });

    test("are copied before a method gives way to other code", async (scene) => {
      const store = await scene.open(pathSetup);
      const written = whole();
      const writing = store.write(written, { primaryKey: "k" });
      spoil(written);
      await writing;
      assertSameGraph(await store.read("k"), whole());
      const root = { types: everyType() };
      const plain = store.write(root, { primaryKey: "plain", saveShards: false });
      spoil(root);
      await plain;
      assertSameGraph(await store.read("plain"), { types: everyType() });
      const value = everyType();
      const changing = store.writePath("k", "$.name", value);
      spoil(value);
      await changing;
      assertSameGraph(await store.readPath("k", "$.name"), [everyType()]);
    });

    test("that were read are each caller's own", async (scene) => {
      const store = await scene.open(pathSetup);
      await store.write(whole(), { primaryKey: "k" });
      const reads = [
        () => store.read("k"),
        () => store.read("k", { resolveShards: false }),
        () => store.readPath("k", "$"),
        () => store.readPath("k", "$.types"),
        () => store.readPath("k", "$..*"),
        async () => (await store.readMany(["k"])).get("k"),
      ];
      for (const read of reads) {
        spoil(await read());
        assertSameGraph(await store.read("k"), whole());
      }
    });

    test("that are keys are copied", async (scene) => {
      const store = await scene.open({ primaryKey: { name: "ID", type: "binary" } });
      const key = Uint8Array.of(1, 2);
      const answer = await store.write({ ID: key, a: 1 });
      assert.ok(answer instanceof Uint8Array && answer !== key);
      key.fill(9);
      assertSameGraph(await store.read(Uint8Array.of(1, 2)), { ID: Uint8Array.of(1, 2), a: 1 });
    });
  });
}
