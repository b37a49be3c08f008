import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { type DyStore, isDyStoreError, type TransactOperation, transact } from "../../src/index.ts";
import { random as randomNumbers } from "../values/random.ts";
import { type Graph, graphOf, kindsIn, prepared, storeOn } from "./graphs.ts";
import { failure, intercept, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";
import { type Graphs, graphsIn, kindsOf, sampleKeys, writeGraphs } from "./transact-operations.ts";

/** An operation on one graph: what it is to the store, and what it is to a plain object. Throws `CONFLICT` as its result. */
interface ModelOperation {
  readonly key: string;
  readonly isDelete?: boolean;
  readonly make: (store: DyStore<Graph>) => TransactOperation<unknown>;
  readonly apply: (graph: Graph | undefined) => { readonly graph: Graph | undefined; readonly result: unknown };
}

type Random = (below: number) => number;

function randomOperation(random: Random, key: string): ModelOperation {
  const data = graphOf(random(4), random(1000));
  const increment = (graph: Graph) => ({ ...graph, count: Number(graph["count"] ?? 0) + 1 });
  const kinds: readonly Omit<ModelOperation, "key">[] = [
    {
      make: (store) => store.operation({ kind: "write", data, primaryKey: key }),
      apply: () => ({ graph: data, result: key }),
    },
    {
      make: (store) => store.operation({ kind: "write", data, primaryKey: key, ifAbsent: true }),
      apply: (graph) => (graph === undefined ? { graph: data, result: key } : { graph, result: "CONFLICT" }),
    },
    {
      make: (store) => store.operation({ kind: "update", key, fn: increment }),
      apply: (graph) => ({ graph: graph && increment(graph), result: graph && increment(graph) }),
    },
    {
      make: (store) => store.operation({ kind: "writePath", key, path: "$.list[0].n", value: data["stamp"] }),
      apply(graph) {
        const [first, ...rest] = (graph?.["list"] ?? []) as Graph[];
        if (graph === undefined || first === undefined) return { graph, result: false };
        return { graph: { ...graph, list: [{ ...first, n: data["stamp"] }, ...rest] }, result: true };
      },
    },
    {
      make: (store) => store.operation({ kind: "deletePath", key, path: "$.count" }),
      apply(graph) {
        if (graph === undefined || !("count" in graph)) return { graph, result: false };
        const { count: _, ...rest } = graph;
        return { graph: rest, result: true };
      },
    },
    {
      isDelete: true,
      make: (store) => store.operation({ kind: "delete", key }),
      apply: (graph) => ({ graph: undefined, result: graph !== undefined }),
    },
  ];
  return { key, ...(kinds[random(kinds.length)] as Omit<ModelOperation, "key">) };
}

/** What a transact does to graphs in a model: all of it, or nothing. */
function applyAll(graphs: Graphs, operations: readonly ModelOperation[]): { graphs: Graphs; results: unknown } {
  const next: Record<string, Graph> = { ...graphs };
  const results: unknown[] = [];
  for (const { key, apply } of operations) {
    const { graph, result } = apply(next[key]);
    if (result === "CONFLICT") return { graphs, results: "CONFLICT" };
    if (graph === undefined) delete next[key];
    else next[key] = graph;
    results.push(result);
  }
  return { graphs: next, results };
}

function* permutations(count: number, taken: readonly number[] = []): Generator<readonly number[]> {
  if (taken.length === count) yield taken;
  for (let index = 0; index < count; index++) if (!taken.includes(index)) yield* permutations(count, [...taken, index]);
}

/**
 * Whether transacts with these results, done one after another in some order, lead from graphs to graphs. Where answers are lost,
 * deletes alone may answer that they have happened once nothing stands there any more.
 */
function isSerial(
  before: Graphs,
  after: Graphs,
  transacts: readonly (readonly ModelOperation[])[],
  results: readonly unknown[],
  loses: boolean,
): boolean {
  for (const order of permutations(transacts.length)) {
    // Where nothing could tell, it happened or did not.
    for (let happened = 0; happened < 2 ** transacts.length; happened++) {
      let graphs = before;
      const fits = order.every((index) => {
        const operations = transacts[index] ?? [];
        const answer = results[index];
        const isUnknown = answer === "UNKNOWN_OUTCOME";
        if (isUnknown && (happened & (2 ** index)) === 0) return true;
        const applied = applyAll(graphs, operations);
        graphs = applied.graphs;
        if (isUnknown || isDeepStrictEqual(applied.results, answer)) return true;
        return (
          loses &&
          operations.every(({ isDelete }) => isDelete) &&
          isDeepStrictEqual(
            answer,
            operations.map(() => true),
          )
        );
      });
      if (fits && isDeepStrictEqual(graphs, after)) return true;
    }
  }
  return false;
}

/** An adapter on which calls overtake one another, and which may lose answers of commits. */
function unsteady(beneath: Adapter, random: Random, loses: boolean): Adapter {
  const wait = async () => {
    for (let turns = random(4); turns > 0; turns--) await setImmediate();
  };
  return intercept(beneath, {
    async get(_, proceed) {
      await wait();
      const items = await proceed();
      await wait();
      return items;
    },
    async write({ steps }, proceed) {
      await wait();
      const lost = loses && roleOf(steps) === "commit" && random(3) === 0;
      if (!lost || random(2) === 0) await proceed();
      await wait();
      if (lost) throw failure("UNKNOWN_OUTCOME");
    },
  });
}

const resultOf = (settled: PromiseSettledResult<unknown>): unknown => {
  if (settled.status === "fulfilled") return settled.value;
  if (isDyStoreError(settled.reason, "CONFLICT", "UNKNOWN_OUTCOME")) return settled.reason.code;
  throw settled.reason;
};

describe.each([
  ["as long as all are answered", false],
  ["though answers are lost", true],
] as const)("random transacts at once end as one after another, %s", { timeout: 60_000 }, (_, loses) => {
  test.each([8, 100])("where atomic writes have %i steps", async (steps) => {
    for (let seed = 1; seed <= 150; seed++) {
      const next = randomNumbers(seed);
      const random: Random = (below) => Math.floor(next() * below);
      const beneath = memoryAdapter({ atomic: { steps, bytes: 4_000_000, scope: "all" } });
      const store = await prepared(beneath, unsteady(beneath, random, loses));
      const before = Object.fromEntries(
        sampleKeys.filter(() => random(2) === 0).map((key) => [key, graphOf(random(4), random(1000))]),
      );
      await writeGraphs(storeOn(beneath), before);
      const transacts = Array.from({ length: 3 }, () => {
        const keys = sampleKeys.filter(() => random(3) > 0);
        return (keys.length === 0 ? ["a"] : keys).map((key) => randomOperation(random, key));
      });
      const settled = await Promise.allSettled(
        transacts.map((operations) => transact(operations.map(({ make }) => make(store)))),
      );
      const after = await graphsIn(storeOn(beneath));
      const results = settled.map(resultOf);
      expect(
        isSerial(before, after, transacts, results, loses),
        `seed ${seed}: ${JSON.stringify({ before, after, results })}`,
      ).toBe(true);
      const kinds = (await kindsIn(beneath)).filter((kind) => kind !== "intent aborted");
      if (!results.includes("UNKNOWN_OUTCOME")) expect(kinds, `seed ${seed}`).toEqual(kindsOf(after).sort());
    }
  });
});
