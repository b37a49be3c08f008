import assert from "node:assert/strict";
import { pairs } from "./pairs.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const items: StoreSetup = { shards: [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }] };

/** Lists under `$.items`, with how many of their elements become shards: scalars stay in the list. */
const lists: readonly (readonly [name: string, list: unknown, shards: number])[] = [
  ["empty", [], 0],
  ["one shard", [{ a: 1 }], 1],
  ["shards only", [{ a: 1 }, { a: 2 }, { a: 3 }], 3],
  ["scalars only", [1, true, null, -0], 0],
  ["shards between scalars", [0, { a: 1 }, 1, 2, { a: 2 }, { a: 3 }, null], 3],
  ["scalars between shards", [{ a: 1 }, 1, { a: 2 }, 2n, { a: 3 }], 3],
  ["shards of every kind", [{}, [], "", "text", new Uint8Array(2), new Map([["a", 1]]), new Set([1]), 5], 7],
  ["dates and URLs between shards", [new Date(5), { a: 1 }, new URL("https://a.b/c"), [new Date(6)], new Date(7)], 2],
  ["equal elements", [{ a: 1 }, { a: 1 }, { a: 1 }], 3],
  ["lists in lists", [[[1], [2]], [], [[]]], 3],
  ["no list at all", { x: { a: 1 }, y: 5, z: [1] }, 2],
  [
    "a Map",
    new Map<string, unknown>([
      ["z", { a: 1 }],
      ["y", 5],
      ["__proto__", [1]],
    ]),
    2,
  ],
];

export function wildcardsGroup({ group, test }: EngineSuite): void {
  group("wildcard shards", () => {
    for (const [name, list, shards] of lists) {
      test(`of a list or map come back each as itself: ${name}`, async (scene) => {
        const store = await scene.open(items);
        const key = await store.write({ items: list, after: 1 });
        assert.equal(await scene.count("Items"), shards);
        assertSameGraph(await store.read(key), { items: list, after: 1 });
        await store.delete(key);
        assert.equal(await scene.count(), 0);
      });
    }

    test("follow a list from each of its forms to others, leaving nothing behind", async (scene) => {
      const store = await scene.open(items);
      for (const [[before, first], [after, second, shards]] of pairs(lists, 5)) {
        await store.write({ items: first }, { primaryKey: "k" });
        await store.write({ items: second }, { primaryKey: "k" });
        assertSameGraph(await store.read("k"), { items: second }, `${after} after ${before}`);
        assert.equal(await scene.count("Items"), shards, `${after} after ${before}`);
      }
    });

    test("follow a list from each form to others through update too", async (scene) => {
      const store = await scene.open(items);
      for (const [[before, first], [after, second, shards]] of pairs(lists, 5)) {
        await store.write({ items: first }, { primaryKey: "k" });
        await store.update("k", () => ({ items: second }));
        assertSameGraph(await store.read("k"), { items: second }, `${after} after ${before}`);
        assert.equal(await scene.count("Items"), shards, `${after} after ${before}`);
      }
    });

    test("in wildcard shards, with scalars in every list on the way", async (scene) => {
      const store = await scene.open({
        shards: [
          {
            path: "$.rows[*]",
            table: "Rows",
            primaryKey: "IDX",
            shards: [{ path: "$.cells[*]", table: "Cells", shards: [{ path: "$[*]", table: "Parts" }] }],
          },
        ],
      });
      const data = {
        rows: [
          "first",
          { cells: [1, ["p", 2, "q"], 3, { a: ["r"], b: 4 }], other: 1 },
          5,
          [1, { x: 1 }, 2, "y"],
          { cells: [], x: { cells: [1] } },
          { cells: { one: ["z"], two: 2 } },
        ],
      };
      const key = await store.write(data);
      assertSameGraph(await store.read(key), data);
      assert.deepEqual(await store.readPath(key, "$.rows[1].cells[1][2]"), ["q"]);
      assert.equal(await store.writePath(key, "$.rows[1].cells[1][2]", { deep: true }), true);
      assert.deepEqual(await store.readPath(key, "$.rows[1].cells[1][*]"), ["p", 2, { deep: true }]);
      await store.delete(key);
      assert.equal(await scene.count(), 0);
    });

    test("two wildcards in one path cut the inner lists' elements only", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.grid[*][*]", table: "Cells", primaryKey: "IDX" }] });
      const data = { grid: [["a", 1, "b"], 7, [], [["c"], { d: 1 }], { x: "e", y: 2 }] };
      const key = await store.write(data);
      assert.equal(await scene.count("Cells"), 5);
      assertSameGraph(await store.read(key), data);
      await store.deletePath(key, "$.grid[0][0]");
      await store.deletePath(key, "$.grid[1]");
      assertSameGraph(await store.read(key), { grid: [[1, "b"], [], [["c"], { d: 1 }], { x: "e", y: 2 }] });
      assert.equal(await scene.count("Cells"), 4);
    });

    test("are told apart where places in one list or map continue those in another", async (scene) => {
      const store = await scene.open({
        shards: [
          { path: "$.grid[*][*]", table: "Cells", primaryKey: "IDX" },
          { path: "$.maps.*.x", table: "Cells", primaryKey: "IDX" },
        ],
      });
      const data = {
        grid: [
          ["a", "b"],
          [0, 1, "c", "d"],
          [0, 1, 2, 3, "e"],
        ],
        maps: { one: { x: "f" }, two: { x: "g" }, three: { y: 1, x: "h" } },
      };
      const key = await store.write(data);
      assert.equal(await scene.count("Cells"), 8);
      assertSameGraph(await store.read(key), data);
    });

    test("beside indexes: declarations of single elements and of others' inner elements", async (scene) => {
      const store = await scene.open({
        shards: [
          { path: "$.list[1]", table: "One", primaryKey: "IDX" },
          { path: "$.list[0][*]", table: "Inner", primaryKey: "IDX" },
          { path: "$.list[3]", table: "One", primaryKey: "IDX" },
        ],
      });
      const data = { list: [["a", 1, ["b"]], { c: 1 }, { d: 1 }, "e", ["f"]] };
      const key = await store.write(data);
      assert.deepEqual([await scene.count("One"), await scene.count("Inner")], [2, 2]);
      assertSameGraph(await store.read(key), data);
      await store.deletePath(key, "$.list[1]");
      assertSameGraph(await store.read(key), { list: [["a", 1, ["b"]], { d: 1 }, "e", ["f"]] });
    });
  });
}
