import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { type Graph, graphOf, kindsIn, prepared, storeOn } from "./graphs.ts";
import { failure, intercept, roleOf } from "./intercept.ts";
import { losing } from "./losing.ts";
import { memoryAdapter } from "./memory.ts";
import { samples } from "./operations.ts";

async function holding(before: Graph | undefined): Promise<Adapter> {
  const beneath = memoryAdapter();
  const store = await prepared(beneath);
  if (before !== undefined) await store.write(before, { primaryKey: "k" });
  return beneath;
}

/** The kinds of items of a whole graph and nothing else. */
function kindsOf(graph: Graph | undefined): string[] {
  if (graph === undefined) return [];
  return ["root", ...((graph["list"] ?? []) as Graph[]).map(() => "shard")];
}

describe.each([0, 2, 120])("a commit of %i shards whose answer was lost", (shards) => {
  const all = samples(shards).filter(({ name }) => shards > 0 || !/Path|update/.test(name));

  test.each(all)(
    "but which happened is reported as done, and leaves nothing: $name",
    async ({ before, after, run }) => {
      const beneath = await holding(before);
      const done = await run(storeOn(losing(beneath, { happened: true })));
      expect(done).toBeTruthy();
      expect(await storeOn(beneath).read("k")).toEqual(after);
      expect(await kindsIn(beneath)).toEqual(kindsOf(after));
    },
  );

  test.each(all)("and which did not happen is done again, or reported as unknown: $name", async (sample) => {
    const { before, after, run, name } = sample;
    const beneath = await holding(before);
    const answer = await run(storeOn(losing(beneath, { happened: false }))).catch((error: unknown) => error);
    const found = await storeOn(beneath).read("k");
    if (shards < 100 && name.startsWith("a first write")) {
      // Somebody may have deleted it again: nothing can tell.
      expect(answer).toMatchObject({ code: "UNKNOWN_OUTCOME", table: "Root", key: "k" });
      expect(found).toBeUndefined();
      return;
    }
    expect(answer).toBeTruthy();
    expect(answer).not.toBeInstanceOf(Error);
    expect(found).toEqual(after);
    // The version that was given up can never be committed: its intent stays, aborted.
    const kinds = (await kindsIn(beneath)).filter((kind) => kind !== "intent aborted");
    expect(kinds).toEqual(kindsOf(found));
  });

  test.each(all)("and which nobody can tell of is UNKNOWN_OUTCOME, with nothing taken back: $name", async (sample) => {
    const { before, run } = sample;
    for (const happened of [true, false]) {
      const beneath = await holding(before);
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
      await expect(run(storeOn(adapter))).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    }
  });
});

describe("under a key of its own making", () => {
  test.each([true, false])("a first write is sent again, and happens once (it had happened: %s)", async (happened) => {
    for (const shards of [0, 2, 120]) {
      const beneath = await holding(undefined);
      const key = await storeOn(losing(beneath, { happened })).write(graphOf(shards));
      expect(await storeOn(beneath).read(key)).toEqual(graphOf(shards));
      const kinds = (await kindsIn(beneath)).filter((kind) => kind !== "intent aborted");
      expect(kinds).toEqual(kindsOf(graphOf(shards)));
    }
  });
});

