import assert from "node:assert/strict";
import { type DyStore, type TransactOperation, transact } from "@dystore/core";
import type { AtomicWrites, ErrorCode } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic, needsManyRegions } from "../adapter/suite.ts";
import { identityMiddleware } from "../middleware/identity-middleware.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import type { EngineScene, Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

type Operation = TransactOperation<unknown>;

/** How far the writes of a test's adapter are atomic. */
function atomicOf({ capabilities }: EngineScene): AtomicWrites {
  assert.ok(capabilities.atomic !== false);
  return capabilities.atomic;
}

function writes(store: DyStore<Graph>, count: number, data: Graph): Operation[] {
  return Array.from({ length: count }, (_, n) => store.operation({ kind: "write", data, primaryKey: `k${n}` }));
}

export function transactRefusalsGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("a transact that is refused writes nothing", () => {
    atomic("where one of its operations is", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const primaryKey of ["a", "b"]) await store.write(examplePerson(), { primaryKey });
      const before = await scene.contents();
      const good = store.operation({ kind: "writePath", key: "a", path: "$.location.city", value: "x" });
      const cyclic: Graph = {};
      cyclic["self"] = cyclic;
      const bad: readonly (readonly [ErrorCode, Operation])[] = [
        ["CONFLICT", store.operation({ kind: "write", data: {}, primaryKey: "b", ifAbsent: true })],
        ["CONFLICT", store.operation({ kind: "write", data: {}, primaryKey: "b", ifVersion: "another" })],
        ["CONFLICT", store.operation({ kind: "write", data: {}, primaryKey: "none", ifVersion: "another" })],
        ["CONFLICT", store.operation({ kind: "update", key: "b", fn: () => ({}), ifVersion: "another" })],
        ["CONFLICT", store.operation({ kind: "delete", key: "b", ifVersion: "another" })],
        ["INVALID", store.operation({ kind: "write", data: cyclic })],
        ["INVALID", store.operation({ kind: "writePath", key: "b", path: "$[", value: 1 })],
        ["INVALID", store.operation({ kind: "writePath", key: "b", path: "$.n", value: undefined })],
        ["INVALID", store.operation({ kind: "writePath", key: "b", path: "$.n", value: () => 1 })],
        ["INVALID", store.operation({ kind: "deletePath", key: "", path: "$.n" })],
        ["INVALID", store.operation({ kind: "update", key: "b", fn: () => cyclic })],
      ];
      for (const [index, [code, operation]] of bad.entries()) {
        for (const operations of [
          [good, operation],
          [operation, good],
        ]) {
          const { message, key } = await refused(transact(operations), code, `the transact of number ${index}`);
          const position = `operations[${operations.indexOf(operation)}]`;
          assert.ok(key !== undefined || message.includes(position), `${message} says which operation it is about`);
        }
      }
      assert.deepEqual(await scene.contents(), before);
    });

    atomic("where the function of an update throws, with its own error", async (scene) => {
      const store = await scene.open();
      await store.write({}, { primaryKey: "a" });
      const before = await scene.contents();
      const mine = new Error("mine");
      const operations = [
        store.operation({ kind: "write", data: {}, primaryKey: "b" }),
        store.operation({ kind: "update", key: "a", fn: () => Promise.reject(mine) }),
      ];
      await assert.rejects(transact(operations), mine);
      assert.deepEqual(await scene.contents(), before);
    });

    atomic("where two operations are on one graph", async (scene) => {
      const store = await scene.open({ primaryKey: { name: "ID", type: "number" } });
      const same = scene.store({ primaryKey: { name: "ID", type: "number" } });
      const other = await scene.open({ table: "Other", primaryKey: { name: "ID", type: "number" } });
      const write = store.operation({ kind: "write", data: {}, primaryKey: 1 });
      for (const twin of [
        store.operation({ kind: "delete", key: 1n }),
        same.operation({ kind: "write", data: { ID: 1 } }),
        store.operation({ kind: "update", key: 1, fn: () => undefined }),
        write,
      ]) {
        const { key } = await refused(transact([write, twin]), "INVALID");
        assert.equal(key, 1, "the error names the graph");
      }
      assert.equal(await scene.count(), 0);
      await transact([write, other.operation({ kind: "write", data: {}, primaryKey: 1 })]);
      assert.equal(await scene.count(), 2);
    });

    atomic("where their stores have several adapters", async (scene) => {
      const store = await scene.open();
      const elsewhere = scene.store({}, identityMiddleware(scene.adapter));
      const operations = [store, elsewhere].map((each) => each.operation({ kind: "write", data: {} }));
      await refused(transact(operations), "INVALID");
      assert.equal(await scene.count(), 0);
    });

    atomic("where there are more roots than steps of an atomic write", async (scene) => {
      const store = await scene.open();
      const { steps } = atomicOf(scene);
      await refused(transact(writes(store, steps + 1, {})), "INVALID");
      assert.equal(await scene.count(), 0);
      await transact(writes(store, steps, {}));
      assert.equal(await scene.count(), steps);
      await transact(Array.from({ length: steps }, (_, n) => store.operation({ kind: "delete", key: `k${n}` })));
      assert.equal(await scene.count(), 0);
    });

    atomic("where there are more roots and intents than steps of an atomic write", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX" }] });
      const half = Math.floor(atomicOf(scene).steps / 2);
      const data = { list: [["a"], ["b"]] };
      await refused(transact(writes(store, half + 1, data)), "INVALID");
      assert.equal(await scene.count(), 0);
      await transact(writes(store, half, data));
      assert.equal(await scene.count(), 3 * half, "shards are staged");
    });

    atomic("where the roots are larger than an atomic write", async (scene) => {
      const store = await scene.open();
      const { steps, bytes } = atomicOf(scene);
      const large = Math.floor(scene.capabilities.limits.itemBytes * 0.9);
      const most = Math.floor(bytes / (large + 1000));
      if (most + 1 > steps) return;
      const data = { large: "x".repeat(large) };
      const { message } = await refused(transact(writes(store, most + 1, data)), "INVALID");
      assert.match(message, /bytes/);
      assert.equal(await scene.count(), 0);
      await transact(writes(store, most, data));
      assert.equal(await scene.count(), most);
    });

    needing(needsAtomic, needsManyRegions)(
      "where roots lie in several Regions, and writes do not reach over",
      async (scene) => {
        const region = scene.capabilities.region === "eu-west-1" ? "us-west-2" : "eu-west-1";
        const stores = [await scene.open(), await scene.open({ table: "Far", region })];
        const operations = stores.map((store) => store.operation({ kind: "write", data: {}, primaryKey: "k" }));
        if (atomicOf(scene).scope === "region") {
          await refused(transact(operations), "NOT_SUPPORTED");
          assert.equal(await scene.count(), 0);
        } else {
          await transact(operations);
          assert.equal(await scene.count(), 2);
        }
      },
    );

    atomic("where something is no operation of a store", async (scene) => {
      const store = await scene.open();
      const write = store.operation({ kind: "write", data: {} });
      const odd: readonly unknown[] = [{ kind: "delete", key: "k" }, undefined, null, "write", store];
      for (const operation of odd) await refused(transact([write, operation as Operation]), "INVALID");
      const read = store.operation({ kind: "read", key: "k" } as never);
      await refused(transact([write, read]), "INVALID");
      assert.equal(await scene.count(), 0);
    });
  });
}
