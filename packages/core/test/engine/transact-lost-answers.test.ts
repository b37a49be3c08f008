import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { type DyStore, transact } from "../../src/index.ts";
import { type Graph, graphOf, kindsIn, prepared, storeOn } from "./graphs.ts";
import { failure, intercept, roleOf } from "./intercept.ts";
import { losing } from "./losing.ts";
import { memoryAdapter } from "./memory.ts";
import { type Graphs, graphsIn, kindsOf, transactSamples, writeGraphs } from "./transact-operations.ts";

async function holding(before: Graphs): Promise<Adapter> {
  const beneath = memoryAdapter();
  await writeGraphs(await prepared(beneath), before);
  return beneath;
}

const withoutAborted = (kinds: readonly string[]) => kinds.filter((kind) => kind !== "intent aborted");

describe.each([1, 40, 120])(
  "a transact on graphs of %i shards whose answer was lost",
  { timeout: 60_000 },
  (shards) => {
    const samples = transactSamples(shards);

    test.each(samples)("but which happened is reported as done, and leaves nothing: $name", async (sample) => {
      const beneath = await holding(sample.before);
      const results = await sample.run(storeOn(losing(beneath, { happened: true })));
      expect(results).toEqual(sample.results);
      expect(await graphsIn(storeOn(beneath))).toEqual(sample.after);
      expect(await kindsIn(beneath)).toEqual(kindsOf(sample.after));
    });

    test.each(samples)("and which did not happen is done again, or reported as unknown: $name", async (sample) => {
      const beneath = await holding(sample.before);
      const results = await sample.run(storeOn(losing(beneath, { happened: false }))).catch((error: unknown) => error);
      const found = await graphsIn(storeOn(beneath));
      if (sample.createsOnly && shards < 50) {
        // Somebody may have deleted them again: nothing can tell.
        expect(results).toMatchObject({ code: "UNKNOWN_OUTCOME", table: "Root", key: "a" });
        expect(found).toEqual({});
        return;
      }
      expect(results).toEqual(sample.results);
      expect(found).toEqual(sample.after);
      // What was given up can never be committed: its intents stay, all of them aborted.
      expect(withoutAborted(await kindsIn(beneath))).toEqual(kindsOf(found));
    });

    test.each(samples)(
      "and which nobody can tell of is UNKNOWN_OUTCOME, with nothing taken back: $name",
      async (sample) => {
        for (const happened of [true, false]) {
          const beneath = await holding(sample.before);
          let lost = false;
          const adapter = intercept(beneath, {
            get: (_, proceed) => (lost ? Promise.reject(failure("UNAVAILABLE")) : proceed()),
            async write({ steps }, proceed) {
              expect(lost, "nothing is written after the loss").toBe(false);
              if (roleOf(steps) !== "commit") return proceed();
              if (happened) await proceed();
              lost = true;
              throw failure("UNKNOWN_OUTCOME");
            },
          });
          await expect(sample.run(storeOn(adapter))).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
          expect(await graphsIn(storeOn(beneath))).toEqual(happened ? sample.after : sample.before);
        }
      },
    );
  },
);

