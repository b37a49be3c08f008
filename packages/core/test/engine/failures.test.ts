import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { ErrorCode } from "../../src/index.ts";
import { failing } from "./failing.ts";
import { type Graph, graphOf, itemsIn, kindsIn, prepared, storeOn } from "./graphs.ts";
import { failure, intercept, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";
import { samples } from "./operations.ts";

/** What an adapter can say of a write that it did not, or not wholly, carry out. */
const codes: readonly ErrorCode[] = ["THROTTLED", "UNAVAILABLE", "ACCESS_DENIED", "TABLE_NOT_FOUND", "ITEM_TOO_LARGE"];

async function holding(before: Graph | undefined): Promise<Adapter> {
  const beneath = memoryAdapter();
  const store = await prepared(beneath);
  if (before !== undefined) await store.write(before, { primaryKey: "k" });
  return beneath;
}

describe.each([2, 120])("where %i shards cannot be committed", { timeout: 60_000 }, (shards) => {
  test.each(samples(shards))("the code is told, the old graph stays, nothing else does: $name", async (sample) => {
    for (const code of codes) {
      const beneath = await holding(sample.before);
      const before = await itemsIn(beneath);
      await expect(sample.run(storeOn(failing(beneath, "commit", code)))).rejects.toMatchObject({ code });
      expect(await itemsIn(beneath)).toEqual(before);
    }
  });
});

describe("where shards cannot be staged", { timeout: 60_000 }, () => {
  const staging = samples(120).filter(({ name }) => /first write|overwrite$|update/.test(name));

  test.each(staging)("the code is told, the old graph stays, nothing else does: $name", async (sample) => {
    for (const code of codes) {
      for (const part of [0, 0.4, 1]) {
        const beneath = await holding(sample.before);
        const before = await itemsIn(beneath);
        await expect(sample.run(storeOn(failing(beneath, "staging", code, part)))).rejects.toMatchObject({ code });
        expect(await itemsIn(beneath), `${part} of it staged`).toEqual(before);
      }
    }
  });

  test.each(staging)("a lost answer is no doubt about the graph, which is unchanged: $name", async (sample) => {
    const beneath = await holding(sample.before);
    const before = await itemsIn(beneath);
    const run = sample.run(storeOn(failing(beneath, "staging", "UNKNOWN_OUTCOME", 1)));
    await expect(run).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await itemsIn(beneath)).toEqual(before);
  });

  test("and the root cannot be read beside it, what was staged is taken back", async () => {
    const beneath = await holding(graphOf(1));
    const before = await itemsIn(beneath);
    const adapter = intercept(beneath, { get: () => Promise.reject(failure("THROTTLED")) });
    const writing = storeOn(adapter).write(graphOf(120), { primaryKey: "k" });
    await expect(writing).rejects.toMatchObject({ code: "THROTTLED" });
    expect(await itemsIn(beneath)).toEqual(before);
  });

  test("nor taken back, the old graph stays, and the next write works", async () => {
    const beneath = await holding(graphOf(1));
    let broken = true;
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (!broken) return proceed();
        if (roleOf(steps) === "staging") await proceed(steps.slice(0, 50));
        throw failure("UNAVAILABLE");
      },
    });
    const store = storeOn(adapter);
    await expect(store.write(graphOf(120), { primaryKey: "k" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await store.read("k")).toEqual(graphOf(1));
    expect((await kindsIn(beneath)).filter((kind) => kind === "intent open")).toHaveLength(1);
    broken = false;
    await store.write(graphOf(120, 1), { primaryKey: "k" });
    expect(await store.read("k")).toEqual(graphOf(120, 1));
  });
});

