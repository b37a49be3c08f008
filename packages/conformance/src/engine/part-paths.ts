import assert from "node:assert/strict";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

/** Texts of half an item's limit and more together, so that any two lists of them are cut. */
function texts(scene: EngineScene, stamp: string): string[] {
  const { itemBytes } = scene.capabilities.limits;
  return Array.from({ length: 30 }, (_, n) => `${stamp} ${n} `.padEnd(itemBytes / 25, "."));
}

function named(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(list.map((text, n) => [`n${(n * 7) % 30}`, text]));
}

export function partPathsGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("paths through parts", () => {
    atomic("find, write and remove elements wherever they stand", async (scene) => {
      const store = await scene.open();
      const list: unknown[] = texts(scene, "list");
      const map: Graph = named(texts(scene, "map"));
      await store.write({ list, map }, { primaryKey: "k" });
      for (const [path, expected] of [
        ["$.list[0]", [list[0]]],
        ["$.list[-1]", [list[29]]],
        ["$.list[30]", []],
        ["$.list[10:20:3]", [list[10], list[13], list[16], list[19]]],
        ["$.list[-3:]", list.slice(-3)],
        ["$.list[::-10]", [list[29], list[19], list[9]]],
        ["$.list[29,0,-2]", [list[29], list[0], list[28]]],
        ["$.map.n13", [map["n13"]]],
        ["$['map']['n0','n29','none']", [map["n0"], map["n29"]]],
        ["$..n7", [map["n7"]]],
      ] as const) {
        assertSameGraph(await store.readPath("k", path), expected, path);
      }
      assert.equal(await store.writePath("k", "$.list[31]", 0), false, "no hole");
      for (const [path, value, change] of [
        ["$.list[30]", "appended", () => list.push("appended")],
        ["$.list[12]", { at: new Date(1) }, () => list.splice(12, 1, { at: new Date(1) })],
        ["$.list[-1]", null, () => list.splice(-1, 1, null)],
        ["$.list[5:25:5]", -0, () => [5, 10, 15, 20].map((at) => list.splice(at, 1, -0))],
        ["$.map.n", "between", () => Object.assign(map, { n: "between" })],
        ["$.map.a", "before all", () => Object.assign(map, { a: "before all" })],
        ["$.map.z", "behind all", () => Object.assign(map, { z: "behind all" })],
      ] as const) {
        assert.equal(await store.writePath("k", path, value), true);
        change();
        assertSameGraph(await store.read("k"), { list, map }, path);
      }
      for (const [path, change] of [
        ["$.list[0]", () => list.shift()],
        ["$.list[7:9]", () => list.splice(7, 2)],
        ["$.list[-1]", () => list.pop()],
        ["$.map.a", () => delete map["a"]],
        ["$.map['n3','n4']", () => [delete map["n3"], delete map["n4"]]],
      ] as const) {
        assert.equal(await store.deletePath("k", path), true);
        change();
        assertSameGraph(await store.read("k"), { list, map }, path);
      }
      assert.equal(await scene.count(), (await store.metadata("k"))?.items);
    });

    atomic("count the elements of lists around shards, and of shards", async (scene) => {
      const store = await scene.open({
        shards: [
          { path: "$.rows[0]", table: "Shards", primaryKey: "IDX" },
          { path: "$.shard", table: "Shards", shards: [{ path: "$.list[*].in" }] },
        ].map((shard) => ({ primaryKey: "IDX", ...shard })),
      });
      const large = texts(scene, "row");
      const rows: unknown[] = [{ a: 1 }, large, "second", { last: 1 }];
      const list: unknown[] = large.map((text, n) => (n % 10 === 0 ? { text, in: { n } } : text));
      await store.write({ rows, shard: { list } }, { primaryKey: "k" });
      assertSameGraph(await store.readPath("k", "$.rows[-1].last"), [1]);
      assertSameGraph(await store.readPath("k", "$.rows[-4].a"), [1]);
      assertSameGraph(await store.readPath("k", "$.rows[1][-1]"), [large.at(-1)]);
      assertSameGraph(await store.readPath("k", "$.shard.list[-10].in.n"), [20]);
      await store.writePath("k", "$.rows[1][-1]", "changed");
      await store.deletePath("k", "$.shard.list[-1]");
      await store.writePath("k", "$.rows[-1].last", 2);
      const expected = [{ a: 1 }, large.with(-1, "changed"), "second", { last: 2 }];
      assertSameGraph(await store.read("k"), { rows: expected, shard: { list: list.slice(0, -1) } });
    });

    atomic("keep shards within lists, maps and Maps that are in parts", async (scene) => {
      const shards = ["$.list[*].photo", "$.map.*.photo", "$.Map.*", "$.mixed[*]"].map((path) => ({ path }));
      const store = await scene.open({ shards });
      const large = texts(scene, "x");
      const rows = large.map((text, n) => ({ text, photo: { n } }));
      const names = large.map((_, n) => `n${n}`);
      // Only what is neither list, map, text nor binary stays in a list of which all elements are declared.
      const numbers: unknown[] = Array.from(
        { length: scene.capabilities.limits.itemBytes / 10 },
        (_, n) => 2e14 + n + 1,
      );
      const last = numbers.length - 1;
      const data: Graph = {
        list: rows,
        map: Object.fromEntries(names.map((name, n) => [name, rows[n]])),
        // Numbers stay in the Map, whose names make it large.
        Map: new Map(large.map((text, n) => [text, n % 7 === 0 ? { n } : n])),
        mixed: numbers
          .with(0, { n: 0 })
          .with(last >> 1, { n: 1 })
          .with(last, { n: 2 }),
        other: 1,
      };
      await store.write(data, { primaryKey: "k" });
      const bare = scene.store();
      for (const at of [1, last >> 2, (last >> 1) + 1, last - 1])
        assertSameGraph(await bare.readPath("k", `$.mixed[${at}]`), [numbers[at]]);
      assertSameGraph(await bare.readPath("k", "$.mixed[-1].n"), [2]);
      for (const path of ["$.other", "$.list[3].text", "$.map.n5.text", "$.mixed[1]"]) {
        await bare.writePath("k", path, "changed");
        const [value] = await bare.readPath("k", path);
        assert.equal(value, "changed");
      }
      await bare.deletePath("k", "$.list[3]");
      data["other"] = "changed";
      data["list"] = rows.toSpliced(3, 1);
      data["map"] = { ...(data["map"] as Graph), n5: { text: "changed", photo: { n: 5 } } };
      data["mixed"] = (data["mixed"] as unknown[]).with(1, "changed");
      assertSameGraph(await bare.read("k"), data);
      assertSameGraph(await bare.readPath("k", "$.list[*].photo.n"), large.map((_, n) => n).toSpliced(3, 1));
      assert.equal(await scene.count(), (await bare.metadata("k"))?.items);
    });

    atomic("may give an object an empty name, and take it away, whatever is in parts within", async (scene) => {
      const store = await scene.open();
      const list = texts(scene, "x");
      const object: Graph = { ...named(list), deep: { list, map: named(list), set: new Set(list) } };
      await store.write({ object, n: 1 }, { primaryKey: "k" });
      await store.writePath("k", "$.object['']", "empty");
      assertSameGraph(await store.read("k"), { object: { ...object, "": "empty" }, n: 1 });
      await store.writePath("k", "$.object.deep.list[29]", "changed");
      await store.writePath("k", "$['']", "at the root");
      object["deep"] = { ...(object["deep"] as Graph), list: list.with(29, "changed") };
      assertSameGraph(await store.read("k"), { object: { ...object, "": "empty" }, n: 1, "": "at the root" });
      await store.deletePath("k", "$['']");
      await store.deletePath("k", "$.object['']");
      assertSameGraph(await store.read("k"), { object, n: 1 });
      assert.equal(await scene.count(), (await store.metadata("k"))?.items);
    });
  });
}
