import assert from "node:assert/strict";
import type { Codec } from "@dystore/core";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

class Note {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const codec: Codec<Note> = {
  name: "note",
  test: (value) => value instanceof Note,
  encode: ({ text }) => text,
  decode: (stored) => new Note(String(stored)),
};

function long(scene: EngineScene): string {
  return "x".repeat(scene.capabilities.limits.itemBytes * 1.5);
}

export function movingPartsGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("parts and declared places", () => {
    atomic("what is no shard although its place is declared stays where it is when others change", async (scene) => {
      const setup = { codecs: [codec], shards: [{ path: "$.in.*", table: "Apart", primaryKey: "IDX" }] };
      const store = await scene.open(setup);
      const text = long(scene);
      const data: Graph = {
        n: 1,
        in: { url: new URL(`http://host/${text}`), note: new Note(text), set: new Set([text]), text },
      };
      await store.write(data, { primaryKey: "k" });
      const shards = (await store.metadata("k"))?.shards;
      assert.equal(shards, 2, "the Set and the text");
      assert.equal(await store.writePath("k", "$.n", 2), true);
      assert.equal(await store.writeStream("k", "$.list", [1, 2]), true);
      assert.equal(await store.deletePath("k", "$.list[0]"), true);
      assertSameGraph(await store.read("k"), { ...data, n: 2, list: [2] });
      assert.equal((await store.metadata("k"))?.shards, shards);
      assert.equal((await store.verify("k")).status, "sound");
      assert.equal(await scene.count(), (await store.metadata("k"))?.items);
    });

    atomic("what moves to a declared position becomes a shard with its parts", async (scene) => {
      const shards = [{ path: "$.list[1]", table: "Apart", primaryKey: "IDX" }];
      const store = await scene.open({ shards });
      const text = long(scene);
      const half = text.slice(0, text.length / 2);
      for (const moved of [
        text,
        new Uint8Array(text.length),
        new Set([half, `${half}.`]),
        [half, `${half}.`],
        { a: half, b: `${half}.` },
      ]) {
        const list: unknown[] = [0, 1, moved, "last"];
        await store.write({ list, in: { list } }, { primaryKey: "k" });
        assert.equal(await store.deletePath("k", "$.list[0]"), true);
        assertSameGraph(await store.read("k"), { list: list.slice(1), in: { list } });
        assert.equal((await store.metadata("k"))?.shards, 1);
        assert.equal((await store.verify("k")).status, "sound");
        assert.equal(await scene.count(), (await store.metadata("k"))?.items);
      }
    });
  });
}
