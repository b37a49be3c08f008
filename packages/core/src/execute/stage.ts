import { setImmediate } from "node:timers/promises";
import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { planStagingWrites, planUnstaging, type Staging } from "../plan/intent.ts";
import { cleanUp } from "./clean-up.ts";
import { runAll } from "./parallel.ts";
import { type Session, throwIfAborted } from "./session.ts";

/**
 * Stores shards and an open intent beside the root of each graph (rule R2). What a failure leaves is taken back as far as
 * possible.
 */
export async function stage(session: Session, stagings: readonly Staging[], written: number): Promise<void> {
  throwIfAborted(session);
  try {
    await runAll(planStagingWrites(stagings, written), async (steps, index) => {
      // A database in this process answers at once: others have to get their turn.
      if (index > 0) await setImmediate();
      throwIfAborted(session);
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

/** Takes back what was staged for a commit that was never sent. A failure leaves it to `sweep`. */
export async function unstage(session: Session, stagings: readonly Staging[]): Promise<void> {
  await cleanUp(session, stagings.flatMap(planUnstaging));
}