describe("where somebody else was faster than the question", () => {
  type Store = DyStore<Graph>;
  const change = (store: Store, key: string, value: unknown = "mine") =>
    store.operation({ kind: "writePath", key, path: "$.stamp", value });
  const keep = (store: Store, key: string) => store.operation({ kind: "update", key, fn: () => undefined });
  const stamps = async (store: Store) =>
    Object.fromEntries(Object.entries(await graphsIn(store)).map(([key, { stamp }]) => [key, stamp]));

  /** Runs a transact whose commit loses its answer, with what somebody else does before the writer asks. */
  async function race(
    happened: boolean,
    run: (store: Store) => Promise<unknown>,
    meanwhile: (other: Store) => Promise<unknown>,
  ): Promise<{ readonly answer: unknown; readonly stamps: Record<string, unknown>; readonly kinds: string[] }> {
    const beneath = await holding({ a: graphOf(1), b: graphOf(1) });
    const other = storeOn(beneath);
    const adapter = losing(beneath, { happened, meanwhile: () => meanwhile(other) });
    const answer = await run(storeOn(adapter)).catch((error: unknown) => error);
    return { answer, stamps: await stamps(other), kinds: await kindsIn(beneath) };
  }

  test("one root that remembers the version shows that all of it happened, whatever became of the others", async () => {
    const run = (store: Store) => transact([change(store, "a"), change(store, "b")]);
    for (const meanwhile of [
      (other: Store) => other.delete("a"),
      async (other: Store) => {
        for (let n = 0; n < 9; n++) await other.writePath("a", "$.stamp", n);
      },
    ]) {
      const { answer, stamps } = await race(true, run, meanwhile);
      expect(answer).toEqual([true, true]);
      expect(stamps["b"]).toBe("mine");
    }
  });

  test("one root that was replaced shows that nothing of it happened, and all of it is done upon theirs", async () => {
    const run = (store: Store) => transact([change(store, "a"), store.operation({ kind: "delete", key: "b" })]);
    for (const key of ["a", "b"]) {
      const { answer, stamps, kinds } = await race(false, run, (other) => other.writePath(key, "$.more", "theirs"));
      expect(answer).toEqual([true, true]);
      expect(stamps).toEqual({ a: "mine" });
      expect(kinds).toEqual(["root", "shard"]);
    }
  });

  test("one root that stands as it was seen shows the same, where another is gone or was only checked", async () => {
    const both = (store: Store) => transact([change(store, "a"), change(store, "b")]);
    const gone = await race(false, both, (other) => other.delete("b"));
    expect(gone).toMatchObject({ answer: [true, false], stamps: { a: "mine" } });
    const checking = (store: Store) => transact([keep(store, "b"), change(store, "a")]);
    const changed = await race(false, checking, (other) => other.writePath("b", "$.stamp", "theirs"));
    expect(changed).toMatchObject({ answer: [undefined, true], stamps: { a: "mine", b: "theirs" } });
  });

  test("and what happened while roots were read one after the other is found, and not done twice", async () => {
    const beneath = await holding({ a: graphOf(1), b: graphOf(1) });
    const other = storeOn(beneath);
    let late: (() => Promise<void>) | undefined;
    let commits = 0;
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) !== "commit" || ++commits > 1) return proceed();
        late = proceed;
        throw failure("UNKNOWN_OUTCOME");
      },
      async get({ keys, options, context }, proceed) {
        const landing = late;
        late = undefined;
        if (landing === undefined) return proceed();
        // The commit lands behind the read of the root that it changes, and before that of the one that it checks.
        const [changed] = await beneath.get(keys.slice(0, 1), options, context);
        await landing();
        await other.writePath("b", "$.stamp", "theirs");
        return [changed, ...(await beneath.get(keys.slice(1), options, context))];
      },
    });
    const store = storeOn(adapter);
    const count = (graph: Graph) => ({ ...graph, count: Number(graph["count"] ?? 0) + 1 });
    const counting = store.operation({ kind: "update", key: "a", fn: count });
    expect(await transact([counting, keep(store, "b")])).toMatchObject([{ count: 1 }, undefined]);
    expect(await graphsIn(other)).toMatchObject({ a: { count: 1 }, b: { stamp: "theirs" } });
    expect(commits).toBe(1);
  });

  test("what was only checked tells nothing, since it may have changed after the commit", async () => {
    const checking = (store: Store) => transact([keep(store, "b"), change(store, "a")]);
    const happened = await race(true, checking, (other) => other.writePath("b", "$.stamp", "theirs"));
    expect(happened).toMatchObject({ answer: [undefined, true], stamps: { a: "mine", b: "theirs" } });
    for (const happened of [true, false]) {
      const both = async (other: Store) => {
        await other.writePath("b", "$.stamp", "theirs");
        await other.delete("a");
      };
      const { answer, stamps } = await race(happened, checking, both);
      expect(answer).toMatchObject({ code: "UNKNOWN_OUTCOME", table: "Root", key: "a" });
      expect(stamps).toEqual({ b: "theirs" });
    }
  });

  test("one graph under a key of its own making shows whether it happened, and lets it be sent again", async () => {
    const run = (store: Store) =>
      transact([
        store.operation({ kind: "write", data: graphOf(1, 5) }),
        store.operation({ kind: "write", data: graphOf(1, 5), primaryKey: "c" }),
      ]);
    for (const happened of [true, false]) {
      const { answer, stamps, kinds } = await race(happened, run, async () => undefined);
      expect(answer).toEqual([expect.any(String), "c"]);
      expect(stamps).toMatchObject({ c: 5 });
      expect(kinds.filter((kind) => kind === "root")).toHaveLength(4);
    }
  });

  test("a delete whose root is gone tells nothing of the graphs beside it", async () => {
    const run = (store: Store) =>
      transact([
        store.operation({ kind: "delete", key: "a" }),
        store.operation({ kind: "write", data: {}, primaryKey: "c" }),
      ]);
    for (const happened of [true, false]) {
      const { answer } = await race(happened, run, async (other) => {
        await other.delete("a");
        await other.delete("c");
      });
      expect(answer).toMatchObject({ code: "UNKNOWN_OUTCOME" });
    }
  });

  test("what only checks has changed nothing, and is done again", async () => {
    let runs = 0;
    const look = () => {
      runs++;
      return undefined;
    };
    const run = (store: Store) => transact([keep(store, "a"), store.operation({ kind: "update", key: "b", fn: look })]);
    for (const happened of [true, false]) {
      const { answer, stamps } = await race(happened, run, (other) => other.writePath("b", "$.stamp", "theirs"));
      expect(answer).toEqual([undefined, undefined]);
      expect(stamps).toEqual({ a: 0, b: "theirs" });
    }
    expect(runs).toBe(4);
  });

  test("a staged one is told by its intents, wherever its graphs have gone", async () => {
    const run = (store: Store) =>
      transact(["a", "b"].map((primaryKey) => store.operation({ kind: "write", data: graphOf(120, 5), primaryKey })));
    const removeBoth = (other: Store) => other.deleteMany(["a", "b"]);
    const happened = await race(true, run, removeBoth);
    expect(happened).toEqual({ answer: ["a", "b"], stamps: {}, kinds: [] });
    const undone = await race(false, run, removeBoth);
    expect(undone).toMatchObject({ answer: ["a", "b"], stamps: { a: 5, b: 5 } });
    expect(undone.kinds.filter((kind) => kind.startsWith("intent"))).toEqual(["intent aborted", "intent aborted"]);
  });

  test("and put something that is no graph there, nothing can tell", async () => {
    const table = { name: "Root", partitionKey: { name: "ID", type: "string" } } as const;
    const beneath = await holding({ a: graphOf(1), b: graphOf(1) });
    const meanwhile = () =>
      beneath.write(
        ["a", "b"].map((ID) => ({ kind: "put", table, item: { ID } }) as const),
        { atomic: false },
        {},
      );
    const store = storeOn(losing(beneath, { happened: true, meanwhile }));
    const writing = transact([change(store, "a"), change(store, "b")]);
    await expect(writing).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
  });
});

