import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { intercept, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

async function holding(shards: number): Promise<Adapter> {
  const beneath = memoryAdapter();
  await (await prepared(beneath)).write(graphOf(shards), { primaryKey: "k" });
  return beneath;
}

describe("a signal that fired", () => {
  test("before the call: ABORTED from every method, and nothing is written", async () => {
    const beneath = await holding(2);
    const before = await itemsIn(beneath);
    const store = storeOn(beneath);
    const signal = AbortSignal.abort("why");
    const calls = [
      () => store.createTables({ signal }),
      () => store.write(graphOf(1), { signal }),
      () => store.write(graphOf(1), { signal, primaryKey: "k" }),
      () => store.write(graphOf(120), { signal, primaryKey: "k" }),
      () => store.write({}, { signal, primaryKey: "k", saveShards: false }),
      () => store.read("k", { signal }),
      () => store.readMany(["k"], { signal }),
      () => store.readPath("k", "$.stamp", { signal }),
      () => store.writePath("k", "$.stamp", 1, { signal }),
      () => store.deletePath("k", "$.stamp", { signal }),
      () => store.update("k", () => ({}), { signal }),
      () => store.delete("k", { signal }),
      () => store.touch("k", new Date(0), { signal }),
      () => store.writeMany([{ data: {}, primaryKey: "k" }], { signal }),
      () => store.deleteMany(["k"], { signal }),
      () => store.exists("k", { signal }),
      () => store.metadata("k", { signal }),
      () => store.keys({ signal }).next(),
    ];
    for (const [index, call] of calls.entries()) {
      await expect(call(), `call ${index}`).rejects.toMatchObject({ code: "ABORTED", cause: "why" });
    }
    expect(await itemsIn(beneath)).toEqual(before);
  });

  test.each(["staging", "commit"] as const)(
    "before the %s of a large write: ABORTED, and nothing of it stays",
    async (role) => {
      const beneath = await holding(2);
      const before = await itemsIn(beneath);
      const controller = new AbortController();
      const adapter = intercept(beneath, {
        async write({ steps }, proceed) {
          if (roleOf(steps) === role) controller.abort();
          return proceed();
        },
      });
      const { signal } = controller;
      const writing = storeOn(adapter).write(graphOf(120), { primaryKey: "k", signal });
      await expect(writing).rejects.toMatchObject({ code: "ABORTED" });
      expect(await itemsIn(beneath)).toEqual(before);
    },
  );

  test("while a large write is staged: ABORTED, and nothing of it stays", async () => {
    const beneath = await holding(2);
    const before = await itemsIn(beneath);
    const controller = new AbortController();
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        await proceed();
        if (roleOf(steps) === "staging") controller.abort();
      },
    });
    const { signal } = controller;
    const writing = storeOn(adapter).write(graphOf(120), { primaryKey: "k", signal });
    await expect(writing).rejects.toMatchObject({ code: "ABORTED" });
    expect(await itemsIn(beneath)).toEqual(before);
  });

  test("once the commit was sent does not make a success a failure, and leaves nothing behind", async () => {
    for (const lost of [false, true]) {
      for (const shards of [2, 120]) {
        const beneath = await holding(shards);
        const controller = new AbortController();
        const adapter = intercept(beneath, {
          async write({ steps }, proceed) {
            await proceed();
            if (roleOf(steps) !== "commit") return;
            controller.abort();
            if (lost) throw new TypeError("the answer got lost");
          },
        });
        const { signal } = controller;
        await storeOn(adapter).write(graphOf(shards, 1), { primaryKey: "k", signal });
        expect(await storeOn(beneath).read("k")).toEqual(graphOf(shards, 1));
        expect(await itemsIn(beneath)).toHaveLength(1 + shards);
      }
    }
  });

  test("while an update's function runs: ABORTED, and the function does not run again", async () => {
    const beneath = await holding(2);
    const before = await itemsIn(beneath);
    const controller = new AbortController();
    let runs = 0;
    const { signal } = controller;
    const change = () => {
      runs++;
      controller.abort();
      return {};
    };
    await expect(storeOn(beneath).update("k", change, { signal })).rejects.toMatchObject({ code: "ABORTED" });
    expect(runs).toBe(1);
    expect(await itemsIn(beneath)).toEqual(before);
  });

  test("between pages of keys: ABORTED", async () => {
    const beneath = await holding(2);
    const store = storeOn(beneath);
    await store.write({}, { primaryKey: "other" });
    const controller = new AbortController();
    const keys = store.keys({ signal: controller.signal });
    await keys.next();
    controller.abort();
    await expect(async () => {
      for await (const _ of keys) expect(_).toBeDefined();
    }).rejects.toMatchObject({ code: "ABORTED" });
  });
});
