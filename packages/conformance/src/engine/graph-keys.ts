import assert from "node:assert/strict";
import { Decimal } from "@dystore/core";
import type { KeyAttribute, KeyValue } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { StoreSetup } from "./scene.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

/** Keys of every type, with the same key said differently. */
const keys: readonly (readonly [type: KeyAttribute["type"], key: KeyValue, same: KeyValue])[] = [
  ["string", "k", "k"],
  ["string", "\u0000é\u{1f600} '\"", "\u0000é\u{1f600} '\""],
  ["number", 7, 7n],
  ["number", 0, -0],
  ["number", -1.5, new Decimal("-1.50")],
  ["number", 12345678901234567890123456789012345678n, new Decimal("12345678901234567890123456789012345678")],
  ["binary", Uint8Array.of(0, 255), Buffer.from([0, 255])],
];

function setup(type: KeyAttribute["type"]): StoreSetup {
  return {
    table: `Root-${type}`,
    primaryKey: { name: "ID", type },
    shards: [
      {
        path: "$.shard",
        table: `Shards-${type}`,
        primaryKey: { name: "IDX", type: type === "binary" ? type : "string" },
      },
    ],
  };
}

export function graphKeysGroup({ group, test }: EngineSuite): void {
  group("a graph's key", () => {
    for (const [index, [type, key, same]] of keys.entries()) {
      test(`is a ${type} (${index + 1} of ${keys.length}), in options and in data`, async (scene) => {
        const store = await scene.open(setup(type));
        assertSameGraph(await store.write({ shard: [1] }, { primaryKey: same }), keys[index]?.[1]);
        assertSameGraph(await store.read(key), { shard: [1] });
        assert.equal(await store.writePath(same, "shard[0]", 2), true);
        assertSameGraph(await store.readPath(key, "shard"), [[2]]);
        assertSameGraph(await listKeys(store), [key]);
        await store.write({ ID: key, shard: [3] });
        assertSameGraph(await store.read(same), { ID: key, shard: [3] });
        await store.write({ ID: key, shard: [4] }, { primaryKey: same });
        assertSameGraph(await store.read(same), { ID: key, shard: [4] });
        assert.equal(await store.delete(same), true);
        assert.equal(await scene.count(), 0);
      });
    }

    test("comes from the option, else the data, else the loader, else chance", async (scene) => {
      const asked: unknown[] = [];
      const configLoader = {
        generatePrimaryKey: async ({ data }: { data: unknown }) => {
          asked.push(data);
          return "loader";
        },
      };
      const store = await scene.open({ configLoader, shards: [{ path: "$.shard", table: "Shards" }] });
      assert.equal(await store.write({ a: 1 }, { primaryKey: "option" }), "option");
      assert.equal(await store.write({ ID: "data", a: 1 }), "data");
      assert.deepEqual(asked, []);
      assert.equal(await store.write({ a: 1, shard: { b: 1 } }), "loader");
      assert.deepEqual(asked, [{ a: 1, shard: { b: 1 } }]);
      const none = { generatePrimaryKey: () => undefined };
      const random = await Promise.all([1, 2].map(() => store.write({ a: 1 }, { configLoader: none })));
      for (const key of random)
        assert.match(String(key), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.notEqual(random[0], random[1]);
      assert.deepEqual((await listKeys(store)).sort(), [...random, "data", "loader", "option"].sort());
    });

    test("is random bytes in tables of binaries, and must be given in tables of numbers", async (scene) => {
      const binaries = await scene.open(setup("binary"));
      const key = await binaries.write({ a: 1 });
      assert.ok(key instanceof Uint8Array && key.length >= 16);
      assertSameGraph(await binaries.read(key), { a: 1 });
      const numbers = await scene.open(setup("number"));
      await refused(numbers.write({ a: 1 }), "INVALID");
      assert.equal(await numbers.write({ a: 1 }, { configLoader: { generatePrimaryKey: () => 5 } }), 5);
    });

    test("that the data had stays in the root where $.* declares shards", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.*", table: "Shards", primaryKey: "IDX" }] });
      await store.write({ ID: "k", a: { n: 1 }, b: "text" });
      assert.equal(await scene.count("Shards"), 2);
      assert.equal(await store.writePath("k", "$.a.n", 2), true);
      assert.equal(await store.writePath("k", "$.c", ["new"]), true);
      assertSameGraph(await store.read("k"), { ID: "k", a: { n: 2 }, b: "text", c: ["new"] });
      assertSameGraph(await store.readPath("k", "$.ID"), ["k"]);
    });

    test("that the data had comes back, and one that it had not does not", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.shard", table: "Shards" }] });
      await store.write({ ID: "a", n: 1, shard: {} });
      await store.write({ n: 1, shard: {} }, { primaryKey: "b" });
      for (let round = 0; round < 2; round++) {
        assertSameGraph(await store.read("a"), { ID: "a", n: 1, shard: {} });
        assertSameGraph(await store.read("b"), { n: 1, shard: {} });
        assertSameGraph(await store.readPath("a", "ID"), ["a"]);
        assertSameGraph(await store.readPath("b", "ID"), []);
        for (const key of ["a", "b"]) {
          await store.writePath(key, "n", 1);
          await store.update(key, (graph) => ({ ...graph }));
        }
      }
      assert.equal(await store.writePath("b", "ID", "b"), true);
      assertSameGraph(await store.read("b"), { ID: "b", n: 1, shard: {} });
      assert.equal(await store.deletePath("a", "ID"), true);
      assertSameGraph(await store.read("a"), { n: 1, shard: {} });
      await refused(store.writePath("a", "ID", "b"), "INVALID");
      await refused(
        store.update("a", (graph) => ({ ...graph, ID: "b" })),
        "INVALID",
      );
      assertSameGraph(await store.read("a"), { n: 1, shard: {} });
    });
  });
}
