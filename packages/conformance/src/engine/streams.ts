import assert from "node:assert/strict";
import type { DyStore } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph, described } from "./same-graph.ts";
import type { Graph, StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const setup: StoreSetup = {
  shards: [
    { path: "$.shards[*]", table: "Elements", primaryKey: "IDX", shards: [{ path: "$.in" }] },
    { path: "$.rows[*].photo" },
  ],
};

/** Every kind of long value, larger than items at DynamoDB's limits. */
function longValues() {
  const inner = Array.from({ length: 3000 }, (_, n) => `${n}`.repeat(50));
  return {
    list: Array.from({ length: 6000 }, (_, n) => ({ n, at: new Date(n), text: `reading ${n}`.repeat(10) })),
    shards: Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? n : { n, in: [n, new Set([n])] })),
    rows: Array.from({ length: 4 }, (_, n) => ({ n, photo: { of: n } })),
    nested: [{ inner }, 5, -0],
    inner,
    text: "a\u{1f600}é".repeat(90_000),
    binary: new Uint8Array(500_000).map((_, n) => n % 251),
    set: new Set(Array.from({ length: 3000 }, (_, n) => `member ${n}`.repeat(20))),
    short: [1, 2],
  };
}

async function streamed(store: DyStore<Graph>, path: string): Promise<unknown[]> {
  const pieces: unknown[] = [];
  for await (const piece of store.readStream("k", path)) pieces.push(piece);
  return pieces;
}

export function streamsGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("streams", () => {
    atomic("give the elements of lists and the pieces of strings and binaries in order", async (scene) => {
      const store = await scene.open(setup);
      const data = longValues();
      await store.write(data, { primaryKey: "k" });
      for (const name of ["list", "shards", "rows", "nested", "short"] as const) {
        assert.deepEqual(described(await streamed(store, `$.${name}`)), described(data[name]), name);
      }
      assertSameGraph(await streamed(store, "$.nested[0].inner"), data.inner);
      const texts = await streamed(store, "$.text");
      assert.ok(texts.length > 3, "the text comes in pieces");
      assert.equal(texts.join(""), data.text);
      const pieces = (await streamed(store, "$.binary")) as Uint8Array[];
      assert.ok(pieces.length > 3, "the binary comes in pieces");
      assert.deepEqual(new Uint8Array(Buffer.concat(pieces)), data.binary);
    });

    atomic("give nothing where nothing stands, and refuse what is no list, string or binary", async (scene) => {
      const store = await scene.open(setup);
      assert.deepEqual(await streamed(store, "$.list"), []);
      await store.write(longValues(), { primaryKey: "k" });
      assert.deepEqual(await streamed(store, "$.nowhere"), []);
      assert.deepEqual(await streamed(store, "$.list[9999]"), []);
      for (const path of ["$.set", "$.nested[0]", "$.nested[1]", "$.*", "$.list[-1]", "$", "$..list"]) {
        await refused(streamed(store, path), "INVALID", path);
      }
    });

    atomic("end with CONFLICT where the graph is replaced before its next pieces come", async (scene) => {
      const store = await scene.open(setup);
      await store.write({ text: "x".repeat(12_000_000) }, { primaryKey: "k" });
      const text = store.readStream("k", "$.text");
      await text.next();
      await store.delete("k");
      const rest = async () => {
        for await (const piece of text) assert.ok(piece);
      };
      await refused(rest(), "CONFLICT");
    });

    atomic(
      "write lists, strings and binaries that come piece by piece, and leave nothing else behind",
      async (scene) => {
        const store = await scene.open({ shards: [{ path: "$.apart", table: "Apart", primaryKey: "IDX" }] });
        const { list, text, binary, nested } = longValues();
        await store.write({ kept: 1, list: [0], apart: { x: 1 } }, { primaryKey: "k" });
        assert.equal(await store.writeStream("k", "$.list", [...list, ...nested]), true);
        assert.equal(await store.writeStream("k", "$.apart.list", each(list)), true);
        const halves = [text.slice(0, 2), text.slice(2, 70_001), text.slice(70_001)];
        assert.equal(await store.writeStream("k", "$.text", each(halves), { as: "text" }), true);
        const pieces = [binary.subarray(0, 5), binary.subarray(5, 400_000), binary.subarray(400_000)];
        assert.equal(await store.writeStream("k", "$.apart.binary", pieces, { as: "binary" }), true);
        const expected = { kept: 1, list: [...list, ...nested], apart: { x: 1, list, binary }, text };
        assertSameGraph(await store.read("k"), expected);
        assert.equal(await store.writePath("k", "$.apart.list[5].text", "changed"), true);
        assert.deepEqual(await store.readPath("k", "$.apart.list[4:6].text"), [list[4]?.text, "changed"]);
        assert.equal(await scene.count(), (await store.metadata("k"))?.items);
        assert.equal(await store.writeStream("k", "$.list", []), true);
        assert.deepEqual(await store.readPath("k", "$.list"), [[]]);
        assert.equal(await scene.count(), (await store.metadata("k"))?.items);
        await store.delete("k");
        assert.equal(await scene.count(), 0);
      },
    );

    atomic("that cannot be written leave the graph as it was, and nothing of themselves", async (scene) => {
      const store = await scene.open(setup);
      await store.write({ list: [1], shards: [{ n: 1 }] }, { primaryKey: "k" });
      const before = await scene.contents();
      const { list } = longValues();
      assert.equal(await store.writeStream("nobody", "$.list", list), false);
      assert.equal(await store.writeStream("k", "$.no.where", list), false);
      const failing = async function* () {
        for (let round = 0; round < 10; round++) yield* list;
        throw new RangeError("the source ends");
      };
      await assert.rejects(store.writeStream("k", "$.list", failing()), RangeError);
      const error = await refused(store.writeStream("k", "$.list", [...list, () => 1]), "INVALID");
      assert.equal(error.path, `$.list[${list.length}]`);
      await refused(store.writeStream("k", "$.shards", list), "INVALID");
      await refused(store.writeStream("k", "$.list[*]", list), "INVALID");
      await refused(store.writeStream("k", "$.list", list, { as: "binary" }), "INVALID");
      await refused(store.writeStream("k", "$.list", ["a\ud800"], { as: "text" }), "INVALID");
      assert.deepEqual(await scene.contents(), before);
      await store.writePath("k", "$.place", { list: [] });
      const displacing = async function* () {
        yield* list;
        await store.deletePath("k", "$.place");
      };
      assert.equal(await store.writeStream("k", "$.place.list", displacing()), false);
      assert.equal(await scene.count(), (await store.metadata("k"))?.items);
      const deleting = async function* () {
        yield* list;
        await store.delete("k");
      };
      await refused(store.writeStream("k", "$.list", deleting()), "CONFLICT");
      assert.equal(await scene.count(), 0);
    });

    atomic("are written beside other changes of their graph, and none is lost", async (scene) => {
      const store = await scene.open(setup);
      const { list } = longValues();
      await store.write({ list: [] }, { primaryKey: "k" });
      await Promise.all([
        store.writeStream("k", "$.list", each(list)),
        ...Array.from({ length: 5 }, (_, n) => store.writePath("k", `$.other${n}`, n)),
      ]);
      const { list: read, ...others }: Graph = (await store.read("k")) ?? {};
      assertSameGraph(read, list);
      assert.deepEqual(Object.values(others).sort(), [0, 1, 2, 3, 4]);
      assert.equal(await scene.count(), (await store.metadata("k"))?.items);
    });
  });
}

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}
