import assert from "node:assert/strict";
import { metadata, transact } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic, needsManyRegions, needsNoAtomic, needsSteps } from "../adapter/suite.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertSameGraph, deepFreeze } from "./same-graph.ts";
import type { Graph, StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const listSetup: StoreSetup = { shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX" }] };

function numbered(count: number, stamp: number): Graph {
  return { stamp, list: Array.from({ length: count }, (_, n) => ({ n, stamp })) };
}

export function transactGroup({ group, test, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("several graphs in one transact", () => {
    needing(needsSteps(12))(
      "are changed at once by operations of every kind, which answer as methods do",
      async (scene) => {
        const store = await scene.open(exampleSetup);
        for (const primaryKey of ["a", "b", "c", "d"]) await store.write(examplePerson(), { primaryKey });
        const results = await transact([
          store.operation({ kind: "write", data: examplePerson(), primaryKey: "new", ifAbsent: true }),
          store.operation({ kind: "writePath", key: "a", path: "$.location.city", value: "x" }),
          store.operation({ kind: "deletePath", key: "b", path: "$.birth_details" }),
          store.operation({ kind: "update", key: "c", fn: ({ firstname }) => ({ firstname, n: 1 }) }),
          store.operation({ kind: "delete", key: "d" }),
        ]);
        assert.deepEqual(results, ["new", true, true, { firstname: "john", n: 1 }, true]);
        const { birth_details: _, ...rest } = examplePerson();
        assertSameGraph(await store.read("new"), examplePerson());
        assertSameGraph(await store.read("a"), {
          ...rest,
          birth_details: _,
          location: { ...rest.location, city: "x" },
        });
        assertSameGraph(await store.read("b"), rest);
        assertSameGraph(await store.read("c"), { firstname: "john", n: 1 });
        assert.equal(await store.read("d"), undefined);
        assert.equal(await scene.count(), 4 + 4 + 3 + 1, "nothing is left of what was replaced");
        const versions = await Promise.all(
          ["new", "a", "b", "c"].map(async (key) => (await store.metadata(key))?.version),
        );
        assert.equal(new Set(versions).size, 1, "they share one version");
        assert.equal(results[3]?.[metadata].version, versions[0]);
      },
    );

    atomic("may be of several stores, in tables with keys of other types", async (scene) => {
      const people = await scene.open(exampleSetup);
      const numbers = await scene.open({
        table: "Numbers",
        primaryKey: { name: "N", type: "number" },
        shards: [{ path: "$.list[*]", table: "Elements", primaryKey: { name: "IDX", type: "binary" } }],
      });
      const write = () => [
        people.operation({ kind: "write", data: examplePerson(), primaryKey: "1" }),
        numbers.operation({ kind: "write", data: numbered(2, 1), primaryKey: 1 }),
      ];
      assertSameGraph(await transact(write()), ["1", 1]);
      assertSameGraph(await transact(write()), ["1", 1]);
      assertSameGraph(await people.read("1"), examplePerson());
      assertSameGraph(await numbers.read(1), numbered(2, 1));
      assert.equal(await scene.count(), 4 + 3);
      const removed = await transact([
        people.operation({ kind: "delete", key: "1" }),
        numbers.operation({ kind: "delete", key: 1n }),
      ]);
      assert.deepEqual(removed, [true, true]);
      assert.equal(await scene.count(), 0);
    });

    atomic("may be larger than one atomic write, beside small ones", async (scene) => {
      const store = await scene.open(listSetup);
      await store.write(numbered(110, 1), { primaryKey: "gone" });
      await store.write(numbered(1, 1), { primaryKey: "small" });
      const first = await transact([
        store.operation({ kind: "write", data: numbered(120, 1), primaryKey: "large" }),
        store.operation({ kind: "writePath", key: "small", path: "$.stamp", value: 2 }),
        store.operation({ kind: "delete", key: "gone" }),
      ]);
      assert.deepEqual(first, ["large", true, true]);
      assert.equal(await scene.count(), 121 + 2, "neither an intent nor a shard is left");
      const second = await transact([
        store.operation({ kind: "update", key: "large", fn: () => numbered(130, 2) }),
        store.operation({ kind: "write", data: numbered(110, 3), primaryKey: "small" }),
      ]);
      assertSameGraph(second, [numbered(130, 2), "small"]);
      assertSameGraph(await store.read("large"), numbered(130, 2));
      assertSameGraph(await store.read("small"), numbered(110, 3));
      assert.equal(await scene.count(), 131 + 111);
      await transact(["large", "small"].map((key) => store.operation({ kind: "delete", key })));
      assert.equal(await scene.count(), 0);
    });

    atomic("that change nothing answer so, and leave everything as it is", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      await store.write({}, { primaryKey: "expired", expiresAt: new Date(0) });
      const before = await scene.contents();
      const nothing = [
        store.operation({ kind: "writePath", key: "k", path: "$.none.here", value: 1 }),
        store.operation({ kind: "writePath", key: "expired", path: "$.here", value: 1 }),
        store.operation({ kind: "deletePath", key: "none", path: "$.here" }),
        store.operation({ kind: "delete", key: "nobody" }),
      ] as const;
      assert.deepEqual(await transact(nothing), [false, false, false, false]);
      const left = store.operation({ kind: "update", key: "k", fn: () => undefined });
      const absent = store.operation({ kind: "update", key: "none", fn: () => assert.fail("there is no graph") });
      assert.deepEqual(await transact([left, absent]), [undefined, undefined]);
      assert.deepEqual(await scene.contents(), before);
      const written = store.operation({ kind: "write", data: { n: 1 }, primaryKey: "new" });
      assert.deepEqual(await transact([left, written, absent]), [undefined, "new", undefined]);
      assertSameGraph(await store.read("new"), { n: 1 });
      const gone = store.operation({ kind: "delete", key: "expired" });
      assert.deepEqual(await transact([gone, left]), [false, undefined], "what has expired was no graph");
      assert.equal(await scene.count("Root"), 2, "but its item is removed");
    });

    atomic("are copied when transact is called, and never changed", async (scene) => {
      const store = await scene.open({ ...exampleSetup, schema: undefined });
      await store.write({}, { primaryKey: "b" });
      const data = examplePerson();
      const value = { list: [1] };
      const pending = transact([
        store.operation({ kind: "write", data, primaryKey: "a" }),
        store.operation({ kind: "writePath", key: "b", path: "$.value", value }),
      ]);
      data.location.city = "changed later";
      value.list.push(2);
      await pending;
      assertSameGraph(await store.read("a"), examplePerson());
      assertSameGraph(await store.read("b"), { value: { list: [1] } });
      const frozen = [
        store.operation({ kind: "write", data: deepFreeze(examplePerson()), primaryKey: "a" }),
        store.operation({ kind: "writePath", key: "b", path: "$.value", value: deepFreeze({ list: [3] }) }),
      ];
      await transact(frozen);
      await transact(frozen);
      assertSameGraph(await store.readPath("b", "$.value.list[0]"), [3]);
    });

    test("of one operation is what its method is, and of none is nothing", async (scene) => {
      const store = await scene.open();
      assert.deepEqual(await transact([]), []);
      const [key] = await transact([store.operation({ kind: "write", data: { n: 1 } })]);
      assertSameGraph(await store.read(key), { n: 1 });
      const set = store.operation({ kind: "writePath", key, path: "$.n", value: 2 });
      assert.deepEqual(await transact([set]), [true]);
      const read = store.operation({ kind: "update", key, fn: (graph) => graph });
      assertSameGraph(await transact([read]), [{ n: 2 }]);
      assert.deepEqual(await transact([store.operation({ kind: "deletePath", key, path: "$.m" })]), [false]);
      await refused(transact([store.operation({ kind: "delete", key, ifVersion: "another" })]), "CONFLICT");
      assert.deepEqual(await transact([store.operation({ kind: "delete", key })]), [true]);
      assert.equal(await scene.count(), 0);
    });

    needing(needsManyRegions, needsAtomic)("may have shards in other Regions", async (scene) => {
      const region = scene.capabilities.region === "eu-west-1" ? "us-west-2" : "eu-west-1";
      const store = await scene.open({ shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX", region }] });
      const write = (stamp: number) =>
        transact(
          ["a", "b"].map((primaryKey) => store.operation({ kind: "write", data: numbered(2, stamp), primaryKey })),
        );
      await write(1);
      await write(2);
      assertSameGraph(await store.read("a"), numbered(2, 2));
      assertSameGraph(await store.read("b"), numbered(2, 2));
      assert.equal(await scene.count(), 6);
    });

    needing(needsNoAtomic)("are NOT_SUPPORTED without atomic writes, and nothing is written", async (scene) => {
      const store = await scene.open();
      const writes = ["a", "b"].map((primaryKey) => store.operation({ kind: "write", data: {}, primaryKey }));
      await refused(transact(writes), "NOT_SUPPORTED");
      assert.equal(await scene.count(), 0);
    });
  });
}
