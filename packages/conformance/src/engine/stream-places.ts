import assert from "node:assert/strict";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

/** A text that no item can hold. */
function long(scene: EngineScene): string {
  return "x".repeat(scene.capabilities.limits.itemBytes * 1.5);
}

/** Enough for several parts. */
function rows(): object[] {
  return Array.from({ length: 3000 }, (_, n) => ({ n, text: `row ${n} `.repeat(20) }));
}

export function streamPlacesGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("streams and what stands around them", () => {
    atomic(
      "are refused within Maps and objects with an empty name, before anything is read or written",
      async (scene) => {
        const store = await scene.open();
        const map = new Map<unknown, unknown>([
          ["log", []],
          [1, 2],
        ]);
        const data = {
          map,
          named: new Map([["log", [long(scene)]]]),
          empty: { "": 1, log: [] },
          object: {},
          list: [map],
        };
        await store.write(data, { primaryKey: "k" });
        const before = await scene.contents();
        const untouched = { [Symbol.iterator]: () => assert.fail("the source is read") };
        for (const path of [
          "$.map.log",
          "$.named.log",
          "$.named.new",
          "$.empty.log",
          "$.object['']",
          "$.object[''].in",
          "$['']",
          "$.list[0].log",
        ]) {
          await refused(store.writeStream("k", path, untouched), "INVALID", path);
          await refused(store.writeStream("k", path, untouched, { as: "text" }), "INVALID", path);
        }
        assert.deepEqual(await scene.contents(), before);
      },
    );

    atomic(
      "end with CONFLICT where others change what is around them, and leave the graph as those made it",
      async (scene) => {
        const plain = await scene.open();
        const apart = await scene.open({ shards: [{ path: "$.a.list", table: "Apart", primaryKey: "IDX" }] });
        const within = await scene.open({ shards: [{ path: "$.a.list[*]" }] });
        const changes: (readonly [expected: object, change: () => Promise<unknown>])[] = [
          [{ a: { list: [{ n: 7 }] } }, () => within.write({ a: { list: [{ n: 7 }] } }, { primaryKey: "k" })],
          [{ a: { list: [], "": 5 } }, () => plain.writePath("k", "$.a['']", 5)],
          [{ a: new Map([["list", 1]]) }, () => plain.writePath("k", "$.a", new Map([["list", 1]]))],
        ];
        // In a collection the shard lies where the parts do, which then are the shard's.
        if (scene.layout === "tables") {
          changes.push([{ a: { list: [7] } }, () => apart.write({ a: { list: [7] } }, { primaryKey: "k" })]);
        }
        for (const as of ["list", "text"] as const) {
          for (const [expected, change] of changes) {
            await plain.write({ a: { list: [] } }, { primaryKey: "k" });
            const source = async function* () {
              for (const row of rows()) yield as === "list" ? row : JSON.stringify(row);
              await change();
            };
            await refused(plain.writeStream("k", "$.a.list", source() as AsyncIterable<string>, { as }), "CONFLICT");
            assertSameGraph(await plain.read("k"), expected);
            assert.equal(await scene.count(), (await plain.metadata("k"))?.items);
          }
        }
      },
    );

    atomic("give whole elements of lists out of which shards are cut by position", async (scene) => {
      const store = await scene.open({ shards: [{ path: "$.list[1]", table: "Apart", primaryKey: "IDX" }] });
      const text = long(scene);
      const bytes = new Uint8Array(text.length);
      const list = [text, { a: 1 }, { text }, bytes, [text, text], new Set([text.slice(1), text])];
      await store.write({ list }, { primaryKey: "k" });
      const read: unknown[] = [];
      for await (const element of store.readStream("k", "$.list")) read.push(element);
      assertSameGraph(read, list);
    });

    atomic("take lists whose types say more than their values", async (scene) => {
      const store = await scene.open();
      const mixed = Array.from({ length: 60_000 }, (_, n) => (n % 2 === 0 ? 2 : 1n));
      const map = new Map(Array.from({ length: 20_000 }, (_, n) => [`${n}`, n % 2 === 0 ? 0 : -0]));
      await store.write({ list: [] }, { primaryKey: "k" });
      assert.equal(await store.writeStream("k", "$.list", [...mixed, map]), true);
      assertSameGraph(await store.readPath("k", "$.list[-1]"), [map]);
      assertSameGraph(await store.read("k"), { list: [...mixed, map] });
      assert.equal(await scene.count(), (await store.metadata("k"))?.items);
    });
  });
}
