import assert from "node:assert/strict";
import { Decimal, DyStoreError } from "@dystore/core";
import type { ErrorCode } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const setup: StoreSetup = {
  shards: [
    { path: "$.shard", table: "Shards", primaryKey: "IDX", shards: [{ path: "$.in" }] },
    { path: "$.list[*]", table: "Shards", primaryKey: "IDX" },
  ],
};

const cyclic: Record<string, unknown> = { a: 1 };
cyclic["self"] = { again: cyclic };
const cyclicList: unknown[] = [1];
cyclicList.push([cyclicList]);
const cyclicMap = new Map<string, unknown>();
cyclicMap.set("in", { map: cyclicMap });
const cyclicSet = new Set<unknown>();
cyclicSet.add([cyclicSet]);

const ownSet = new Set<unknown>();
ownSet.add(ownSet);
const cyclicPairs = new Map<unknown, unknown>();
cyclicPairs.set(1, [cyclicPairs]);
const cyclicNamed: Record<string, unknown> = { "": 1 };
cyclicNamed["self"] = cyclicNamed;

class Unknown {
  readonly a = 1;
}

/** Lists in lists, so many that the innermost stands at that depth below the value itself. */
function nested(levels: number): unknown {
  return levels === 0 ? 1 : [nested(levels - 1)];
}

/** Values that no graph can hold, and where in the value the error says they are. */
const bad: readonly (readonly [name: string, value: unknown, path: string])[] = [
  ["a function", () => 1, ""],
  ["a class", Unknown, ""],
  ["a symbol", Symbol("s"), ""],
  ["undefined in a list", [1, undefined], "[1]"],
  ["a hole in a list", Object.assign(new Array(3), { 0: 1, 2: 2 }), "[1]"],
  ["undefined in a Map", new Map([["a", undefined]]), ""],
  ["undefined in a Set", new Set([undefined]), "[0]"],
  ["NaN", { a: [NaN] }, ".a[0]"],
  ["Infinity", Infinity, ""],
  ["-Infinity", [-Infinity], "[0]"],
  ["a number too small", 9.9e-131, ""],
  ["a number too large", 1e126, ""],
  ["a bigint of 39 digits", 123456789012345678901234567890123456789n, ""],
  ["a bigint too large", 10n ** 126n, ""],
  ["an invalid Date", new Date(Number.NaN), ""],
  ["a lone surrogate", { text: "a\ud800b" }, ".text"],
  ["a lone surrogate in a name", { "\udc00": 1 }, "['\\udc00']"],
  ["a name too long", { in: { ["n".repeat(65_536)]: 1 } }, ".in"],
  ["an instance of a class", { at: new Unknown() }, ".at"],
  ["a RegExp", /a/, ""],
  ["an Error", new Error("e"), ""],
  ["a Promise", Promise.resolve(), ""],
  ["an array of floats", new Float64Array(2), ""],
  ["an ArrayBuffer", new ArrayBuffer(2), ""],
  ["a WeakMap", new WeakMap(), ""],
  ["a boxed string", Object("text"), ""],
  ["an object that contains itself", cyclic, ".self.again.self.again"],
  ["a list that contains itself", cyclicList, "[1][0][1][0]"],
  ["a Map that contains itself", cyclicMap, ".in.map.in.map"],
  ["a Set that contains itself", cyclicSet, "[0][0]"],
  ["a Set that is its own member", ownSet, "[0][0]"],
  ["a Map with other keys that contains itself", cyclicPairs, "[0][0]"],
  ["an object with an empty name that contains itself", cyclicNamed, ".self.self"],
  ["NaN beside an empty name", { "": 1, a: { b: [NaN] } }, ".a.b[0]"],
  [
    "NaN in a Map with other keys",
    new Map<unknown, unknown>([
      [1, 2],
      ["a b", NaN],
    ]),
    "['a b']",
  ],
  ["more than 1,000 levels", nested(1100), "[0][0][0]"],
];

/** Where bad values are put: the value's place, and the levels of an item used up to there. */
const places: readonly (readonly [path: string, make: (value: unknown) => Record<string, unknown>])[] = [
  ["$.top", (value) => ({ ok: 1, top: value, shard: { ok: 1 } })],
  ["$.shard.part", (value) => ({ ok: 1, shard: { part: value } })],
  ["$.shard.in.deep", (value) => ({ shard: { in: { deep: value } }, list: [1] })],
  ["$.list[2].a", (value) => ({ list: [{}, 5, { a: value }, {}] })],
];

