import assert from "node:assert/strict";
import type { DyStore } from "@dystore/core";
import type { Item } from "@dystore/core/adapter";
import { refused } from "../adapter/refusal.ts";
import { needsAtomic } from "../adapter/suite.ts";
import { longNamed } from "./pages.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph, StoreSetup } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const setup: StoreSetup = { shards: [{ path: "$.map.*", table: "Shards", primaryKey: "IDX" }] };

/** A graph whose list, names and text are parts. */
function inParts(scene: EngineScene, stamp: string): Graph {
  const { itemBytes } = scene.capabilities.limits;
  const texts = Array.from({ length: 40 }, (_, n) => `${stamp} ${n}`.padEnd(itemBytes / 40, "."));
  const names = Object.fromEntries(texts.map((text, n) => [`name ${String(n).padStart(2, "0")}`, text]));
  return { small: stamp, list: texts, names, text: texts.join("") };
}

function metadataOf(item: Item): Item {
  return item["__dystore__"] as Item;
}

function half(item: Item): Item {
  return metadataOf(item)["private"] as Item;
}

/** One of the parts of each thing that was cut: the list, the names, the text. */
function someOf(parts: readonly Item[]): Item[] {
  return [...new Map(parts.map((part) => [half(part)["path"], part])).values()];
}

async function itemsOf(scene: EngineScene, key: string, kind: string): Promise<Item[]> {
  const items = (await scene.items()).filter((item) => metadataOf(item)["kind"] === kind);
  return items.filter((item) => (metadataOf(item)["root"] as Item)["key"] === key);
}

/** The attributes of an item's key. */
function keyIn({ ID = "", SK }: Item): Item {
  return SK === undefined ? { ID } : { ID, SK };
}

async function removeItem(scene: EngineScene, { ID, SK }: Item): Promise<void> {
  const table = scene.table("Root");
  await table.delete(SK === undefined ? table.key(String(ID)) : table.key(String(ID), String(SK)));
}

/** The graph cannot be read, what needs nothing of the damage can, and deleting leaves nothing that is still named. */
async function assertBroken(store: DyStore<Graph>, what: string): Promise<void> {
  await refused(store.read("one"), "INTEGRITY", what);
  await refused(store.readPath("one", "$..*"), "INTEGRITY", what);
  await refused(
    store.update("one", (graph) => graph),
    "INTEGRITY",
    what,
  );
}

