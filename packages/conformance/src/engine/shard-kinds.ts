import assert from "node:assert/strict";
import { pairs } from "./pairs.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineSuite } from "./suite.ts";
import { everyType } from "./types.ts";

/** What can be a shard, and a change of it through a path or through `update`. */
const kinds: readonly (readonly [name: string, value: unknown, changed: unknown])[] = [
  ["a map", { a: 1, b: { c: 2 } }, { a: 2 }],
  ["an empty map", {}, { a: 1 }],
  ["a list", [1, [2], { c: 3 }], [1]],
  ["an empty list", [], [0]],
  ["a string", "text", "another"],
  ["the empty string", "", " "],
  ["a binary", Uint8Array.of(0, 255, 1), Uint8Array.of(0)],
  ["the empty binary", new Uint8Array(), Uint8Array.of(0)],
  [
    "a Map",
    new Map<string, unknown>([
      ["b", 1],
      ["a", { c: 2 }],
    ]),
    new Map([["a", 1]]),
  ],
  [
    "a Map with keys of all types",
    new Map<unknown, unknown>([
      [1, "a"],
      ["1", "b"],
      [{ k: 1 }, new Date(1)],
      ["", 0],
    ]),
    new Map([[1, 1]]),
  ],
  ["an empty Map", new Map(), new Map([["a", 1]])],
  ["a Set", new Set<unknown>(["b", "a", 1, { c: 1 }]), new Set(["b"])],
  ["an empty Set", new Set(), new Set([1])],
  ["a map with an empty name", { "": 1, a: [1] }, { "": 2 }],
];

export function shardKindsGroup({ group, test }: EngineSuite): void {
  group("a shard that is", () => {
    for (const [name, value, changed] of kinds) {
      test(`${name} comes back and can be changed`, async (scene) => {
        const store = await scene.open({ shards: [{ path: "$.part", table: "Parts", primaryKey: "IDX" }] });
        const key = await store.write({ part: value, rest: 1 });
        assert.equal(await scene.count("Parts"), 1);
        assertSameGraph(await store.read(key), { part: value, rest: 1 });
        assertSameGraph(await store.readPath(key, "part"), [value]);
        assert.equal(await store.writePath(key, "part", changed), true);
        assertSameGraph(await store.read(key), { part: changed, rest: 1 });
        await store.update(key, (graph) => ({ ...graph, part: value }));
        assertSameGraph(await store.read(key), { part: value, rest: 1 });
        assert.equal(await scene.count("Parts"), 1);
        assert.equal(await store.deletePath(key, "part"), true);
        assertSameGraph(await store.read(key), { rest: 1 });
        assert.equal(await scene.count(), 1);
      });
    }

    test("of one kind is replaced by others, or by a scalar", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.part", table: "Parts", primaryKey: "IDX" }] });
      const values = [...kinds.map(([, value]) => value), 1, null, new Date(3)];
      for (const [before, after] of pairs(values, 4)) {
        await store.write({ part: before }, { primaryKey: "k" });
        await store.writePath("k", "part", after);
        assertSameGraph(await store.read("k"), { part: after });
      }
    });

    test("a map holds every type of value, as the root does", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.part", table: "Parts", primaryKey: "IDX" }] });
      const key = await store.write({ ...everyType(), part: everyType() });
      assertSameGraph(await store.read(key), { ...everyType(), part: everyType() });
    });

    test("a Map has shards of its own", async (scene) => {
      const store = await scene.open({
        shards: [
          { path: "$.map", table: "Maps", primaryKey: "IDX", shards: [{ path: "$.*", table: "Members" }] },
          { path: "$.inline.*", table: "Members", primaryKey: "IDX" },
        ],
      });
      const map = new Map<string, unknown>([
        ["z", { a: 1 }],
        ["y", 5],
        ["IDX", [1]],
        ["constructor", new Map([["q", "text"]])],
      ]);
      const key = await store.write({ map, inline: map });
      assert.deepEqual([await scene.count("Maps"), await scene.count("Members")], [1, 6]);
      assertSameGraph(await store.read(key), { map, inline: map });
      await store.writePath(key, "$.map.IDX[0]", 2);
      await store.writePath(key, "$.inline.new", { b: 1 });
      await store.deletePath(key, "$.inline.z");
      const changed = new Map<string, unknown>(map).set("IDX", [2]);
      const inline = new Map<string, unknown>(map).set("new", { b: 1 });
      inline.delete("z");
      assertSameGraph(await store.read(key), { map: changed, inline });
    });
  });
}
