import { expect, test } from "vitest";
import type { Adapter, Item } from "../../src/adapter.ts";
import { graphOf, prepared, storeOn } from "./graphs.ts";
import { intercept } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

/** An adapter whose reads see what stood there at a moment of the past, unless they ask to be consistent. */
async function lagging(beneath: Adapter, remember: () => Promise<unknown>): Promise<Adapter> {
  const past = new Map<string, Item | undefined>();
  const recording = intercept(beneath, {
    async get({ keys }, proceed) {
      const items = await proceed();
      for (const [index, { partition }] of keys.entries()) past.set(String(partition), structuredClone(items[index]));
      return items;
    },
  });
  await storeOn(recording).read("k");
  await remember();
  return intercept(beneath, {
    get({ keys, options }, proceed) {
      if (options.consistent === true) return proceed();
      return Promise.resolve(keys.map(({ partition }) => structuredClone(past.get(String(partition)))));
    },
  });
}

test("a read that may be behind finds an old graph whole, or a new one, where old shards are gone", async () => {
  const beneath = memoryAdapter();
  const store = await prepared(beneath);
  await store.write(graphOf(3), { primaryKey: "k" });
  const behind = storeOn(await lagging(beneath, () => store.write(graphOf(3, 1), { primaryKey: "k" })));
  expect(await behind.read("k", { consistent: false })).toEqual(graphOf(3));
  expect(await behind.read("k")).toEqual(graphOf(3, 1));
  expect(await behind.readPath("k", "$.list[*].stamp", { consistent: false })).toEqual([0, 0, 0]);
  expect((await behind.readMany(["k"], { consistent: false })).get("k")).toEqual(graphOf(3));
});

test("a read that sees a new root but not yet its shards asks again, consistently", async () => {
  const beneath = memoryAdapter();
  const store = await prepared(beneath);
  await store.write(graphOf(3), { primaryKey: "k" });
  let asked = 0;
  const adapter = intercept(beneath, {
    async get({ keys, options }, proceed) {
      const items = await proceed();
      if (options.consistent === true) return items;
      asked++;
      return items.map((item, index) => (keys[index]?.table.name === "Root" ? item : undefined));
    },
  });
  expect(await storeOn(adapter).read("k", { consistent: false })).toEqual(graphOf(3));
  expect(await storeOn(adapter).readPath("k", "$.list[0].n", { consistent: false })).toEqual([0]);
  expect((await storeOn(adapter).readMany(["k"], { consistent: false })).get("k")).toEqual(graphOf(3));
  expect(asked).toBe(6);
});
