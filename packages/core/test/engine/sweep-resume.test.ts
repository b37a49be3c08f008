import { expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { SweepResult } from "../../src/index.ts";
import { graphOf, itemsIn, kindsIn, prepared, storeOn } from "./graphs.ts";
import { failure, intercept, roleOf } from "./intercept.ts";
import { hour, kindsBesideIntents, start, sweepAt, week } from "./leftovers.ts";
import { memoryAdapter } from "./memory.ts";

const later = { clock: () => start + 2 * hour };

/** Graphs that stand, and shards of such that are gone. */
async function littered(): Promise<Adapter> {
  const beneath = memoryAdapter();
  const store = await prepared(beneath, beneath, { clock: () => start });
  for (let n = 0; n < 5; n++) {
    await store.write(graphOf(10), { primaryKey: `gone ${n}` });
    await store.delete(`gone ${n}`, { deleteShards: false });
    await store.write(graphOf(2), { primaryKey: `stays ${n}` });
  }
  return beneath;
}

function removedIn({ tables }: SweepResult): number {
  return tables.reduce((sum, { removed }) => sum + removed, 0);
}

const sound = [...new Array(5).fill("root"), ...new Array(10).fill("shard")];

test("a sweep that was ended by its signal says where to go on, and the next one finds the rest", {
  timeout: 60_000,
}, async () => {
  let early = 0;
  for (let call = 1; ; call++) {
    const beneath = await littered();
    const controller = new AbortController();
    let calls = 0;
    const counted = intercept(beneath, {
      get: (_, proceed) => {
        if (++calls === call) controller.abort();
        return proceed();
      },
      write: (_, proceed) => {
        if (++calls === call) controller.abort();
        return proceed();
      },
    });
    const first = await storeOn(counted, later).sweep({ signal: controller.signal, segments: 3 });
    if (!controller.signal.aborted) {
      expect(first.after).toBeUndefined();
      break;
    }
    expect(first.after).toBeTypeOf("string");
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    if (removedIn(first) < 50) early++;
    const rest = await storeOn(beneath, later).sweep({ after: first.after });
    expect(rest.after).toBeUndefined();
    expect(removedIn(first) + removedIn(rest)).toBe(50);
    expect(await kindsBesideIntents(beneath)).toEqual(sound);
  }
  expect(early).toBeGreaterThan(3);
});

test("a sweep tells after each page what it did and where it would go on, and does not go back", async () => {
  const beneath = await littered();
  const told: SweepResult[] = [];
  const store = storeOn(beneath, later);
  const whole = await store.sweep({ segments: 2, onProgress: (soFar) => told.push(soFar) });
  expect(told.at(-1)?.tables).toEqual(whole.tables);
  expect(told.map(removedIn)).toEqual(told.map(removedIn).toSorted((a, b) => a - b));
  expect(whole.tables.map(({ table, region }) => [table, region])).toEqual([
    ["Root", "us-east-2"],
    ["Elements", "us-east-2"],
  ]);
  const again = await store.sweep({ after: told.at(-1)?.after });
  expect(again.tables).toEqual([]);
});

test("a sweep whose signal has fired already does nothing", async () => {
  const beneath = await littered();
  const before = await itemsIn(beneath);
  const { tables, after } = await storeOn(beneath, later).sweep({ signal: AbortSignal.abort() });
  expect(tables).toEqual([]);
  expect(await itemsIn(beneath)).toEqual(before);
  await storeOn(beneath, later).sweep({ after });
  expect(await kindsBesideIntents(beneath)).toEqual(sound);
});

test("a dry run writes nothing and says what a sweep would do", async () => {
  const beneath = await littered();
  await storeOn(beneath).write(graphOf(3), { primaryKey: "expired", expiresAt: new Date(start) });
  const adapter = intercept(beneath, { write: () => expect.unreachable("something was written") });
  const planned = await storeOn(adapter, later).sweep({ dryRun: true });
  expect(removedIn(planned)).toBe(54);
  expect(await storeOn(beneath, later).sweep()).toMatchObject({ tables: [{ removed: 1 }, { removed: 53 }] });
});

test("no intent is put for versions that the graph itself remembers, nor for those of expired graphs", async () => {
  const beneath = memoryAdapter();
  const clock = () => start;
  const store = await prepared(beneath, beneath, { clock });
  await store.write(graphOf(3), { primaryKey: "k" });
  const dirty = intercept(beneath, {
    write: ({ steps, options }, proceed) => proceed(options.atomic ? steps.filter(({ kind }) => kind === "put") : []),
  });
  for (let n = 0; n < 8; n++) await storeOn(dirty, { clock }).writePath("k", "$.list[*].stamp", n + 1);
  await store.write(graphOf(2), { primaryKey: "expired", expiresAt: new Date(start) });
  expect((await storeOn(beneath, later).sweep()).tables).toMatchObject([{ removed: 1 }, { removed: 24 + 2 }]);
  expect(await kindsIn(beneath)).toEqual(["root", "shard", "shard", "shard"]);
});

test("of a version that a graph still names in part, the rest is removed", async () => {
  for (const index of [0, 1, 2]) {
    const beneath = memoryAdapter();
    const clock = () => start;
    const store = await prepared(beneath, beneath, { clock });
    await store.write(graphOf(3), { primaryKey: "k" });
    const dirty = intercept(beneath, {
      write: ({ steps, options }, proceed) => proceed(options.atomic ? steps.filter(({ kind }) => kind === "put") : []),
    });
    await storeOn(dirty, { clock }).writePath("k", `$.list[${index}].n`, "changed");
    expect(await kindsIn(beneath)).toHaveLength(5);
    expect(removedIn(await storeOn(beneath, later).sweep())).toBe(1);
    expect(await store.readPath("k", `$.list[${index}].n`)).toEqual(["changed"]);
    expect(await kindsIn(beneath)).toEqual(["root", "shard", "shard", "shard"]);
  }
});

test("an open intent that stands alone is aborted, and goes a week later", async () => {
  const beneath = memoryAdapter();
  const dying = intercept(beneath, {
    async write({ steps }, proceed) {
      if (roleOf(steps) === "staging") await proceed(steps.slice(0, 1));
      throw failure("UNAVAILABLE");
    },
  });
  const store = await prepared(beneath, dying, { clock: () => start });
  await expect(store.write(graphOf(120), { primaryKey: "k" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(await kindsIn(beneath)).toEqual(["intent open"]);
  await sweepAt(beneath, hour);
  expect(await kindsIn(beneath)).toEqual(["intent open"]);
  await sweepAt(beneath, hour + 1);
  expect(await kindsIn(beneath)).toEqual(["intent aborted"]);
  await sweepAt(beneath, hour + 1 + week);
  expect(await kindsIn(beneath)).toEqual(["intent aborted"]);
  await sweepAt(beneath, hour + 2 + week);
  expect(await kindsIn(beneath)).toEqual([]);
});

test("what keeps a table from being scanned ends the sweep", async () => {
  const beneath = await littered();
  await expect(storeOn(beneath, { ...later, table: "None" }).sweep()).rejects.toMatchObject({
    code: "TABLE_NOT_FOUND",
  });
  const scanning: Adapter = {
    ...intercept(beneath, {}),
    scan: async function* () {
      yield [];
      await Promise.reject(new Error("broken"));
    },
  };
  await expect(storeOn(scanning, later).sweep()).rejects.toThrow("broken");
  for await (const { status } of storeOn(beneath, later).verifyAll()) {
    expect(status).toBe("sound");
    break;
  }
});
