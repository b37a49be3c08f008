import { setImmediate } from "node:timers/promises";
import type { PutStep } from "../adapter/step.ts";
import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { planIntent, planUnstaging, type Staging } from "../plan/intent.ts";
import type { PlannedItem } from "../plan/measure-item.ts";
import { cleanUp } from "./clean-up.ts";
import { runAll } from "./parallel.ts";
import { type Session, throwIfAborted } from "./session.ts";

/** What is stored in one write, at most: adapters take a write as a whole, with steps and keys of their own for each of its items. */
const batchBytes = 4 * 1024 * 1024;
const batchItems = 700;

/**
 * Stores shards and an open intent beside the root of each graph (rule R2). What a failure leaves is taken back as far as
 * possible.
 */
export async function stage(session: Session, stagings: readonly Staging[], written: number): Promise<void> {
  throwIfAborted(session);
  const intents = stagings.map((staging) => planIntent(staging, written));
  const batches = inBatches(stagings.flatMap(({ shards }) => shards));
  try {
    await runAll(batches, async (batch, index) => {
      // A database in this process answers at once: others have to get their turn.
      if (index > 0) await setImmediate();
      throwIfAborted(session);
      const shards = batch.map(({ step }) => step);
      const steps: readonly PutStep[] = index === 0 ? [...intents, ...shards] : shards;
      await session.adapter.write(steps, { atomic: false }, session.context);
    });
  } catch (error) {
    await unstage(session, stagings);
    if (!isDyStoreError(error, "UNKNOWN_OUTCOME")) throw error;
    throw new DyStoreError(
      "UNAVAILABLE",
      "the database did not answer while shards were stored; the graph is unchanged",
      { cause: error },
    );
  }
}

function inBatches(items: readonly PlannedItem[]): readonly (readonly PlannedItem[])[] {
  const batches: PlannedItem[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === batchItems || bytes + item.bytes > batchBytes) {
      batches.push([item]);
      bytes = item.bytes;
    } else {
      batch.push(item);
      bytes += item.bytes;
    }
  }
  return batches;
}

/** Takes back what was staged for a commit that was never sent. A failure leaves it to `sweep`. */
export async function unstage(session: Session, stagings: readonly Staging[]): Promise<void> {
  await cleanUp(session, stagings.flatMap(planUnstaging));
}
