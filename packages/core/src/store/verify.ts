import type { GraphAddress } from "../plan/address.ts";
import { graceMs } from "../plan/grace.ts";
import type { GraphReport } from "../upkeep/report.ts";
import { verifyGraph } from "../upkeep/verify-graph.ts";
import { verifyTables } from "../upkeep/verify-tables.ts";
import type { Operation } from "./engine.ts";
import type { VerifyAllOptions, VerifyOptions } from "./upkeep-options.ts";
import { checkAge, walkedTables } from "./walked-tables.ts";

/** `DyStore.verify`. */
export async function verifyStored(
  operation: Operation,
  graph: GraphAddress,
  { olderThanMs = graceMs }: VerifyOptions,
): Promise<GraphReport> {
  const { clock, engine } = operation;
  const ages = { now: clock(), olderThanMs: checkAge(olderThanMs) };
  return verifyGraph(operation, graph, { ...ages, codecs: engine.codecs, seeksOrphans: true });
}

/** `DyStore.verifyAll`. */
export async function* verifyAllStored(
  operation: Operation,
  { olderThanMs = graceMs, onProgress, ...options }: VerifyAllOptions,
): AsyncGenerator<GraphReport, void, undefined> {
  const { clock, engine } = operation;
  const input = { ...walkedTables(engine, options), onProgress };
  const ages = { now: clock(), olderThanMs: checkAge(olderThanMs) };
  yield* verifyTables(operation, input, { ...ages, codecs: engine.codecs, seeksOrphans: false });
}
