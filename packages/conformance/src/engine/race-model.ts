import { isDeepStrictEqual } from "node:util";
import { impossible, type SequentialModel } from "../history/linearize.ts";

/** A call on one graph. Graphs hold stamps: the root's, and one in each of a list of items that are shards. */
export type GraphCall =
  | { readonly do: "write" | "create"; readonly key: string; readonly stamp: number; readonly items: number }
  /** Gives everything the stamp by a function of what stands there, and changes the number of items. */
  | { readonly do: "update"; readonly key: string; readonly stamp: number; readonly items: number }
  | { readonly do: "writePath"; readonly key: string; readonly stamp: number; readonly item: number }
  | { readonly do: "deletePath" | "readPath"; readonly key: string; readonly item: number }
  | { readonly do: "read" | "look" | "delete"; readonly key: string };

/** Any call of a race. `look` is an update that leaves what it sees. */
export type RaceCall = GraphCall | { readonly do: "transact"; readonly calls: readonly GraphCall[] };

/** All stamps of a graph, the root's first; `null` where there is none. */
export type Stamps = readonly number[] | null;

/** What a call on one graph answered: what it saw, whether there was something to change, or that it was refused. */
export type GraphAnswer = Stamps | boolean | "written" | "refused";

/** What a call answered; of a transact each part's. `"without effect"`: it failed in a way that promises that nothing happened. */
export type RaceAnswer = GraphAnswer | readonly GraphAnswer[] | "without effect";

/** The graphs that stand there, by key. */
export type Graphs = Readonly<Record<string, readonly number[]>>;

/** What a graph is after a call, and what the call answers. */
function applied(before: Stamps, call: GraphCall): readonly [after: Stamps, answer: GraphAnswer] {
  switch (call.do) {
    case "write":
      return [uniform(call), "written"];
    case "create":
      return before === null ? [uniform(call), "written"] : [before, "refused"];
    case "update":
      return [before && uniform(call), before];
    case "read":
    case "look":
      return [before, before];
    case "delete":
      return [null, before !== null];
    default: {
      const at = call.item + 1;
      const found = before?.[at];
      if (call.do === "readPath") return [before, found === undefined ? [] : [found]];
      if (before === null || found === undefined) return [before, false];
      return [call.do === "writePath" ? before.with(at, call.stamp) : before.toSpliced(at, 1), true];
    }
  }
}

/** A graph all of whose stamps are the same: as it is written. */
export function uniform({ stamp, items }: { readonly stamp: number; readonly items: number }): readonly number[] {
  return new Array<number>(items + 1).fill(stamp);
}

function isExplained(answer: RaceAnswer, call: RaceCall, expected: "refused" | readonly GraphAnswer[]): boolean {
  if (expected === "refused" || answer === "refused") return answer === expected;
  if (call.do !== "transact") return isDeepStrictEqual(answer, expected[0]);
  const given = Array.isArray(answer) ? answer : [];
  return call.calls.every(
    // A function that leaves a graph tells what it saw last, and does not run where the graph is gone by the next attempt.
    (each, index) =>
      isDeepStrictEqual(given[index], expected[index]) || (each.do === "look" && expected[index] === null),
  );
}

/** What graphs do under one call after the other. One state holds all graphs, so that it knows transacts. */
export const graphsModel: SequentialModel<Graphs, RaceCall, RaceAnswer> = {
  initial: {},
  step(state, call, answer) {
    if (answer === "without effect") return state;
    const calls = call.do === "transact" ? call.calls : [call];
    const results = calls.map((each) => ({ key: each.key, result: applied(state[each.key] ?? null, each) }));
    const answers = results.map(({ result: [, each] }) => each);
    // All of a transact or nothing.
    const isRefused = answers.includes("refused");
    if (answer !== undefined && !isExplained(answer, call, isRefused ? "refused" : answers)) return impossible;
    if (isRefused) return state;
    const after: Record<string, readonly number[]> = { ...state };
    for (const { key, result } of results) {
      const [stamps] = result;
      if (stamps === null) delete after[key];
      else after[key] = stamps;
    }
    return after;
  },
  textOf: (state) => JSON.stringify(Object.entries(state).sort(([one], [two]) => (one < two ? -1 : 1))),
};
