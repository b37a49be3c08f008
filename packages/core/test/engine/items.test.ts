import { describe, expect, test } from "vitest";
import type { Adapter, Item, Step } from "../../src/adapter.ts";
import { metadata } from "../../src/index.ts";
import { type Graph, graphOf, itemsIn, prepared } from "./graphs.ts";
import { intercept, metadataOf, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

/** An adapter that keeps every step written through it. */
function recording(adapter: Adapter): { readonly adapter: Adapter; readonly steps: Step[] } {
  const steps: Step[] = [];
  const recorded = intercept(adapter, {
    write(call, proceed) {
      steps.push(...structuredClone(call.steps));
      return proceed();
    },
  });
  return { adapter: recorded, steps };
}

function keyOf(item: Item): unknown {
  return item["ID"] ?? item["IDX"];
}

function puts(steps: readonly Step[], kind: string): Item[] {
  return steps.flatMap((step) => (step.kind === "put" && metadataOf(step.item)["kind"] === kind ? [step.item] : []));
}

describe("items", () => {
  test("of an intent stand beside the root while its version is staged: open, new, taken away by the commit", async () => {
    const beneath = memoryAdapter();
    let staged: Item[] = [];
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) === "commit") staged = await itemsIn(beneath);
        return proceed();
      },
    });
    const { steps } = recording(adapter);
    const recorded = recording(adapter);
    const store = await prepared(beneath, recorded.adapter);
    const start = Date.now();
    await store.write(graphOf(120), { primaryKey: "k" });
    expect(steps).toEqual([]);

    const [intent] = puts(recorded.steps, "intent");
    const version = (await store.metadata("k"))?.version ?? "";
    const [, digest = ""] = /^([\w-]{22})\./.exec(String(intent?.["ID"])) ?? [];
    expect(intent).toEqual({
      ID: `${digest}.${version}.intent`,
      __dystore__: {
        kind: "intent",
        format: 1,
        version,
        written: expect.any(Number),
        root: { table: "Root", key: "k" },
        state: "open",
      },
    });
    expect(metadataOf(intent ?? {})["written"]).toBeGreaterThanOrEqual(start);
    expect(recorded.steps).toContainEqual(expect.objectContaining({ item: intent, if: { kind: "absent" } }));
    expect(staged).toHaveLength(121);
    expect(staged).toContainEqual(intent);
    for (const shard of puts(recorded.steps, "shard")) expect(String(shard["IDX"])).toContain(`${digest}.${version}.`);
    expect(await itemsIn(beneath)).toHaveLength(121);
  });

  test("of shards say which root, version and place they belong to", async () => {
    const beneath = memoryAdapter();
    const store = await prepared(beneath);
    await store.write({ list: [{ n: 1, in: { m: 2 } }] }, { primaryKey: "k" });
    const version = (await store.metadata("k"))?.version;
    const shards = (await itemsIn(beneath)).filter((item) => metadataOf(item)["kind"] === "shard");
    const common = {
      kind: "shard",
      format: 1,
      version,
      written: expect.any(Number),
      root: { table: "Root", key: "k" },
    };
    expect(shards).toEqual([
      { IDX: expect.any(String), n: 1, __dystore__: { ...common, ordinal: 0, private: { path: '["list",0]' } } },
      { IDX: expect.any(String), m: 2, __dystore__: { ...common, ordinal: 1, private: { path: '["list",0,"in"]' } } },
    ]);
  });

  test("are created atomically under a token where others may know the key, so that no late copy brings them back", async () => {
    const beneath = memoryAdapter();
    const writes: unknown[] = [];
    const adapter = intercept(beneath, {
      write({ steps, options }, proceed) {
        writes.push([steps.length, options.atomic, typeof options.token]);
        return proceed();
      },
    });
    const store = await prepared(beneath, adapter);
    await store.write({ n: 1 }, { primaryKey: "k" });
    await store.write({ n: 1 }, { primaryKey: "other", ifAbsent: true });
    expect(writes.splice(0)).toEqual([
      [1, true, "string"],
      [1, true, "string"],
    ]);
    await store.write({ n: 1 });
    await store.write({ n: 2 }, { primaryKey: "k" });
    expect(writes, "a condition is enough for a key that nobody knows, and for a version that never recurs").toEqual([
      [1, false, "undefined"],
      [1, false, "undefined"],
    ]);
  });

  test("are never changed once written, nor is a key or version ever used again", async () => {
    const beneath = memoryAdapter();
    const { adapter, steps } = recording(beneath);
    const store = await prepared(beneath, adapter);
    for (let round = 0; round < 3; round++) {
      await store.write(graphOf(5), { primaryKey: "k" });
      await store.writePath("k", "$.list[2].n", round);
      await store.update("k", (graph) => ({
        ...graph,
        list: [...(graph["list"] as Graph[]), { in: [round] }].reverse(),
      }));
      await store.deletePath("k", "$.list[0]");
      await store.write(graphOf(130, round), { primaryKey: "k" });
      await store.write({ round, list: [] }, { primaryKey: "k", saveShards: false });
      if (round % 2 === 0) await store.delete("k");
    }
    const shards = puts(steps, "shard").map(keyOf);
    expect(new Set(shards).size).toBe(shards.length);
    const versions = puts(steps, "root").map((item) => String(metadataOf(item)["version"]));
    expect(new Set(versions).size).toBe(versions.length);
    for (const version of versions) expect(version).toMatch(/^[\w-]{22}$/);
    for (const step of steps) {
      if (step.kind === "put" && metadataOf(step.item)["kind"] === "root") expect(step.if).toBeDefined();
    }
  });

  test("of a root remember the last 8 versions, the latest first", async () => {
    const beneath = memoryAdapter();
    const store = await prepared(beneath);
    const versions: string[] = [];
    for (let n = 0; n < 12; n++) {
      await store.write({ n }, { primaryKey: "k" });
      const [root = {}] = await itemsIn(beneath);
      expect(metadataOf(root)["past"]).toEqual(versions.slice(0, 8));
      versions.unshift((await store.metadata("k"))?.version ?? "");
    }
  });

  test("of shards that did not change stay, after however many changes of others", async () => {
    const beneath = memoryAdapter();
    const store = await prepared(beneath);
    const list = Array.from({ length: 40 }, (_, n) => ({ n, in: { n } }) as Graph);
    await store.write({ list }, { primaryKey: "k" });
    const keysIn = async () => new Set((await itemsIn(beneath)).map(keyOf));
    for (let change = 0; change < 60; change++) {
      const index = (change * 17) % 40;
      const before = await keysIn();
      if (change % 3 === 0) {
        await store.writePath("k", `$.list[${index}].in.n`, -change);
        list[index] = { ...list[index], in: { n: -change } };
      } else {
        await store.writePath("k", `$.list[${index}].n`, -change);
        list[index] = { ...list[index], n: -change };
      }
      const after = await keysIn();
      expect([...before].filter((key) => !after.has(key))).toHaveLength(1);
      expect(await store.read("k")).toEqual({ list });
    }
    const read = await store.read("k");
    expect(read?.[metadata].shards).toBe(80);
    await store.delete("k");
    expect(await itemsIn(beneath)).toEqual([]);
  });

  test("of a shard that was the same before and after stay though the function made new objects of everything", async () => {
    const beneath = memoryAdapter();
    const store = await prepared(beneath);
    const data = () => ({
      list: [
        { at: new Date(1), map: new Map([["a", new Set([1n])]]), bytes: Uint8Array.of(1), nothing: null, zero: -0 },
      ],
    });
    await store.write(data(), { primaryKey: "k" });
    const shards = async () => (await itemsIn(beneath)).filter((item) => metadataOf(item)["kind"] === "shard");
    const before = await shards();
    await store.update("k", data);
    expect(await shards()).toEqual(before);
    for (const [name, value] of [
      ["zero", 0],
      ["at", new Date(2)],
      ["map", new Map([["a", new Set([1])]])],
      ["bytes", Uint8Array.of(2)],
      ["nothing", undefined],
    ] as const) {
      const earlier = await shards();
      await store.update("k", () => ({ list: [{ ...data().list[0], [name]: value }] }));
      expect(await shards(), name).not.toEqual(earlier);
      await store.update("k", data);
    }
  });
});
