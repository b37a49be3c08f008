import assert from "node:assert/strict";
import { DyStore, DyStoreError, type ShardDeclaration } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { listKeys } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

/** Declarations that cannot work, and a piece of what the error says to mend them. */
const badShards: readonly (readonly [name: string, shards: readonly ShardDeclaration[], says: RegExp])[] = [
  ["the same path twice", [{ path: "$.a" }, { path: "a" }], /overlap/],
  [
    "a path within another",
    [{ path: "$.a" }, { path: "$.a.b.c" }],
    /\{ path: "\$\.a", shards: \[\{ path: "\$\.b\.c" \}\] \}/,
  ],
  ["a path around another", [{ path: "$.a[*].b" }, { path: "$.a" }], /overlap/],
  ["a wildcard beside a name", [{ path: "$.a.*" }, { path: "$.a.b" }], /overlap/],
  ["a wildcard beside an index", [{ path: "$.a[*]" }, { path: "$.a[3]" }], /overlap/],
  ["overlapping paths in a shard", [{ path: "$.a", shards: [{ path: "$.*" }, { path: "$.b" }] }], /\$\.a/],
  ["the root itself", [{ path: "$" }], /parent/],
  ["a malformed path", [{ path: "$.a[" }], /malformed/],
  ["an empty path", [{ path: "" }], /./],
  ["a negative index", [{ path: "$.a[-1]" }], /negative/],
  ["a slice", [{ path: "$.a[1:]" }], /slice/],
  ["a union", [{ path: "$['a','b']" }], /union/],
  ["descendants", [{ path: "$..a" }], /descendant/],
  ["a filter", [{ path: "$.a[?(@.b)]" }], /filter/],
  ["a script", [{ path: "$.a[(@.length)]" }], /script/],
  ["a path too long", [{ path: `$.${"a".repeat(5000)}` }], /4096 bytes/],
  ["a number key for shards", [{ path: "$.a", primaryKey: { name: "K", type: "number" } }], /string/],
  ["one table under two keys", [{ path: "$.a", primaryKey: "OTHER" }], /Root/],
  [
    "one table under two types of key",
    [
      { path: "$.a", table: "A" },
      { path: "$.b", table: "A", primaryKey: { name: "ID", type: "binary" } },
    ],
    /A/,
  ],
];

export function refusedLayoutsGroup({ group, test }: EngineSuite): void {
  group("bad layouts", () => {
    test("are INVALID when the store is made, with the path and how to mend it", async (scene) => {
      for (const [name, shards, says] of badShards) {
        assert.throws(
          () => new DyStore({ adapter: scene.adapter, table: "Root", primaryKey: "ID", shards }),
          (error) => {
            assert.ok(error instanceof DyStoreError, name);
            assert.equal(error.code, "INVALID", name);
            assert.match(error.message, says, name);
            assert.equal(typeof error.path, "string", name);
            return true;
          },
        );
      }
    });

    test("whose keys have reserved names are INVALID", async (scene) => {
      for (const name of ["__dystore__", "__dystore_expires__"]) {
        for (const options of [
          { primaryKey: name },
          { primaryKey: "ID", shards: [{ path: "$.a", table: "A", primaryKey: name }] },
        ]) {
          assert.throws(
            () => new DyStore({ adapter: scene.adapter, table: "Root", ...options }),
            (error) => error instanceof DyStoreError && error.code === "INVALID" && error.message.includes(name),
          );
        }
      }
    });

    test("whose shards would inherit a number key are INVALID", async (scene) => {
      const primaryKey = { name: "ID", type: "number" } as const;
      assert.throws(
        () => new DyStore({ adapter: scene.adapter, table: "Root", primaryKey, shards: [{ path: "$.a" }] }),
        (error) => error instanceof DyStoreError && error.code === "INVALID" && error.path === "$.a",
      );
    });

    test("name tables that do not stand: TABLE_NOT_FOUND, and nothing is written", async (scene) => {
      scene.needTables();
      await scene.open();
      const store = scene.store(exampleSetup);
      const error = await refused(store.write(examplePerson()), "TABLE_NOT_FOUND");
      assert.equal(typeof error.table, "string");
      const root = scene.store({ table: "Nowhere" });
      for (const call of [
        () => root.write({ a: 1 }),
        () => root.read("k"),
        () => root.delete("k"),
        () => root.writePath("k", "a", 1),
        () => listKeys(root),
      ]) {
        await refused(call(), "TABLE_NOT_FOUND");
      }
      const half = await scene.open({ shards: [{ path: "$.stands[*]", table: "Stands" }] });
      const large = scene.store({
        shards: [
          { path: "$.stands[*]", table: "Stands" },
          { path: "$.not[*]", table: "Missing" },
        ],
      });
      const list = Array.from({ length: 70 }, (_, n) => ({ n }));
      await half.write({ stands: list }, { primaryKey: "k" });
      await refused(large.write({ stands: list, not: list }, { primaryKey: "k" }), "TABLE_NOT_FOUND");
      assert.equal((await scene.table("Root").scan()).length, 1);
      assert.equal((await scene.table("Stands").scan()).length, 70);
    });

    test("name tables that stand with another key: createTables is INVALID", async (scene) => {
      await scene.open({ table: "Root", primaryKey: "ID" });
      await refused(scene.store({ table: "Root", primaryKey: "OTHER" }).createTables(), "INVALID");
      await refused(
        scene.store({ table: "Root", primaryKey: { name: "ID", type: "binary" } }).createTables(),
        "INVALID",
      );
      await scene.store({ table: "Root", primaryKey: "ID" }).createTables();
    });
  });
}