export function refusedDataGroup({ group, test }: EngineSuite): void {
  group("bad data", () => {
    for (const [name, value, inner] of bad) {
      test(`${name} is INVALID with its path, and nothing is written`, async (scene) => {
        const store = await scene.open(setup);
        await store.write({ shard: { in: {} }, list: [{}, {}, {}] }, { primaryKey: "k" });
        const before = await scene.contents();
        for (const [path, make] of places) {
          const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
            ["write", () => store.write(make(value), { primaryKey: "k" })],
            ["a first write", () => store.write(make(value))],
            ["write without shards", () => store.write(make(value), { primaryKey: "k", saveShards: false })],
            ["update", () => store.update("k", () => make(value))],
            ["writePath", () => store.writePath("k", path, value)],
          ];
          for (const [what, call] of calls) {
            if (what === "write without shards" && path !== "$.top") continue;
            assertAt(await refused(call(), "INVALID", `${what} at ${path}`), path + inner, what);
            assert.deepEqual(await scene.contents(), before, `${what} at ${path}`);
          }
        }
      });
    }

    test("numbers with more than 38 digits cannot even be made Decimals", async () => {
      assert.throws(() => new Decimal("1.234567890123456789012345678901234567890"), hasCode("INVALID"));
      assert.throws(() => new Decimal("1e126"), hasCode("INVALID"));
    });

    test("nesting is accepted however much deeper than an item's it is, up to 1,000 levels", async (scene) => {
      const store = await scene.open(setup);
      const { depth } = scene.capabilities.limits;
      const boxed = {
        shard: { IDX: nested(depth - 5), ok: nested(depth - 1) },
        list: [nested(depth - 1)],
        root: nested(depth - 1),
      };
      const key = await store.write({ ...boxed, __dystore__: nested(depth - 5) });
      assertSameGraph(await store.read(key), { ...boxed, __dystore__: nested(depth - 5) });
      const named = (value: unknown) => ({ "": value });
      for (const data of [
        { root: nested(depth) },
        { shard: { ok: nested(depth) } },
        { shard: { IDX: nested(depth - 4) } },
        { __dystore__: nested(depth - 4) },
        { list: [1, nested(depth)] },
        { shard: named(nested(depth - 2)) },
        { shard: new Map([["", nested(depth - 2)]]) },
        { shard: new Set([nested(depth - 1)]) },
        named(nested(depth - 2)),
        { root: nested(900), shard: { ok: nested(900) } },
      ]) {
        assertSameGraph(await store.read(await store.write(data, { primaryKey: "deep" })), data);
      }
      await refused(store.write({ root: nested(3000) }), "INVALID", "$.root");
      const edges = {
        shard: named(nested(depth - 3)),
        list: [new Map([["", nested(depth - 3)]]), new Set([nested(depth - 2)])],
      };
      await store.write(edges, { primaryKey: "edges" });
      assertSameGraph(await store.read("edges"), edges);
      await store.write(named(nested(depth - 3)), { primaryKey: "edges" });
      assertSameGraph(await store.read("edges"), named(nested(depth - 3)));
    });

    test("what is no plain object cannot be a graph", async (scene) => {
      const store = await scene.open(setup);
      for (const data of [[1], new Map(), new Date(), new Unknown(), Uint8Array.of(1)]) {
        assert.equal((await refused(store.write(data as never), "INVALID")).path, "$");
      }
      await store.write({ a: 1 }, { primaryKey: "k" });
      await refused(
        store.update("k", () => [1] as never),
        "INVALID",
      );
      assert.equal(await scene.count(), 1);
    });

    test("undefined is not written by path, nor the root replaced or removed by one", async (scene) => {
      const store = await scene.open(setup);
      await store.write({ a: 1, shard: {} }, { primaryKey: "k" });
      const before = await scene.contents();
      await refused(store.writePath("k", "$.a", undefined), "INVALID");
      await refused(store.writePath("k", "$", { a: 2 }), "INVALID");
      await refused(store.deletePath("k", "$"), "INVALID");
      assert.deepEqual(await scene.contents(), before);
    });
  });
}

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof DyStoreError && error.code === code;
}

function assertAt(error: DyStoreError, path: string, what: string): void {
  assert.ok(
    error.path?.startsWith(path),
    `the error of ${what} says ${error.path?.slice(0, 100)} rather than ${path.slice(0, 100)}`,
  );
  assert.ok(error.message.length < 1000, "the message is readable");
}
