import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { type Graph, graphOf, itemsIn, kindsIn, prepared, storeOn } from "./graphs.ts";
import { failure, intercept, roleOf } from "./intercept.ts";
import { foldedAndStaged, hour, kindsBesideIntents, kindsOf, small, start, sweepAt, week } from "./leftovers.ts";
import { memoryAdapter } from "./memory.ts";
import { samples } from "./operations.ts";
import { pausing } from "./pausing.ts";

const afterGrace = hour + 1;

/** That a graph is what it is known to be, and that in the end nothing else stands there. */
async function expectOnly(beneath: Adapter, expected: readonly (Graph | undefined)[], where: string): Promise<void> {
  const reader = storeOn(beneath, { clock: () => start });
  const found = await reader.read("k");
  expect(expected, where).toContainEqual(found);
  await sweepAt(beneath, 2 * afterGrace);
  expect(await kindsBesideIntents(beneath), where).toEqual(kindsOf(found));
  await sweepAt(beneath, 2 * week);
  await sweepAt(beneath, 4 * week);
  expect(await itemsIn(beneath), where).toHaveLength(kindsOf(found).length);
  expect(await reader.read("k"), where).toEqual(found);
}

describe.each(foldedAndStaged)(
  "a writer of %i shards that stalls for longer than the grace",
  { timeout: 60_000 },
  (shards) => {
    test.each(samples(shards))("while somebody sweeps loses nothing and tells the truth: $name", async (sample) => {
      const { before, after, run } = sample;
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
          if (before !== undefined) await storeOn(beneath, { clock: () => start }).write(before, { primaryKey: "k" });
          const answer = await run(store).catch((error: unknown) => error);
          if (!paused()) break;

          const where = `call ${call}, ${behind ? "behind" : "before"} it, answer ${lost ? "lost" : "given"}`;
          if (!(answer instanceof Error)) await expectOnly(beneath, [after], where);
          else if ("code" in answer && answer.code === "UNKNOWN_OUTCOME")
            await expectOnly(beneath, [before, after], where);
          else await expectOnly(beneath, [before], where);
        }
      }
    });
  },
);

test("A writer without an answer whose intent is gone after the grace cannot tell whether the commit took it, or a sweep", async () => {
  const beneath = memoryAdapter({ atomic: small });
  let now = start;
  const adapter = intercept(beneath, {
    async write({ steps }, proceed) {
      if (roleOf(steps) !== "commit") return proceed();
      // The commit does not arrive. One sweep aborts the intent, and another finds that it has lain about for long enough.
      for (const later of [afterGrace, 2 * week]) await sweepAt(beneath, later);
      now += 2 * week;
      throw failure("UNKNOWN_OUTCOME");
    },
  });
  const store = await prepared(beneath, adapter, { clock: () => now });
  await expect(store.write(graphOf(12), { primaryKey: "k" })).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
  expect(await itemsIn(beneath)).toEqual([]);
});

describe("a writer that has staged everything", { timeout: 60_000 }, () => {
  const staging = samples(12).filter(({ name }) => /first write|overwrite$|overwrite as|update/.test(name));

  /** A writer that waits before its commit until it may go on. */
  function waiting(beneath: Adapter) {
    let reached = () => {};
    let release = () => {};
    const committing = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) !== "commit") return proceed();
        reached();
        await released;
        return proceed();
      },
    });
    return { adapter, committing, release };
  }

  /** An adapter that does something before it scans the shards. */
  function beforeShards(adapter: Adapter, begin: () => Promise<unknown>): Adapter {
    return {
      ...intercept(adapter, {}),
      async *scan(scan, context) {
        if (scan.table.name === "Elements") await begin();
        yield* adapter.scan(scan, context);
      },
    };
  }

  describe.each(["before the sweep", "once the sweep has seen all intents"])("%s", (when) => {
    test.each(staging)(
      "and commits while the sweep is at work is committed whole, or not at all: $name",
      async (sample) => {
        const { before, after, run } = sample;
        for (const behind of [false, true]) {
          for (let call = 1; ; call++) {
            const beneath = memoryAdapter({ atomic: small });
            const { adapter, committing, release } = waiting(beneath);
            const store = await prepared(beneath, adapter, { clock: () => start });
            if (before !== undefined) await storeOn(beneath, { clock: () => start }).write(before, { primaryKey: "k" });
            let writing: Promise<unknown> | undefined;
            const begin = (): Promise<unknown> => {
              writing ??= run(store);
              return Promise.race([committing, writing]);
            };
            if (when === "before the sweep") await begin();
            const meanwhile = async () => {
              release();
              await writing;
            };
            const sweeper = pausing(beneath, { call, behind, lost: false, meanwhile });
            await sweepAt(beforeShards(sweeper.adapter, begin), afterGrace);
            await meanwhile();
            // Where it was refused, it began anew.
            await expectOnly(beneath, [after], `call ${call}, ${behind ? "behind" : "before"} it`);
            if (!sweeper.paused()) break;
          }
        }
      },
    );
  });
});

