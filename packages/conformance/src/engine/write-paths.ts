import assert from "node:assert/strict";
import { pathGraph, pathSetup } from "./path-example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { Graph, StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

interface PathGraph extends Graph {
  users: { name: unknown; posts: unknown[] }[];
  index: { ann: object };
  box: { list: unknown[] };
  numbers: number[];
  map: Map<string, unknown>;
}

/** Writes by path that happen, each with the same change of the object itself. */
const writes: readonly (readonly [path: string, value: unknown, change: (graph: PathGraph) => unknown])[] = [
  ["name", "new", (graph) => put(graph, "name", "new")],
  ["$.created", { a: [1] }, (graph) => put(graph, "created", { a: [1] })],
  ["$['with space']", 1, (graph) => put(graph, "with space", 1)],
  ["$.users[0].name", "amy", ({ users }) => put(users[0], "name", "amy")],
  ["$.users[-1].name", "sid", ({ users }) => put(users[4], "name", "sid")],
  ["$.users[1]", { name: "new", posts: [{ n: 1 }] }, ({ users }) => put(users, 1, { name: "new", posts: [{ n: 1 }] })],
  ["$.users[0]", 5, ({ users }) => put(users, 0, 5)],
  ["$.users[2]", { name: "now a map", posts: [] }, ({ users }) => put(users, 2, { name: "now a map", posts: [] })],
  ["$.users[5]", { name: "appended", posts: [1] }, ({ users }) => put(users, 5, { name: "appended", posts: [1] })],
  ["$.users[0].posts[3]", { n: 9 }, ({ users }) => put(users[0]?.posts, 3, { n: 9 })],
  ["$.users[0].posts[0].tags[2]", "z", ({ users }) => put(users[0]?.posts, 0, { n: 1, tags: ["a", "b", "z"] })],
  ["$.users[1].created", new Date(1), ({ users }) => put(users[1], "created", new Date(1))],
  ["$.users[*].name", "all", ({ users }) => [0, 1, 4].map((index) => put(users[index], "name", "all"))],
  ["$.users[0,1].posts", [], ({ users }) => [0, 1].map((index) => put(users[index], "posts", []))],
  ["$.users[*]", { same: {} }, ({ users }) => [0, 1, 2, 3, 4].map((index) => put(users, index, { same: {} }))],
  ["$.users", { now: "a map" }, (graph) => put(graph, "users", { now: "a map" })],
  ["$.index.new", { at: 7 }, ({ index }) => put(index, "new", { at: 7 })],
  ["$.index.ann.at", 1n, ({ index }) => put(index.ann, "at", 1n)],
  ["$.index.*", null, (graph) => put(graph, "index", { ann: null, "b.c": null, plain: null })],
  ["$.box.name", { deep: 1 }, ({ box }) => put(box, "name", { deep: 1 })],
  ["$.box.list[-1].more[1][0]", -0, ({ box }) => put(box.list, 2, { n: 7, more: [8, [-0]] })],
  ["$.box.list[1]", { n: 6 }, ({ box }) => put(box.list, 1, { n: 6 })],
  ["$.box.blob", "text now", ({ box }) => put(box, "blob", "text now")],
  ["$.box", "text now", (graph) => put(graph, "box", "text now")],
  ["$.numbers[1:4]", 7, ({ numbers }) => numbers.splice(1, 3, 7, 7, 7)],
  ["$.numbers[::-2]", 7, ({ numbers }) => [0, 2, 4].map((index) => put(numbers, index, 7))],
  ["$.numbers[5]", 5, ({ numbers }) => numbers.push(5)],
  ["$.map.new", [1], ({ map }) => map.set("new", [1])],
  ["$.map.k.n", 11, ({ map }) => map.set("k", { n: 11 })],
  ["$..n", 0, everyN],
];

function put(container: object | undefined, key: string | number, value: unknown): void {
  assert.ok(container !== undefined);
  Object.assign(container, { [key]: value });
}

function everyN(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if ("n" in value) value.n = 0;
  for (const member of value instanceof Map ? value.values() : Object.values(value)) everyN(member);
}

/** Writes by path that match and create nothing. */
const misses: readonly string[] = [
  "$.missing.name",
  "$.users[6]",
  "$.users[-6]",
  "$.users.name",
  "$.users['0']",
  "$.users[0].posts[4]",
  "$.users[3].name",
  "$.name.first",
  "$.missing[*]",
  "$.missing..name",
  "$.numbers[7:]",
  "$.numbers[0].deep",
  "$.users[4].at.time",
  "$.box.blob[0]",
];

export function writePathsGroup({ group, test }: EngineSuite): void {
  group("writing by path", () => {
    for (const [where, setup] of [
      ["in shards", pathSetup],
      ["in one item", {}],
    ] satisfies [string, StoreSetup][]) {
      test(`sets every match, or creates the last name, ${where}`, async (scene) => {
        const store = await scene.open(setup);
        for (const [path, value, change] of writes) {
          const key = await store.write(pathGraph());
          const expected = pathGraph();
          change(expected as PathGraph);
          assert.equal(await store.writePath(key, path, value), true, path);
          assertSameGraph(await store.read(key), expected, path);
          await store.delete(key);
          assert.equal(await scene.count(), 0, path);
        }
      });

      test(`one after the other on one graph, ${where}`, async (scene) => {
        const store = await scene.open(setup);
        const plain = await scene.open({ table: "Plain" });
        const key = await store.write(pathGraph());
        await plain.write(pathGraph(), { primaryKey: key });
        for (const [path, value] of [...writes, ...writes].reverse()) {
          const expected = await plain.writePath(key, path, value);
          assert.equal(await store.writePath(key, path, value), expected, path);
          assertSameGraph(await store.read(key), await plain.read(key), path);
        }
      });
    }

    test("answers false and writes nothing where nothing matches and nothing can be created", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      const before = await scene.contents();
      for (const path of misses) assert.equal(await store.writePath(key, path, 1), false, path);
      assert.equal(await store.writePath("none", "$.name", 1), false);
      assert.deepEqual(await scene.contents(), before);
    });

    test("gives each of many matches a copy of its own", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      const value = { list: [1] };
      await store.writePath(key, "$.users[0,1].name", value);
      await store.writePath(key, "$.users[0].name.list[0]", 2);
      assert.deepEqual(await store.readPath(key, "$.users[0,1].name.list[0]"), [2, 1]);
      assert.deepEqual(value, { list: [1] });
    });
  });
}