describe("where somebody else was faster than the question", { timeout: 60_000 }, () => {
  const leaf = (store: ReturnType<typeof storeOn>) => store.writePath("k", "$.list[0].n", "mine");

  test("a commit that was replaced is known to have happened, up to 8 versions later", async () => {
    for (const [later, happened] of [
      [1, true],
      [8, true],
      [9, false],
    ] as const) {
      const beneath = await holding(graphOf(2));
      const other = storeOn(beneath);
      const meanwhile = async () => {
        for (let n = 0; n < later; n++) await other.writePath("k", "$.stamp", n);
      };
      const writing = leaf(storeOn(losing(beneath, { happened: true, meanwhile })));
      if (happened) expect(await writing, `${later} later`).toBe(true);
      else await expect(writing, `${later} later`).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
      expect(await other.readPath("k", "$.list[0].n")).toEqual(["mine"]);
    }
  });

  test("a staged commit that was replaced or deleted is known to have happened by its intent, which is gone", async () => {
    const replace = async (other: ReturnType<typeof storeOn>) => {
      for (let n = 0; n < 9; n++) await other.writePath("k", "$.stamp", `theirs ${n}`);
    };
    const remove = (other: ReturnType<typeof storeOn>) => other.delete("k");
    for (const [meanwhile, stamps] of [
      [replace, ["theirs 8"]],
      [remove, []],
    ] as const) {
      for (const before of [undefined, graphOf(2)]) {
        const beneath = await holding(before);
        const other = storeOn(beneath);
        const adapter = losing(beneath, { happened: true, meanwhile: () => meanwhile(other) });
        expect(await storeOn(adapter).write(graphOf(120), { primaryKey: "k" })).toBe("k");
        expect(await other.readPath("k", "$.stamp"), "what they did stands").toEqual(stamps);
        expect((await kindsIn(beneath)).filter((kind) => kind.startsWith("intent"))).toEqual([]);
      }
    }
  });

  test("a commit that did not happen is done again upon theirs", async () => {
    const beneath = await holding(graphOf(2));
    const other = storeOn(beneath);
    const meanwhile = () => other.writePath("k", "$.stamp", "theirs");
    expect(await leaf(storeOn(losing(beneath, { happened: false, meanwhile })))).toBe(true);
    expect(await other.read("k")).toEqual({
      stamp: "theirs",
      list: [
        { n: "mine", stamp: 0 },
        { n: 1, stamp: 0 },
      ],
    });
    expect(await kindsIn(beneath)).toEqual(["root", "shard", "shard"]);
  });

  test("and deleted the graph, nothing can tell", async () => {
    for (const happened of [true, false]) {
      for (const [before, run] of [
        [graphOf(2), leaf],
        [undefined, (store: ReturnType<typeof storeOn>) => store.write(graphOf(2), { primaryKey: "k" })],
      ] as const) {
        const beneath = await holding(before);
        const meanwhile = () => storeOn(beneath).delete("k");
        const writing = run(storeOn(losing(beneath, { happened, meanwhile })));
        await expect(writing).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
        expect(await kindsIn(beneath)).toEqual([]);
      }
    }
  });

  test("and put something that is no graph there, nothing can tell", async () => {
    const beneath = await holding(graphOf(2));
    const foreign = {
      kind: "put",
      table: { name: "Root", partitionKey: { name: "ID", type: "string" } },
      item: { ID: "k" },
    } as const;
    const meanwhile = () => beneath.write([foreign], { atomic: false }, {});
    const writing = leaf(storeOn(losing(beneath, { happened: true, meanwhile })));
    await expect(writing).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
  });
});

test("a refusal that was answered is certain, also where nothing can be read after it", async () => {
  for (const shards of [0, 2, 120]) {
    const beneath = await holding(graphOf(1));
    let refused = false;
    const adapter = intercept(beneath, {
      get: (_, proceed) => (refused ? Promise.reject(failure("UNAVAILABLE")) : proceed()),
      async write({ steps }, proceed) {
        if (roleOf(steps) !== "commit") return proceed();
        refused = true;
        await storeOn(beneath).write({ theirs: 1 }, { primaryKey: "k" });
        return proceed();
      },
    });
    const writing = storeOn(adapter).write(graphOf(shards, 1), { primaryKey: "k" });
    await expect(writing).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await storeOn(beneath).read("k")).toEqual({ theirs: 1 });
  }
});

test("a refusal that was answered is certain, also where the intent is gone", async () => {
  const beneath = await holding(graphOf(1));
  const other = storeOn(beneath);
  let refusals = 0;
  const adapter = intercept(beneath, {
    async write({ steps }, proceed) {
      if (roleOf(steps) !== "commit" || refusals > 0) return proceed();
      refusals++;
      await other.write({ theirs: 1 }, { primaryKey: "k" });
      // Somebody takes the intent away, as a sweep whose clock is far ahead would.
      const intents = steps.flatMap((step) => (step.kind === "delete" && step.if !== undefined ? [step.key] : []));
      expect(intents).toHaveLength(1);
      await beneath.write(
        intents.map((key) => ({ kind: "delete", key })),
        { atomic: false },
        {},
      );
      return proceed();
    },
  });
  expect(await storeOn(adapter).write(graphOf(120, 1), { primaryKey: "k" })).toBe("k");
  expect(await other.read("k")).toEqual(graphOf(120, 1));
});