export function partDamageGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("damaged parts and pages", () => {
    atomic("a part that is missing is INTEGRITY; the rest can be read, and the graph deleted", async (scene) => {
      const store = await scene.open();
      await store.write(inParts(scene, "one"), { primaryKey: "one" });
      const parts = await itemsOf(scene, "one", "part");
      assert.ok(parts.length > 6);
      for (const part of someOf(parts)) {
        await removeItem(scene, part);
        await assertBroken(store, "a missing part");
        assert.deepEqual(await store.readPath("one", "$.small"), ["one"]);
        assert.equal(await store.writePath("one", "$.small", "one"), true);
        await scene.table("Root").put(part);
        assertSameGraph(await store.read("one"), inParts(scene, "one"));
      }
      await removeItem(scene, parts[0] ?? {});
      assert.equal(await store.delete("one"), true);
      assert.equal(await scene.count(), 0);
    });

    atomic("a part that was exchanged, cut short or is another graph's is INTEGRITY", async (scene) => {
      const store = await scene.open();
      await store.write(inParts(scene, "one"), { primaryKey: "one" });
      await store.write(inParts(scene, "two"), { primaryKey: "two" });
      const parts = await itemsOf(scene, "one", "part");
      const others = await itemsOf(scene, "two", "part");
      for (const part of someOf(parts)) {
        const ordinal = metadataOf(part)["ordinal"];
        const sibling = parts.find((each) => each !== part && half(each)["path"] === half(part)["path"]) ?? {};
        const twin = others.find((each) => metadataOf(each)["ordinal"] === ordinal) ?? {};
        const { value } = part;
        const [name = ""] = Object.keys(part).filter((each) => each.startsWith("name"));
        const { [name]: _, ...fewer } = part;
        const renamed = { ...fewer, "a name before all": part[name] ?? "" };
        const short: Item[] =
          name !== ""
            ? [fewer, renamed, { ...part, more: 1 }]
            : [{ ...part, value: (value as string | readonly string[]).slice(1) as string }];
        for (const spoilt of [
          ...short,
          { ...sibling, ...keyIn(part) },
          { ...twin, ...keyIn(part) },
          { ...part, __dystore__: { ...metadataOf(part), kind: "shard" } },
          { ...part, __dystore__: { ...metadataOf(part), private: { ...half(part), path: '["other"]' } } },
          { ...part, value: null, __dystore__: { ...metadataOf(part), private: { ...half(part), boxed: true } } },
        ]) {
          await scene.table("Root").put(spoilt);
          await assertBroken(store, JSON.stringify(spoilt).slice(0, 200));
        }
        await scene.table("Root").put(part);
      }
      assertSameGraph(await store.read("one"), inParts(scene, "one"));
      await scene.table("Root").put({ ...others[0], ...keyIn(parts[0] ?? {}) });
      assert.equal(await store.delete("one"), true);
      assertSameGraph(await store.read("two"), inParts(scene, "two"));
      await store.delete("two");
      assert.equal(await scene.count(), 0);
    });

    atomic(
      "notes that are none, a later format and a manifest that lacks a half are seen by reading",
      async (scene) => {
        const store = await scene.open({ shards: [{ path: "$.shard", table: "Apart", primaryKey: "IDX" }] });
        await store.write({ ...inParts(scene, "one"), shard: { at: new Date(1) } }, { primaryKey: "one" });
        const spoil = async (kind: string, change: (metadata: Item) => Item): Promise<void> => {
          const [item] = await itemsOf(scene, "one", kind);
          assert.ok(item !== undefined);
          const spoilt = { ...item, __dystore__: change(metadataOf(item)) };
          await scene.table(kind === "shard" ? "Apart" : "Root").put(spoilt);
          const code = change({ format: 1, private: {} })["format"] === 2 ? "NOT_SUPPORTED" : "INTEGRITY";
          await refused(store.read("one"), code, JSON.stringify(spoilt["__dystore__"]).slice(0, 200));
          await scene.table(kind === "shard" ? "Apart" : "Root").put(item);
        };
        for (const notes of ["[5]", "5", "null", '{"a":5}', '["map",{"a":[1]}]', '["map",null,[5]]']) {
          const spoilt = (metadata: Item): Item => ({
            ...metadata,
            private: { ...(metadata["private"] as Item), notes },
          });
          await spoil("shard", spoilt);
          await spoil("part", spoilt);
        }
        await spoil("shard", (metadata) => ({ ...metadata, format: 2 }));
        await spoil("part", (metadata) => ({ ...metadata, format: 2 }));
        const root = (await scene.items("Root")).find((item) => metadataOf(item)["kind"] === "root") ?? {};
        const { shards, ...others } = half(root);
        const twice = JSON.stringify([...JSON.parse(String(shards)), JSON.parse(String(shards))[0]]);
        for (const spoilt of [others, { ...others, shards: twice }]) {
          await scene.table("Root").put({ ...root, __dystore__: { ...metadataOf(root), private: spoilt } });
          await refused(store.read("one"), "INTEGRITY", JSON.stringify(spoilt).slice(0, 200));
        }
        assert.equal(await store.delete("one"), true);
        assert.equal(await scene.count(), 0);
      },
    );

    atomic(
      "a page that is missing, exchanged or another graph's is INTEGRITY, and the graph can still be deleted",
      async (scene) => {
        const store = await scene.open(setup);
        const map = longNamed(scene);
        await store.write({ map, one: 1 }, { primaryKey: "one" });
        await store.write({ map, two: 2 }, { primaryKey: "two" });
        const [page, ...siblings] = await itemsOf(scene, "one", "page");
        const [twin] = await itemsOf(scene, "two", "page");
        assert.ok(page !== undefined && twin !== undefined);
        const shorter = { ...half(page), shards: JSON.stringify(JSON.parse(String(half(page)["shards"])).slice(1)) };
        for (const spoilt of [
          { ...twin, ...keyIn(page) },
          ...siblings.map((sibling) => ({ ...sibling, ...keyIn(page) })),
          { ...page, __dystore__: { ...metadataOf(page), kind: "part" } },
          { ...page, __dystore__: { ...metadataOf(page), versions: 5 } },
          { ...page, __dystore__: { ...metadataOf(page), private: shorter } },
          { ...page, __dystore__: { ...metadataOf(page), private: { shards: "not JSON" } } },
          undefined,
        ]) {
          if (spoilt === undefined) await removeItem(scene, page);
          else await scene.table("Root").put(spoilt);
          await assertBroken(store, JSON.stringify(spoilt)?.slice(0, 200) ?? "a missing page");
          await refused(store.metadata("one"), "INTEGRITY");
          assert.equal(await store.exists("one"), true);
        }
        assert.equal(await store.delete("one"), true);
        assert.equal(await store.read("one"), undefined);
        assertSameGraph(await store.read("two"), { map, two: 2 });
        await store.write({ map, one: 1 }, { primaryKey: "one" });
        assertSameGraph(await store.read("one"), { map, one: 1 });
      },
    );
  });
}
