import assert from "node:assert/strict";
import type { Codec } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineSuite } from "./suite.ts";
import { everyType, everyValue } from "./types.ts";

class Money {
  readonly cents: bigint;
  readonly spent: Date | undefined;

  constructor(cents: bigint, spent?: Date) {
    this.cents = cents;
    this.spent = spent;
  }
}

const money: Codec<Money> = {
  name: "money",
  test: (value) => value instanceof Money,
  encode: (value) => ({ cents: value.cents, spent: value.spent }),
  decode: (stored) => {
    const { cents, spent } = stored as { cents: bigint; spent?: Date };
    return new Money(cents, spent);
  },
};

const pattern: Codec<RegExp> = {
  name: "pattern",
  test: (value) => value instanceof RegExp,
  encode: (value) => [value.source, value.flags],
  decode: (stored) => {
    const [source = "", flags] = stored as string[];
    return new RegExp(source, flags);
  },
};

export function valueTypesGroup({ group, test }: EngineSuite): void {
  group("values", () => {
    test("of every type come back as themselves, alone, in lists, maps, Maps and Sets", async (scene) => {
      const store = await scene.open();
      for (const [name, value] of everyValue()) {
        const data = {
          value,
          list: [value, [value], value],
          map: { in: value },
          Map: new Map([["a", value]]),
          set: new Set([value]),
        };
        await store.write(data, { primaryKey: "k" });
        assertSameGraph(await store.read("k"), data, name);
        assertSameGraph(await store.readPath("k", "map.in"), [value], name);
      }
    });

    test("of every type stay themselves when something else is changed", async (scene) => {
      const store = await scene.open();
      const key = await store.write({ ...everyType(), n: 0 });
      await store.writePath(key, "n", 1);
      await store.update(key, (graph) => ({ ...graph, n: Number(graph["n"]) + 1 }));
      assertSameGraph(await store.read(key), { ...everyType(), n: 2 });
    });

    test("that are undefined are left out of objects", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.shard", table: "Shards" }] });
      const key = await store.write({
        a: undefined,
        b: { c: undefined, d: 1 },
        shard: undefined,
        e: [{ f: undefined }],
      });
      assertSameGraph(await store.read(key), { b: { d: 1 }, e: [{}] });
      assert.equal(await scene.count(), 1);
    });

    test("that share one object are stored as copies", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.a" }] });
      const shared = { list: [1] };
      const key = await store.write({ a: shared, b: shared, c: [shared, shared] });
      const read = await store.read(key);
      assertSameGraph(read, { a: shared, b: shared, c: [shared, shared] });
      assert.notEqual(read?.["a"], read?.["b"]);
    });

    test("from buffers come back as plain binaries of just their bytes", async (scene) => {
      const store = await scene.open();
      const buffer = Buffer.from("xhellox").subarray(1, 6);
      const key = await store.write({ buffer });
      assertSameGraph(await store.read(key), { buffer: new Uint8Array(Buffer.from("hello")) });
    });

    test("without a prototype come back as plain objects", async (scene) => {
      const store = await scene.open();
      const key = await store.write(
        Object.assign(Object.create(null), { a: Object.assign(Object.create(null), { b: 1 }) }),
      );
      assertSameGraph(await store.read(key), { a: { b: 1 } });
    });

    test("of users' classes come back through codecs, in all places", async (scene) => {
      const codecs = [money, pattern];
      const shards = [
        { path: "$.shard", table: "Shards" },
        { path: "$.list[*]", table: "Shards" },
      ];
      const store = await scene.open({ codecs, shards });
      const spent = new Money(5n, new Date(1));
      const data = {
        top: spent,
        shard: { in: new Money(2n ** 80n) },
        list: [new Money(1n), { in: [new Money(2n), new Money(3n)] }],
        map: new Map([["a", spent]]),
        set: new Set([/a+/gi, /b/]),
      };
      const key = await store.write(data);
      const read = await store.read(key);
      assert.deepEqual(read, data);
      assert.ok(read?.["top"] instanceof Money);
      assert.deepEqual(await store.readPath(key, "list[1].in[1]"), [new Money(3n)]);
      await store.writePath(key, "shard.in", /c/u);
      assert.deepEqual(await store.readPath(key, "shard"), [{ in: /c/u }]);
      await store.update(key, (graph) => ({ ...graph, top: 1 }));
      assert.deepEqual(await store.read(key), { ...data, top: 1, shard: { in: /c/u } });
      const without = await refused(scene.store({ shards }).read(key), "INTEGRITY");
      assert.match(without.message, /"(money|pattern)"/);
      assert.equal(await scene.store({ shards }).delete(key), true);
    });
  });
}