describe("the function of an update", () => {
  test("does not run again after UNKNOWN_OUTCOME, nor for a commit that happened", async () => {
    for (const happened of [true, false]) {
      const beneath = await holding(graphOf(2));
      let runs = 0;
      const change = (graph: Graph) => ({ ...graph, runs: ++runs });
      const adapter = losing(beneath, { happened, times: Number.POSITIVE_INFINITY });
      const answer = await storeOn(adapter)
        .update("k", change)
        .catch((error: unknown) => error);
      if (happened) expect(answer).toMatchObject({ runs: 1 });
      else expect(answer).toMatchObject({ code: "UNKNOWN_OUTCOME" });
      expect(runs).toBe(1);
    }
  });

  test("runs again where somebody else was faster, on what they wrote", async () => {
    const beneath = await holding(graphOf(1));
    const other = storeOn(beneath);
    const seen: unknown[] = [];
    const meanwhile = () => other.writePath("k", "$.stamp", "theirs");
    await storeOn(losing(beneath, { happened: false, meanwhile })).update("k", (graph) => {
      seen.push(graph["stamp"]);
      return { ...graph, mine: true };
    });
    expect(seen).toEqual([0, "theirs"]);
    expect(await other.read("k")).toMatchObject({ stamp: "theirs", mine: true });
  });
});

describe("a write that lands late", () => {
  /** Loses the first commit's answer and carries it out only when the next commit comes. */
  function delaying(beneath: Adapter, when: "before" | "after"): Adapter {
    let late: (() => Promise<void>) | undefined;
    let used = false;
    return intercept(beneath, {
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
  }

  for (const when of ["before", "after"] as const) {
    test(`has effect once, ${when} the one that was sent again`, async () => {
      for (const shards of [1, 120]) {
        const beneath = await holding(graphOf(shards));
        let runs = 0;
        await storeOn(delaying(beneath, when)).update("k", (graph) => ({
          ...graph,
          runs: ++runs,
          list: graphOf(shards, 1)["list"],
        }));
        const found = await storeOn(beneath).read("k");
        expect(found).toEqual({ stamp: 0, runs, list: graphOf(shards, 1)["list"] });
        // A late landing folded write was refused or is what stands; a staged one was aborted before.
        expect(runs).toBe(shards > 100 ? 2 : 1);
        const kinds = (await kindsIn(beneath)).filter((kind) => kind !== "intent aborted");
        expect(kinds).toEqual(kindsOf(found));
      }
    });

    test(`makes a delete true, ${when} the one that was sent again`, async () => {
      const beneath = await holding(graphOf(2));
      expect(await storeOn(delaying(beneath, when)).delete("k")).toBe(true);
      expect(await kindsIn(beneath)).toEqual([]);
    });
  }

  test("does not become a certain failure by what is answered later", async () => {
    for (const code of ["THROTTLED", "UNAVAILABLE", "ACCESS_DENIED", "ABORTED"] as const) {
      const beneath = await holding(graphOf(2));
      let commits = 0;
      const adapter = intercept(beneath, {
        write: ({ steps }, proceed) =>
          roleOf(steps) === "commit" ? Promise.reject(failure(++commits === 1 ? "UNKNOWN_OUTCOME" : code)) : proceed(),
      });
      const writing = storeOn(adapter).writePath("k", "$.stamp", 1);
      await expect(writing, code).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    }
  });

  test("is sent again without its token, since middleware may have made other bytes of it", async () => {
    const beneath = await holding(graphOf(2));
    const tokens: unknown[] = [];
    const adapter = intercept(losing(beneath, { happened: false }), {
      write: ({ options }, proceed) => {
        tokens.push([options.atomic, typeof options.token]);
        return proceed();
      },
    });
    await storeOn(adapter).writePath("k", "$.list[0].n", 1);
    expect(tokens).toEqual([
      [true, "string"],
      [true, "undefined"],
    ]);
  });

  test("cannot bring a deleted graph back: a create has a token, unless nobody else can know its key", async () => {
    const beneath = await holding(undefined);
    const tokens: unknown[] = [];
    const store = storeOn(
      intercept(beneath, {
        write: ({ options }, proceed) => {
          tokens.push(typeof options.token);
          return proceed();
        },
      }),
    );
    await store.write({ n: 1 }, { primaryKey: "k" });
    await store.write({ n: 2 }, { primaryKey: "k" });
    await store.write({ n: 1 });
    expect(tokens).toEqual(["string", "undefined", "undefined"]);
  });
});