describe("where cleaning up fails", { timeout: 60_000 }, () => {
  test.each(samples(120))("the operation succeeds all the same: $name", async ({ before, after, run }) => {
    const beneath = await holding(before);
    for (const code of [...codes, "UNKNOWN_OUTCOME"] as const) {
      const again = await holding(before);
      expect(await run(storeOn(failing(again, "cleaning", code)))).toBeTruthy();
      expect(await storeOn(again).read("k")).toEqual(after);
    }
    await run(storeOn(beneath));
    expect(await storeOn(beneath).read("k")).toEqual(after);
  });

  test("what stays is named by no manifest, and harms nobody", async () => {
    const beneath = await holding(graphOf(120));
    await storeOn(failing(beneath, "cleaning", "UNAVAILABLE")).write({ small: 1 }, { primaryKey: "k" });
    expect(await kindsIn(beneath)).toHaveLength(121);
    const store = storeOn(beneath);
    await store.write(graphOf(3), { primaryKey: "k" });
    expect(await store.read("k")).toEqual(graphOf(3));
    await store.delete("k");
    expect(await kindsIn(beneath)).toHaveLength(120);
  });
});

test("without atomic writes, graphs with shards are NOT_SUPPORTED, others work", async () => {
  const beneath = memoryAdapter({ atomic: false });
  const store = await prepared(beneath);
  for (const shards of [1, 120]) {
    for (const primaryKey of ["k", undefined]) {
      await expect(store.write(graphOf(shards), { primaryKey })).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    }
  }
  expect(await itemsIn(beneath)).toEqual([]);
  await store.write({ n: 1 }, { primaryKey: "k" });
  await store.writePath("k", "$.n", 2);
  await store.update("k", (graph) => ({ ...graph, m: 1 }));
  await expect(store.writePath("k", "$.list", [{}])).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  expect(await store.read("k")).toEqual({ n: 2, m: 1 });
  expect(await store.delete("k")).toBe(true);
});

test("what no cutting makes small enough is known before anything is written, intents and shards among it", async () => {
  const limits = { itemBytes: 3000 };
  const beneath = memoryAdapter({ limits });
  await (await prepared(beneath)).write(graphOf(1), { primaryKey: "k" });
  const adapter = intercept(beneath, { write: () => expect.unreachable("something was written") });
  const store = storeOn(adapter);
  const long = { ["n".repeat(3000)]: 1 };
  for (const data of [
    { ...graphOf(150), long },
    { list: [...Array.from({ length: 150 }, () => ({})), { long }] },
    { list: [{ long }] },
  ]) {
    for (const primaryKey of ["k", "new", undefined]) {
      await expect(store.write(data, { primaryKey })).rejects.toMatchObject({ code: "ITEM_TOO_LARGE" });
    }
    await expect(store.update("k", () => data)).rejects.toMatchObject({ code: "ITEM_TOO_LARGE" });
  }
});

test("where others keep being faster, an operation gives up with CONFLICT", { timeout: 60_000 }, async () => {
  const attempts: ((store: ReturnType<typeof storeOn>) => Promise<unknown>)[] = [
    (store) => store.write({ mine: 1 }, { primaryKey: "k" }),
    (store) => store.writePath("k", "$.stamp", 1),
    (store) => store.update("k", (graph) => graph),
    (store) => store.delete("k"),
  ];
  const giveUp = async (run: (typeof attempts)[number]) => {
    const beneath = await holding(graphOf(1));
    const other = storeOn(beneath);
    let commits = 0;
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) === "commit") await other.writePath("k", "$.theirs", ++commits);
        return proceed();
      },
    });
    await expect(run(storeOn(adapter))).rejects.toMatchObject({ code: "CONFLICT", table: "Root", key: "k" });
    expect(commits).toBeGreaterThan(10);
    expect(commits).toBeLessThan(100);
    expect(await other.read("k")).toEqual({ ...graphOf(1), theirs: commits });
  };
  await Promise.all(attempts.map(giveUp));
});

test("one of many that somebody was faster than begins anew, on what stands there now", async () => {
  const beneath = await holding(graphOf(1));
  const other = storeOn(beneath);
  let isFirst = true;
  const adapter = intercept(beneath, {
    async write(_, proceed) {
      if (isFirst) {
        isFirst = false;
        await other.writePath("k", "$.stamp", "theirs");
      }
      return proceed();
    },
  });
  const results = await storeOn(adapter).writeMany([{ data: graphOf(1, 5), primaryKey: "k" }]);
  expect(results).toEqual([{ status: "fulfilled", value: "k" }]);
  isFirst = true;
  expect((await storeOn(adapter).deleteMany(["k"])).get("k")).toEqual({ status: "fulfilled", value: true });
  expect(await itemsIn(beneath)).toEqual([]);
});
