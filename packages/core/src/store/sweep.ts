import { graceMs } from "../plan/grace.ts";
import { type SweepResult, sweepTables } from "../upkeep/sweep-tables.ts";
import type { Operation } from "./engine.ts";
import type { SweepOptions } from "./upkeep-options.ts";
import { checkAge, walkedTables } from "./walked-tables.ts";

/** `DyStore.sweep`. */
export async function sweepStore(
  operation: Operation,
  { olderThanMs = graceMs, dryRun = false, onProgress, ...options }: SweepOptions,
): Promise<SweepResult> {
  const walked = walkedTables(operation.engine, options);
  return sweepTables(operation, { ...walked, olderThanMs: checkAge(olderThanMs), dryRun, onProgress });
}
