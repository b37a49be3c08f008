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
  });
}