describe("a sweep that stalls anywhere", { timeout: 60_000 }, () => {
  const others = samples(12).filter(({ before }) => before !== undefined);

  /** A graph, and what writers left that died: shards of a version that was staged, and of one that was replaced. */
  async function littered(before: Graph | undefined): Promise<Adapter> {
    const beneath = memoryAdapter({ atomic: small });
    const clock = () => start;
    const store = await prepared(beneath, beneath, { clock });
    const dying = intercept(beneath, {
      write: async ({ steps, options }, proceed) => {
        if (!options.atomic) await proceed(steps.filter((step) => step.kind === "put"));
        throw failure("UNAVAILABLE");
      },
    });
    await storeOn(dying, { clock })
      .write(graphOf(15, 7), { primaryKey: "k" })
      .catch(() => undefined);
    await store.write(graphOf(5, 8), { primaryKey: "gone" });
    await store.delete("gone", { deleteShards: false });
    if (before !== undefined) await store.write(before, { primaryKey: "k" });
    return beneath;
  }

  test.each(others)("while somebody writes removes nothing that is named: $name", async ({ before, after, run }) => {
    for (const behind of [false, true]) {
      for (let call = 1; ; call++) {
        const beneath = await littered(before);
        // To the sweep the writer's items are as old as all others: only fences and reading again protect them.
        const meanwhile = async () => expect(await run(storeOn(beneath, { clock: () => start }))).toBeTruthy();
        const { adapter, paused } = pausing(beneath, { call, behind, lost: false, meanwhile });
        await sweepAt(adapter, afterGrace);
        if (!paused()) break;
        await expectOnly(beneath, [after], `call ${call}, ${behind ? "behind" : "before"} it`);
      }
    }
  });

  const keeping = samples(12).filter(({ name }) => /Path/.test(name));

  test.each(keeping)(
    "while a graph that has expired to it alone is changed takes all or nothing: $name",
    async (sample) => {
      const { before, after, run } = sample;
      const expiresAt = new Date(start + hour);
      let taken = 0;
      for (const behind of [false, true]) {
        for (let call = 1; ; call++) {
          const beneath = memoryAdapter({ atomic: small });
          const writer = await prepared(beneath, beneath, { clock: () => start });
          await writer.write(before ?? {}, { primaryKey: "k", expiresAt });
          const meanwhile = () => run(writer);
          const { adapter, paused } = pausing(beneath, { call, behind, lost: false, meanwhile });
          await sweepAt(adapter, hour);
          if (!paused()) break;
          const found = await writer.read("k");
          expect([undefined, after], `call ${call}`).toContainEqual(found);
          if (found === undefined) taken++;
        }
      }
      expect(taken).toBeGreaterThan(0);
    },
  );

  test("while somebody else sweeps leaves the same as one", async () => {
    const before = graphOf(3);
    const alone = await littered(before);
    const { removed } = await sweepAt(alone, afterGrace);
    expect(removed).toBe(20);
    for (let call = 1; ; call++) {
      const beneath = await littered(before);
      let others = 0;
      const meanwhile = async () => {
        others = (await sweepAt(beneath, afterGrace)).removed;
      };
      const { adapter, paused } = pausing(beneath, { call, behind: true, lost: false, meanwhile });
      const { removed } = await sweepAt(adapter, afterGrace);
      if (!paused()) break;
      expect(removed + others, `call ${call}`).toBe(20);
      expect(await kindsIn(beneath)).toEqual(await kindsIn(alone));
      await expectOnly(beneath, [before], `call ${call}`);
    }
  });

  test("and never goes on is finished by another", async () => {
    for (let call = 1; ; call++) {
      const beneath = await littered(graphOf(3));
      let isDead = false;
      const die = () => {
        isDead = true;
        return Promise.reject(failure("CLOSED"));
      };
      let calls = 0;
      const dying = intercept(beneath, {
        get: (_, proceed) => (++calls >= call ? die() : proceed()),
        write: (_, proceed) => (++calls >= call ? die() : proceed()),
      });
      const sweeping = sweepAt(dying, afterGrace);
      if (calls < call) await sweeping.catch((error: unknown) => expect(error).toMatchObject({ code: "CLOSED" }));
      if (!isDead) break;
      await expectOnly(beneath, [graphOf(3)], `dead at call ${call}`);
    }
  });
});
