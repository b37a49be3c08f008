import assert from "node:assert/strict";
import { hostileNames } from "../adapter/samples.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineSuite } from "./suite.ts";

const names = [
  ...hostileNames,
  "ID",
  "IDX",
  "__dystore__",
  "__dystore_expires__",
  "value",
  "*",
  "?",
  "@",
  "valueOf",
  "'",
  "private",
  "notes",
];

/** An object with own members of these names, `__proto__` among them. */
function named(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

/** The path of one name, in quotes. */
function quoted(name: string): string {
  return `$[${JSON.stringify(name)}]`;
}

export function namesGroup({ group, test }: EngineSuite): void {
  group("names", () => {
    test("of all kinds are data in the root, in shards, in lists and in Maps", async (scene) => {
      const store = await scene.open({
        shards: [
          { path: "$.shard", table: "Shards", primaryKey: "IDX" },
          { path: "$.each.*", table: "Shards", primaryKey: "IDX" },
        ],
      });
      const rootNames = names.filter((name) => name !== "ID");
      const all = () =>
        named(names.map((name, index) => [name, { at: index, inner: named(names.map((each) => [each, name])) }]));
      const data = {
        ...named(rootNames.map((name) => [name, name])),
        shard: all(),
        each: all(),
        list: [all()],
        Map: new Map(Object.entries(all())),
      };
      const key = await store.write(data);
      assertSameGraph(await store.read(key), data);
      for (const name of rootNames) assertSameGraph(await store.readPath(key, quoted(name)), [name], name);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
      assert.equal(Object.getPrototypeOf(await store.read(key)), Object.prototype);
      await store.delete(key);
      assert.equal(await scene.count(), 0);
    });

    test("of all kinds are written, changed and deleted by path", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.shard", table: "Shards", primaryKey: "IDX" }] });
      for (const name of names) {
        const key = await store.write({ shard: {}, map: {} });
        for (const parent of ["shard", "map"]) {
          const path = `$.${parent}[${JSON.stringify(name)}]`;
          assert.equal(await store.writePath(key, path, { a: [1] }), true, name);
          assert.equal(await store.writePath(key, `${path}.a[0]`, new Date(5)), true, name);
          assertSameGraph(await store.readPath(key, path), [{ a: [new Date(5)] }], name);
        }
        assertSameGraph(await store.read(key), {
          shard: named([[name, { a: [new Date(5)] }]]),
          map: named([[name, { a: [new Date(5)] }]]),
        });
        for (const parent of ["shard", "map"]) await store.deletePath(key, `$.${parent}[${JSON.stringify(name)}]`);
        assertSameGraph(await store.read(key), { shard: {}, map: {} }, name);
      }
    });

    test("of shards may be of any kind too", async (scene) => {
      scene.needTables();
      for (const name of names.filter((each) => each !== "ID")) {
        const store = await scene.open({
          shards: [
            { path: quoted(name), table: "Shards", primaryKey: "IDX", shards: [{ path: `${quoted(name)}[*]` }] },
          ],
        });
        const data = named([[name, named([[name, [{ a: 1 }, 2, named([[name, "in"]])]]])]]);
        await store.write(data, { primaryKey: "k" });
        assert.equal(await scene.count("Shards"), 3, name);
        assertSameGraph(await store.read("k"), data, name);
        assertSameGraph(
          await store.readPath("k", `${quoted(name)}${quoted(name).slice(1)}[-1]`),
          [named([[name, "in"]])],
          name,
        );
        assert.equal(await store.writePath("k", `${quoted(name)}${quoted(name).slice(1)}[-1]`, [1]), true);
        assert.equal(await store.deletePath("k", `${quoted(name)}${quoted(name).slice(1)}[0]`), true);
        assertSameGraph(await store.read("k"), named([[name, named([[name, [2, [1]]]])]]), name);
        await store.delete("k");
        assert.equal(await scene.count(), 0);
      }
    });

    test("that are empty are data, at every depth, beside the key's own", async (scene) => {
      for (const primaryKey of ["ID", "value"]) {
        const table = `Root-${primaryKey}`;
        const store = await scene.open({
          table,
          primaryKey,
          shards: [{ path: "$.shard", table: `Shards-${primaryKey}`, primaryKey }],
        });
        const data = {
          [primaryKey]: `k-${primaryKey}`,
          "": "top",
          a: { "": { "": [{ "": 1 }] } },
          shard: { "": 1, [primaryKey]: 2 },
        };
        const key = await store.write(data);
        assertSameGraph(await store.read(key), data);
        assertSameGraph(await store.readPath(key, "$['']"), ["top"]);
        assert.equal(await store.writePath(key, "$.a['']['']", 1n), true);
        assert.equal(await store.writePath(key, "$.shard['']", 2), true);
        assertSameGraph(await store.read(key), { ...data, a: { "": { "": 1n } }, shard: { "": 2, [primaryKey]: 2 } });
        assert.equal(await store.deletePath(key, "$['']"), true);
        const { "": _, ...rest } = data;
        assertSameGraph(await store.read(key), { ...rest, a: { "": { "": 1n } }, shard: { "": 2, [primaryKey]: 2 } });
        await store.delete(key);
        assert.equal(await scene.count(), 0);
      }
    });

    test("that are lists or long do not confuse negative indexes with what is stored beside them", async (scene) => {
      const store = await scene.open({
        shards: [
          { path: "$.__dystore__.past[*]", table: "Shards" },
          { path: "$.__dystore__.places[*]", table: "Shards" },
        ],
      });
      const data = { __dystore__: { past: [{ a: 1 }, { a: 2 }, { a: 3 }], places: [{ b: 1 }, { b: 2 }, { b: 3 }] } };
      const key = await store.write(data);
      for (let round = 0; round < 3; round++) {
        assertSameGraph(await store.readPath(key, "$.__dystore__.past[-1]"), [{ a: 3 }]);
        assertSameGraph(await store.readPath(key, "$.__dystore__.places[-2].b"), [2]);
        await store.writePath(key, "$.n", round);
      }
    });
  });
}
