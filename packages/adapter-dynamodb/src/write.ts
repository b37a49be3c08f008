import { DyStoreError, type Step, type StepFailure, type WriteOptions } from "@dystore/core/adapter";
import { batchesOf, writeBatch } from "./batch-write.ts";
import type { Call } from "./call.ts";
import { inParallel } from "./parallel.ts";
import { type FailedSteps, type IndexedStep, regionOf } from "./steps.ts";
import { transact } from "./transact.ts";
import { writeAlone } from "./write-alone.ts";

/** Carries out steps, all or none of them, or each for itself. */
export async function write(call: Call, steps: readonly Step[], options: WriteOptions): Promise<void> {
  const [first, ...more] = steps;
  if (!first) return;
  // One step is atomic anyway, and a plain write costs half of what a transaction does; but only a transaction knows tokens.
  if (options.atomic && (more.length > 0 || options.token !== undefined || first.kind === "check")) {
    return transact(call, steps, options.token);
  }
  const failed: FailedSteps[] = [];
  await inParallel(jobs(call, steps), call.connection.parallel, async (job) => {
    failed.push(...(await job()));
  });
  if (failed.length > 0) throw combined(failed, steps.length);
}

type Job = () => Promise<readonly FailedSteps[]>;

/** Steps without conditions go in batches, all others one by one. */
function jobs(call: Call, steps: readonly Step[]): Job[] {
  const result: Job[] = [];
  const free = new Map<string, IndexedStep[]>();
  steps.forEach((step, index) => {
    if (step.if) {
      result.push(() => writeAlone(call, { index, step }));
      return;
    }
    const region = regionOf(step, call);
    const ofRegion = free.get(region);
    if (ofRegion) ofRegion.push({ index, step });
    else free.set(region, [{ index, step }]);
  });
  for (const [region, ofRegion] of free) {
    for (const batch of batchesOf(ofRegion)) {
      const [only, ...more] = batch;
      if (only && more.length === 0) result.push(() => writeAlone(call, only.indexed));
      else result.push(() => writeBatch(call, region, batch));
    }
  }
  return result;
}

/** One error for all steps that failed: an unknown outcome outweighs a conflict, and a conflict the rest. */
function combined(failed: readonly FailedSteps[], count: number): DyStoreError {
  const weight = ({ error }: FailedSteps): number =>
    error.code === "UNKNOWN_OUTCOME" ? 0 : error.code === "CONFLICT" ? 1 : 2;
  const [worst, ...others] = [...failed].sort((a, b) => weight(a) - weight(b));
  if (!worst) throw new TypeError("No step failed.");
  const steps: StepFailure[] = failed
    .flatMap(({ indexes, error }) => indexes.map((index) => ({ index, code: error.code })))
    .sort((a, b) => a.index - b.index);
  const { code, message, table, requestId } = worst.error;
  const text = others.length === 0 ? message : `${steps.length} of ${count} steps failed, one of them so: ${message}`;
  return new DyStoreError(code, text, { table, requestId, steps, cause: worst.error.cause });
}
