import assert from "node:assert/strict";
import type { Item, Value } from "@dystore/core/adapter";
import { needsAtomic } from "../adapter/suite.ts";
import { examplePerson, exampleSetup } from "./example.ts";
import type { EngineScene, Graph } from "./scene.ts";
import { rootMetadata, spoilRoot } from "./spoil-root.ts";
import type { EngineSuite } from "./suite.ts";
import { laterStore, pagedGraph, pagedSetup } from "./upkeep-scene.ts";
import { assertWrong, wrongIn } from "./verify-scene.ts";

const metaOf = (item: Item): Item => item["__dystore__"] as Item;
const halfOf = (item: Item): Item => metaOf(item)["private"] as Item;

/** Puts another item in the place of one, or none, while a test looks at what that does. */
async function instead(
  scene: EngineScene,
  table: string,
  item: Item,
  other: Item | undefined,
  look: () => Promise<unknown>,
): Promise<void> {
  const client = scene.table(table);
  const key = client.key(item[client.table.partitionKey.name] as string, item["SK"] as string | undefined);
  if (other === undefined) await client.delete(key);
  else await client.put(client.item(key, other));
  await look();
  await client.put(item);
}

export function verifyDamageGroup({ group, test, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("verify names", () => {
    atomic("shards that are missing, foreign or spoilt", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      const [item = {}] = await scene.items("Shard2");
      const table = scene.layout === "collection" ? "Root" : "Shard2";
      const [sibling = {}] = await scene.items("Shard1");
      const meta = metaOf(item);
      const cases: readonly (readonly [Item | undefined, string])[] = [
        [undefined, "MISSING"],
        [sibling, "FOREIGN"],
        [{ city: "x" }, "FOREIGN"],
        [{ __dystore__: "text" }, "FOREIGN"],
        [{ ...item, __dystore__: { ...meta, ordinal: 99 } }, "FOREIGN"],
        [{ ...item, __dystore__: { ...meta, private: { path: "[]" } } }, "FOREIGN"],
        [{ ...item, __dystore__: { ...meta, private: 5 } }, "UNREADABLE"],
        [{ ...item, __dystore__: { ...meta, format: 2 } }, "UNREADABLE"],
        [{ ...item, __dystore__: { ...meta, private: { ...halfOf(item), notes: "{" } } }, "CONTENT"],
        [{ ...item, __dystore__: { ...meta, private: { ...halfOf(item), notes: '{"city":"date"}' } } }, "CONTENT"],
        [
          { ...item, __dystore__: { ...meta, private: { ...halfOf(item), notes: '{"city":["codec:none"]}' } } },
          "CONTENT",
        ],
        [{ ...item, __dystore__: { ...meta, private: { ...halfOf(item), displaced: 5 } } }, "CONTENT"],
        [{ ...item, __dystore__: { ...meta, private: { ...halfOf(item), boxed: true } } }, "CONTENT"],
        [{ ...item, value: "no map", __dystore__: { ...meta, private: { ...halfOf(item), boxed: true } } }, "MANIFEST"],
      ];
      for (const [other, code] of cases) {
        const where = JSON.stringify(other?.["__dystore__"] ?? "nothing");
        await instead(scene, table, item, other, () => assertWrong(store, "k", [`${code} $.location`], where));
      }
      const foreign = { ...item, __dystore__: { ...meta, root: { table: "x", key: 5 } } };
      await instead(scene, table, item, foreign, async () => {
        const [problem, ...more] = wrongIn(await store.verify("k"));
        // Encryption has no keys for items of a graph that is not there.
        assert.match(problem ?? "", /^(FOREIGN|UNREADABLE) \$\.location$/);
        assert.deepEqual(more, []);
      });
      const notes = {
        ...item,
        __dystore__: { ...meta, format: 0, private: { ...halfOf(item), notes: '{"city":"date"}' } },
      };
      await instead(scene, table, item, notes, () =>
        assertWrong(store, "k", ["BEHIND $.location", "CONTENT $.location"]),
      );
      await assertWrong(store, "k", []);
    });

    atomic("everything that is wrong with one graph", async (scene) => {
      const store = await scene.open(exampleSetup);
      await store.write(examplePerson(), { primaryKey: "k" });
      const [one = {}] = await scene.items("Shard1");
      const [three = {}] = await scene.items("Shard3");
      const collected = scene.layout === "collection";
      await instead(scene, collected ? "Root" : "Shard1", one, undefined, () =>
        instead(scene, collected ? "Root" : "Shard3", three, { n: 1 }, () =>
          assertWrong(store, "k", ["FOREIGN $.location.geolocation", "MISSING $.birth_details"]),
        ),
      );
    });

    atomic("parts that do not hold what the manifest says", async (scene) => {
      const store = await scene.open();
      const { itemBytes } = scene.capabilities.limits;
      const texts = Array.from({ length: 30 }, (_, n) => `${n}`.padEnd(itemBytes / 20, "."));
      const graphs: readonly Graph[] = [
        { all: texts },
        { all: Object.fromEntries(texts.map((text, n) => [`name ${n + 10}`, text])) },
        { all: "é".repeat(itemBytes * 0.75) },
        { all: new Uint8Array(itemBytes * 1.25) },
        { all: new Set(texts) },
        { all: new Map(texts.map((text, n) => [`name ${n}`, text])) },
      ];
      for (const [index, graph] of graphs.entries()) {
        await store.write(graph, { primaryKey: "k" });
        await assertWrong(store, "k", []);
        const parts = (await scene.items()).filter((item) => metaOf(item)["kind"] === "part");
        assert.ok(parts.length > 1);
        const [part = {}] = parts;
        for (const changed of [shortened(part), unboxed(part)]) {
          const wrong = ["BOUNDS $.all"];
          await instead(scene, "Root", part, changed, () => assertWrong(store, "k", wrong, `graph ${index}`));
        }
        await instead(scene, "Root", part, undefined, () =>
          assertWrong(store, "k", ["MISSING $.all"], `graph ${index}`),
        );
      }
      await store.write(graphs[1] ?? {}, { primaryKey: "k" });
      const parts = (await scene.items()).filter((item) => metaOf(item)["kind"] === "part");
      for (const [name, other] of [
        ["name 39", "name 00"],
        ["name 10", "name 99"],
      ] as const) {
        const part = parts.find((item) => name in item) ?? {};
        const { [name]: moved = "", ...others } = part;
        const changed = { ...others, [other]: moved };
        await instead(scene, "Root", part, changed, () => assertWrong(store, "k", ["BOUNDS $.all"], other));
      }
    });

    test("manifests that name something twice, or contradict themselves", async (scene) => {
      const store = await scene.open(exampleSetup);
      const twice = "MANIFEST $";
      for (const [spoil, expected] of [
        [(runs: Value[]) => [...runs, runs[0] ?? 0], ["DUPLICATE $.birth_details", "DUPLICATE $.birth_details", twice]],
        [(runs: Value[]) => runs.slice(0, -1), [twice]],
        [(runs: Value[]) => [[0, -1, ["firstname"], ["a"], 0, 0, 1], ...runs.slice(1)], undefined],
      ] as const) {
        await store.write(examplePerson(), { primaryKey: "k" });
        await spoilRoot(scene, "k", (meta) => {
          const half = meta["private"] as Item;
          return { ...meta, private: { ...half, shards: JSON.stringify(spoil(JSON.parse(half["shards"] as string))) } };
        });
        if (expected !== undefined) await assertWrong(store, "k", expected);
        else assert.equal((await store.verify("k")).status, "damaged");
      }
      await store.write(examplePerson(), { primaryKey: "k" });
      await spoilRoot(scene, "k", ({ places: _, ...meta }) => meta);
      await assertWrong(store, "k", [twice]);
      await store.write(examplePerson(), { primaryKey: "k" });
      await spoilRoot(scene, "k", (meta) => {
        const [first = {}, ...others] = meta["places"] as Item[];
        const [version = 0, , count = 0] = first["runs"] as Value[];
        return { ...meta, places: [{ ...first, runs: [version, 50, count] }, ...others] };
      });
      await assertWrong(store, "k", [twice]);
    });

    test("roots that are none, cannot be read, or are of a later format", async (scene) => {
      const store = await scene.open(exampleSetup);
      for (const [spoil, expected] of [
        [(meta: Item) => ({ ...meta, private: { ...(meta["private"] as Item), shards: "no JSON" } }), "MANIFEST $"],
        [(meta: Item) => ({ ...meta, private: { ...(meta["private"] as Item), layout: "no JSON" } }), "MANIFEST $"],
        [(meta: Item) => ({ ...meta, private: { ...(meta["private"] as Item), layout: "5" } }), "MANIFEST $"],
        [
          (meta: Item) => ({ ...meta, private: { ...(meta["private"] as Item), notes: '{"firstname":"date"}' } }),
          "CONTENT $",
        ],
        [({ private: _, ...meta }: Item) => meta, "UNREADABLE $"],
        [(meta: Item) => ({ ...meta, format: 2 }), "UNREADABLE $"],
        [(meta: Item) => ({ ...meta, version: 5 }), "FOREIGN $"],
      ] as const) {
        await store.write(examplePerson(), { primaryKey: "k" });
        const sound = await rootMetadata(scene, "k");
        await spoilRoot(scene, "k", (meta) => spoil(meta) as Item);
        await assertWrong(store, "k", [expected], spoil.toString());
        await spoilRoot(scene, "k", () => sound);
      }
      await scene.table("Root").put({ ID: "k", theirs: true });
      assert.equal((await store.verify("k")).status, "damaged");
    });

    atomic("pages of a manifest that are missing or spoilt", async (scene) => {
      const store = await scene.open(pagedSetup);
      await store.write(pagedGraph(), { primaryKey: "k" });
      const page = (await scene.items()).find((item) => metaOf(item)["kind"] === "page") ?? {};
      const meta = metaOf(page);
      for (const [other, code] of [
        [undefined, "MISSING"],
        [{ n: 1 }, "FOREIGN"],
        [{ ...page, __dystore__: { ...meta, ordinal: 99_999 } }, "FOREIGN"],
        [{ ...page, __dystore__: { ...meta, places: [] } }, "MANIFEST"],
        [{ ...page, __dystore__: { ...meta, private: { shards: "[]" } } }, "MANIFEST $"],
        [{ ...page, __dystore__: { ...meta, format: 0 } }, "BEHIND"],
      ] as const) {
        await instead(scene, "Root", page, other, async () => {
          const { status } = await assertWrong(store, "k", [code]);
          assert.equal((await laterStore(scene, pagedSetup).verify("k")).status, status);
        });
      }
    });
  });
}

/** A part without the last of what it holds. */
function shortened(part: Item): Item {
  const { value } = part;
  if (typeof value === "string" || value instanceof Uint8Array || Array.isArray(value))
    return { ...part, value: value.slice(0, -1) };
  const { [Object.keys(part).find((name) => name.startsWith("name ")) ?? ""]: _, ...rest } = part;
  return rest;
}

/** A part that says of itself that it holds a map, with one member less or with one alone. */
function unboxed(part: Item): Item {
  const { boxed, ...half } = halfOf(part);
  return { ...(boxed === true ? part : shortened(part)), __dystore__: { ...metaOf(part), private: half } };
}
