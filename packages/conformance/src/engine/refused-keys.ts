import assert from "node:assert/strict";
import { Decimal } from "@dystore/core";
import type { KeyAttribute, KeyValue } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { pathGraph, pathSetup } from "./path-example.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const badKeys: Readonly<Record<KeyAttribute["type"], readonly unknown[]>> = {
  string: ["", "x".repeat(2049), "é".repeat(1025), "\ud800", 7, 7n, Uint8Array.of(1), null, {}, true, new Decimal("1")],
  number: ["7", NaN, Infinity, 1e126, 10n ** 130n, Uint8Array.of(1), null, "", []],
  binary: [new Uint8Array(), new Uint8Array(2049), "text", 7, null],
};

/** Paths that are no paths, hostile ones among them. */
const badPaths: readonly string[] = [
  "",
  "$.",
  "$[",
  "$[0",
  "$..",
  "$['a",
  "$.a b",
  "$.users[01]",
  "$.users[1.5]",
  "$.users[(@.length-1)]",
  "$.users[?(@.name)]",
  "$.users[?(process.exit())]",
  "$[?(constructor.constructor('return process')())]",
  "$.a\ud800",
  " $.a",
  "$.a ",
  `$.${"a".repeat(5000)}`,
  `$${".a".repeat(65)}`,
  `$${"[0]".repeat(2000)}`,
];

export function refusedKeysGroup({ group, test }: EngineSuite): void {
  group("bad keys and paths", () => {
    for (const type of ["string", "number", "binary"] as const) {
      test(`keys that are no ${type}, or too long or empty, are INVALID everywhere, and nothing is written`, async (scene) => {
        const store = await scene.open({ table: type, primaryKey: { name: "ID", type } });
        for (const given of badKeys[type]) {
          const key = given as KeyValue;
          const calls: readonly (() => Promise<unknown>)[] = [
            () => store.read(key),
            () => store.readMany([key]),
            () => store.readPath(key, "a"),
            () => store.writePath(key, "a", 1),
            () => store.deletePath(key, "a"),
            () => store.update(key, (graph) => graph),
            () => store.delete(key),
            () => store.exists(key),
            () => store.metadata(key),
            () => store.write({ a: 1 }, { primaryKey: key }),
            () => store.write({ ID: key, a: 1 }),
            () => store.write({ a: 1 }, { configLoader: { generatePrimaryKey: () => key } }),
            () => listKeys(store, { after: key }),
          ];
          for (const [index, call] of calls.entries()) {
            const error = await refused(call(), "INVALID", `call ${index} with ${String(given).slice(0, 20)}`);
            assert.equal(error.path, "$.ID");
          }
        }
        assert.equal(await scene.count(), 0);
      });
    }

    test("keys of the greatest length are accepted", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.a", table: "Shards" }] });
      for (const key of ["x".repeat(2048), "é".repeat(1024)]) {
        assert.equal(await store.write({ a: [1] }, { primaryKey: key }), key);
        assert.deepEqual(await store.read(key), { a: [1] });
        assert.equal(await store.delete(key), true);
      }
    });

    test("a key beside a different key in the data is INVALID, and nothing is written", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.a", table: "Shards" }] });
      await store.write({ ID: "k", a: [1] });
      const before = await scene.contents();
      const calls = [
        () => store.write({ ID: "k", a: [2] }, { primaryKey: "other" }),
        () => store.write({ ID: "other", a: [2] }, { primaryKey: "k" }),
        () => store.write({ ID: null, a: [2] }, { primaryKey: "k" }),
        () => store.write({ ID: null, a: [2] }),
        () => store.write({ ID: { a: 1 } }, { configLoader: { generatePrimaryKey: () => "k" } }),
        () => store.write({ ID: "other", a: [2] }, { primaryKey: "k", saveShards: false }),
        () => store.update("k", (graph) => ({ ...graph, ID: "other" })),
        () => store.writePath("k", "ID", "other"),
        () => store.writePath("k", "$.*", "other"),
      ];
      for (const [index, call] of calls.entries()) {
        assert.equal((await refused(call(), "INVALID", `call ${index}`)).path, "$.ID");
      }
      assert.deepEqual(await scene.contents(), before);
    });

    test("paths that are malformed, too long or evil are INVALID, whether or not the graph stands", async (scene) => {
      const store = await scene.open(pathSetup);
      await store.write(pathGraph(), { primaryKey: "k" });
      const before = await scene.contents();
      for (const path of badPaths) {
        for (const key of ["k", "none"]) {
          for (const call of [
            () => store.readPath(key, path),
            () => store.writePath(key, path, 1),
            () => store.deletePath(key, path),
          ]) {
            const error = await refused(call(), "INVALID", path.slice(0, 50));
            assert.ok(error.path !== undefined && path.startsWith(error.path.replace(/…$/, "")));
          }
        }
      }
      for (const path of [
        "$[?(constructor.constructor('return process')().exit())]",
        "$[?(@.constructor.constructor('x=1')())]",
      ]) {
        await store.readPath("k", path, { filters: true }).catch((error) => assert.equal(error.code, "INVALID"));
      }
      assert.deepEqual(await scene.contents(), before);
    });
  });
}
