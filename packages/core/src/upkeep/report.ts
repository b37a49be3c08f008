import type { Problem, ProblemCode } from "../plan/problem.ts";
import type { KeyValue } from "../values/value.ts";

/**
 * How a graph is: `"sound"`: nothing is wrong. `"untidy"`: all of it can be read, and something lies about that need not.
 * `"damaged"`: something of it cannot be read. `"absent"`: there is none under the key, or it has expired. `"changing"`: others changed it
 * so often that it could not be checked.
 */
export type GraphStatus = "sound" | "untidy" | "damaged" | "absent" | "changing";

/** What was found of one graph. */
export interface GraphReport {
  readonly key: KeyValue;
  readonly status: GraphStatus;
  readonly problems: readonly Problem[];
}

const untidy: readonly ProblemCode[] = ["ORPHANED", "BEHIND"];

/** Whether something of a graph cannot be read. */
export function isDamage({ code }: Problem): boolean {
  return !untidy.includes(code);
}

/** The report of a graph that stands there. */
export function reportOf(key: KeyValue, problems: readonly Problem[]): GraphReport {
  const status = problems.length === 0 ? "sound" : problems.some(isDamage) ? "damaged" : "untidy";
  return { key, status, problems };
}
