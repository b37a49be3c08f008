import assert from "node:assert/strict";
import type { DyStore } from "@dystore/core";
import { needsAtomic } from "../adapter/suite.ts";
import { type LargeKind, largeKinds, nested } from "./large-values.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph, StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const inShard: StoreSetup = { shards: [{ path: "$.shard", table: "Shards", primaryKey: "IDX" }] };

/** The graph is what it should be, and nothing is stored but what it names. @returns how many items it takes. */
async function check(scene: EngineScene, store: DyStore<Graph>, expected: Graph): Promise<number> {
  assertSameGraph(await store.read("k"), expected);
  const { items = 0 } = (await store.metadata("k")) ?? {};
  assert.equal(await scene.count(), items, "only what the root names is stored");
  return items;
}

/** Lets a value grow over the limit and shrink again, by every way to write it. */
async function growAndShrink(scene: EngineScene, { make }: LargeKind, place: "root" | "shard"): Promise<void> {
  const { itemBytes } = scene.capabilities.limits;
  const store = await scene.open(place === "root" ? {} : inShard);
  const path = place === "root" ? "$.value" : "$.shard.value";
  const whole = (value: unknown): Graph => (place === "root" ? { value } : { shard: { value } });
  const [small, large] = [make(itemBytes / 16), make(itemBytes * 1.2)];
  const least = place === "root" ? 1 : 2;
  await store.write(whole(small), { primaryKey: "k" });
  assert.equal(await check(scene, store, whole(small)), least);
  await store.writePath("k", path, large);
  assert.ok((await check(scene, store, whole(large))) > least);
  assertSameGraph(await store.readPath("k", path), [large]);
  await store.update("k", () => whole(small));
  assert.equal(await check(scene, store, whole(small)), least);
  await store.write(whole(large), { primaryKey: "k" });
  await check(scene, store, whole(large));
  await store.deletePath("k", path);
  assert.equal(await check(scene, store, place === "root" ? {} : { shard: {} }), least);
}

export function partsGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("what is too large for an item", () => {
    for (const [index, kind] of largeKinds.entries()) {
      const place = index % 2 === 0 ? "root" : "shard";
      atomic(`comes back as it was, grows and shrinks: ${kind.name} in a ${place}`, (scene) =>
        growAndShrink(scene, kind, place),
      );
    }

    atomic("is cut where a code point begins", async (scene) => {
      const store = await scene.open();
      const { itemBytes } = scene.capabilities.limits;
      for (const before of ["", "a", "ab", "abc"]) {
        const text = before + "\u{1f600}é".repeat(itemBytes / 5);
        await store.write({ text }, { primaryKey: "k" });
        const pieces = (await scene.items()).map(({ value }) => value).filter((value) => typeof value === "string");
        assert.ok(pieces.length > 1);
        assert.ok(pieces.every((piece) => piece.isWellFormed() && !piece.includes("\ufffd")));
        assertSameGraph(await store.readPath("k", "$.text"), [text]);
      }
    });

    atomic("is the root itself, by many names: its own key stays readable", async (scene) => {
      const store = await scene.open();
      const { itemBytes } = scene.capabilities.limits;
      const names = Array.from({ length: 50 }, (_, n) => `name ${n}`);
      const data: Graph = Object.fromEntries(names.map((name) => [name, name.padEnd(itemBytes / 40)]));
      Object.assign(data, { ID: "k", __dystore__: 1, __dystore_expires__: "never", value: [2] });
      await store.write(data);
      assert.ok((await check(scene, store, data)) > 2);
      for (const name of ["name 0", "name 49", "a", "zz", "value"]) {
        data[name] = `changed ${name}`;
        await store.writePath("k", `$['${name}']`, data[name]);
        await check(scene, store, data);
      }
      await store.writePath("k", "$['']", "the empty name");
      data[""] = "the empty name";
      await check(scene, store, data);
      for (const name of ["", ...names]) {
        delete data[name];
        await store.deletePath("k", `$['${name}']`);
      }
      await check(scene, store, data);
      await store.update("k", (graph) => graph);
      assert.equal(await check(scene, store, data), 1, "what was read whole and is small is one item again");
    });

    atomic("changes its kind and keeps its content", async (scene) => {
      const store = await scene.open();
      const { itemBytes } = scene.capabilities.limits;
      const list = Array.from({ length: 60 }, (_, n) => `${n}`.padEnd(itemBytes / 50));
      const map = Object.fromEntries(list.map((text, n) => [String(n).padStart(3, "0"), text]));
      await store.write({ value: list }, { primaryKey: "k" });
      for (const value of [new Set(list), list, map, new Map(Object.entries(map)), map, new Map(list.entries())]) {
        await store.update("k", () => ({ value }));
        await check(scene, store, { value });
      }
    });

    atomic("is any depth", async (scene) => {
      const store = await scene.open(inShard);
      for (const levels of [20, 33, 60, 400, 34, 8]) {
        const data = {
          list: nested(levels, "list"),
          shard: { map: nested(levels, "map"), Map: nested(levels, "Map") },
        };
        await store.update("k", () => data);
        await store.write(data, { primaryKey: "k" });
        await check(scene, store, data);
      }
      assert.equal(await scene.count(), 2);
      const steps = ".a".repeat(50);
      await store.writePath("k", "$.shard.map", nested(60, "map"));
      await store.writePath("k", `$.shard.map${steps}`, "deep");
      assertSameGraph(await store.readPath("k", `$.shard.map${steps}`), ["deep"]);
      await check(scene, store, {
        list: nested(8, "list"),
        shard: { map: nested(50, "map", "deep"), Map: nested(8, "Map") },
      });
    });
  });
}
