import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { DyStore, GraphReport } from "../../src/index.ts";
import { type Graph, graphOf, prepared, storeOn } from "./graphs.ts";
import { intercept } from "./intercept.ts";
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