describe("a transact that lands late", () => {
  for (const when of ["before", "after"] as const) {
    test(`has effect once, ${when} the one that was sent again`, async () => {
      for (const shards of [1, 120]) {
        const beneath = await holding({ a: graphOf(shards), b: graphOf(1) });
        let late: (() => Promise<void>) | undefined;
        let used = false;
        const adapter = intercept(beneath, {
          async write({ steps }, proceed) {
            if (roleOf(steps) !== "commit") return proceed();
            if (!used) {
              used = true;
              late = proceed;
              throw failure("UNKNOWN_OUTCOME");
            }
            const landing = late;
            late = undefined;
            if (when === "before") await landing?.().catch(() => undefined);
            await proceed();
            if (when === "after") await landing?.().catch(() => undefined);
          },
        });
        const store = storeOn(adapter);
        let runs = 0;
        await transact([
          store.operation({
            kind: "update",
            key: "a",
            fn: (graph) => ({ ...graph, runs: ++runs, list: graphOf(shards, 1)["list"] }),
          }),
          store.operation({
            kind: "update",
            key: "b",
            fn: ({ count = 0, ...graph }) => ({ ...graph, count: Number(count) + 1 }),
          }),
        ]);
        const found = await graphsIn(storeOn(beneath));
        expect(found).toEqual({
          a: { stamp: 0, runs, list: graphOf(shards, 1)["list"] },
          b: { ...graphOf(1), count: 1 },
        });
        expect(runs).toBe(shards > 100 ? 2 : 1);
        expect(withoutAborted(await kindsIn(beneath))).toEqual(kindsOf(found));
      }
    });
  }
});
