import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { transact } from "../../src/index.ts";
import { type Graph, graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { intercept, roleOf } from "./intercept.ts";
import { foldedAndStaged, hour, kindsBesideIntents, small, start, sweepAt, week } from "./leftovers.ts";
import { memoryAdapter } from "./memory.ts";
import { pausing } from "./pausing.ts";
import { graphsIn, kindsOf, transactSamples, writeGraphs } from "./transact-operations.ts";

const afterGrace = hour + 1;

describe.each(foldedAndStaged)("a transact on graphs of %i shards that stalls for longer than the grace", (shards) => {
  test.each(transactSamples(shards))(
    "while somebody sweeps happens whole or not at all, and tells the truth: $name",
    { timeout: 60_000 },
    async ({ before, after, results, run }) => {
      for (const [behind, lost] of [
        [false, false],
        [true, false],
        [true, true],
      ] as const) {
        for (let call = 1; ; call++) {
          const beneath = memoryAdapter({ atomic: small });
          let now = start;
          const meanwhile = async () => {
            now += afterGrace;
            await sweepAt(beneath, afterGrace);
          };
          const { adapter, paused } = pausing(beneath, { call, behind, lost, meanwhile });
          const store = await prepared(beneath, adapter, { clock: () => now });
          await writeGraphs(storeOn(beneath, { clock: () => start }), before);
          const answer = await run(store).catch((error: unknown) => error);
          if (!paused()) break;

          const where = `call ${call}, ${behind ? "behind" : "before"} it, answer ${lost ? "lost" : "given"}`;
          const reader = storeOn(beneath, { clock: () => start });
          const found = await graphsIn(reader);
          if (!(answer instanceof Error)) expect([answer, found], where).toEqual([results, after]);
          else if ("code" in answer && answer.code === "UNKNOWN_OUTCOME")
            expect([before, after], where).toContainEqual(found);
          else expect(found, where).toEqual(before);
          // In the end nothing else stands there.
          await sweepAt(beneath, 2 * afterGrace);
          expect(await kindsBesideIntents(beneath), where).toEqual(kindsOf(found).sort());
          for (const weeks of [2, 4]) await sweepAt(beneath, weeks * week);
          expect(await itemsIn(beneath), where).toHaveLength(kindsOf(found).length);
          expect(await graphsIn(reader), where).toEqual(found);
        }
      }
    },
  );
});

test("a sweep of one store's tables stops a staged transact of two as a whole; it begins anew", async () => {
  const shards = [{ path: "$.list[*]", table: "OtherElements", primaryKey: "IDX" }];
  const setups = [{}, { table: "Other", shards }];
  const graph = (stamp: number) => graphOf(12, stamp);
  for (const swept of [0, 1]) {
    const beneath = memoryAdapter({ atomic: small });
    let now = start;
    const open = (adapter: Adapter, clock: () => number) =>
      setups.map((setup) => storeOn(adapter, { clock, ...setup }));
    for (const store of open(beneath, () => start)) await store.createTables();
    let attempts = 0;
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) === "commit" && ++attempts === 1) {
          now += afterGrace;
          await open(beneath, () => now)[swept]?.sweep();
        }
        return proceed();
      },
    });
    const stores = open(adapter, () => now);
    const writes = stores.map((store, n) => store.operation({ kind: "write", data: graph(n), primaryKey: "k" }));
    expect(await transact(writes)).toEqual(["k", "k"]);
    expect(attempts).toBe(2);
    const found: (Graph | undefined)[] = [];
    for (const store of open(beneath, () => now)) {
      found.push(await store.read("k"));
      // What the first attempt left.
      now += 2 * week;
      await store.sweep();
      const { problems } = await store.verify("k");
      expect(problems).toEqual([]);
    }
    expect(found).toEqual([graph(0), graph(1)]);
  }
});
