import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { DyStore, GraphReport } from "../../src/index.ts";
import { type Graph, graphOf, prepared, storeOn } from "./graphs.ts";
import { intercept, roleOf } from "./intercept.ts";
import { foldedAndStaged, hour, small, start } from "./leftovers.ts";
import { memoryAdapter } from "./memory.ts";
import { samples } from "./operations.ts";
import { pausing } from "./pausing.ts";

/** A verifier to whom everything is older than the grace. */
const later = { clock: () => start + 2 * hour };
const writer = { clock: () => start + 2 * hour };
const collection = { table: "Collection", sortKey: "SK", shards: [{ path: "$.list[*]", shards: [{ path: "$.in" }] }] };

async function reports(store: DyStore<Graph>): Promise<GraphReport[]> {
  const found: GraphReport[] = [];
  for await (const report of store.verifyAll()) found.push(report);
  return found;
}

describe.each(foldedAndStaged)(
  "what is written while a graph of %i shards is verified",
  { timeout: 60_000 },
  (shards) => {
    const changes = samples(shards).filter(({ before }) => before !== undefined);

    test.each(changes)("is neither damage nor left over, whenever it happens: $name", async ({ before, run }) => {
      for (const layout of [{}, collection]) {
        for (const verify of [
          async (store: DyStore<Graph>) => [await store.verify("k")],
          (store: DyStore<Graph>) => reports(store),
        ]) {
          for (let call = 1; ; call++) {
            const beneath = memoryAdapter({ atomic: small });
            await prepared(beneath);
            const store = storeOn(beneath, { ...layout, clock: () => start });
            await store.createTables();
            await store.write(before ?? {}, { primaryKey: "k" });
            const meanwhile = () => run(storeOn(beneath, { ...layout, ...writer }));
            const { adapter, paused } = pausing(beneath, { call, behind: false, lost: false, meanwhile });
            const found = await verify(storeOn(adapter, { ...layout, ...later }));
            for (const { status, problems } of found) {
              expect(problems, `call ${call}`).toEqual([]);
              expect(["sound", "absent"]).toContain(status);
            }
            if (!paused()) break;
          }
        }
      }
    });
  },
);

test.each(samples(12).filter(({ name }) => /overwrite|update/.test(name)))(
  "what a writer has yet to commit or to clean up is not left over: $name",
  async ({ before, run }) => {
    // What is thrown while cleaning up is the writer's secret.
    const found: GraphReport[] = [];
    for (const layout of [{}, collection]) {
      const beneath = memoryAdapter({ atomic: small });
      await prepared(beneath);
      const store = storeOn(beneath, { ...layout, clock: () => start });
      await store.createTables();
      await store.write(before ?? {}, { primaryKey: "k" });
      const verifier = storeOn(beneath, { ...layout, ...later });
      const cleaning = intercept(beneath, {
        async write({ steps }, proceed) {
          if (["commit", "cleaning"].includes(roleOf(steps))) {
            found.push(await verifier.verify("k"), ...(await reports(verifier)));
          }
          return proceed();
        },
      });
      await run(storeOn(cleaning, { ...layout, ...writer }));
    }
    // Before the commit and before cleaning, in two layouts, by both methods.
    expect(found).toEqual(new Array(8).fill({ key: "k", status: "sound", problems: [] }));
  },
);

test("a manifest in pages that is replaced while orphans are sought is no damage", { timeout: 60_000 }, async () => {
  const paged = { ...collection, shards: [{ path: "$.map.*" }] };
  const names = Array.from({ length: 60 }, (_, n) => `${n}`.padEnd(60, "."));
  const graph = (stamp: number) => ({ map: Object.fromEntries(names.map((name) => [name, { stamp }])) });
  for (let call = 1; ; call++) {
    const beneath = memoryAdapter({ limits: { itemBytes: 4000 } });
    const store = storeOn(beneath, { ...paged, clock: () => start });
    await store.createTables();
    await store.write(graph(0), { primaryKey: "k" });
    await store.delete("k", { deleteShards: false });
    await store.write(graph(1), { primaryKey: "k" });
    const meanwhile = () => storeOn(beneath, { ...paged, ...writer }).write(graph(2), { primaryKey: "k" });
    const { adapter, paused } = pausing(beneath, { call, behind: true, lost: false, meanwhile });
    const { status, problems } = await storeOn(adapter, { ...paged, ...later }).verify("k");
    expect(status, `call ${call}`).toMatch(/sound|untidy/);
    if (paused()) continue;
    expect(status).toBe("untidy");
    expect(problems.length).toBeGreaterThan(60);
    break;
  }
});

test("a graph that changes each time it is looked at is said to be changing", { timeout: 60_000 }, async () => {
  const beneath = memoryAdapter({ atomic: small });
  const store = await prepared(beneath);
  let stamp = 0;
  await store.write(graphOf(3), { primaryKey: "k" });
  const adapter: Adapter = intercept(beneath, {
    async get({ keys }, proceed) {
      if (keys.some(({ table }) => table.name !== "Root")) await store.write(graphOf(3, ++stamp), { primaryKey: "k" });
      return proceed();
    },
  });
  expect(await storeOn(adapter).verify("k")).toEqual({ key: "k", status: "changing", problems: [] });
  expect((await reports(storeOn(adapter))).map(({ status }) => status)).toEqual(["changing"]);
});

test("items are read a hundred at a time, so that no graph is too large to be verified", async () => {
  const beneath = memoryAdapter({ atomic: small });
  const store = await prepared(beneath);
  await store.write(graphOf(1000), { primaryKey: "k" });
  let most = 0;
  const adapter = intercept(beneath, {
    get({ keys }, proceed) {
      most = Math.max(most, keys.length);
      return proceed();
    },
  });
  expect((await storeOn(adapter).verify("k")).status).toBe("sound");
  expect(most).toBe(100);
});
