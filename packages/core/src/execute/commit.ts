import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { type GraphAddress, intentKey } from "../plan/address.ts";
import {
  type Commit,
  type CommitSteps,
  intentState,
  planAbort,
  planCommit,
  planShardRemoval,
  planStaging,
  planUnstaging,
} from "../plan/commit-plan.ts";
import { graceMs } from "../plan/grace.ts";
import type { PlannedItem } from "../plan/measure-item.ts";
import type { RootHead } from "../plan/root.ts";
import { readRoot } from "./read-root.ts";
import { type Session, throwIfAborted, withoutSignal } from "./session.ts";

/** How a commit ended. What ended neither way is thrown. */
export type Outcome = "committed" | "refused";

/** How often a lost answer is asked after before it counts as unknown. */
const resolveAttempts = 3;

/** Stores shards and an open intent beside the root (rule R2). What a failure leaves is taken back as far as possible. */
export async function stage(
  session: Session,
  graph: GraphAddress,
  version: string,
  written: number,
  shards: readonly PlannedItem[],
): Promise<void> {
  throwIfAborted(session);
  if (session.adapter.capabilities.atomic === false) {
    throw new DyStoreError(
      "NOT_SUPPORTED",
      `the adapter "${session.adapter.name}" has no atomic writes, which graphs with shards need`,
    );
  }
  try {
    await session.adapter.write(planStaging(graph, version, written, shards), { atomic: false }, session.context);
  } catch (error) {
    await unstage(session, graph, version, shards);
    if (!isDyStoreError(error, "UNKNOWN_OUTCOME")) throw error;
    throw new DyStoreError(
      "UNAVAILABLE",
      "the database did not answer while shards were stored; the graph is unchanged",
      { cause: error },
    );
  }
}

/** Takes back what was staged for a commit that was never sent. A failure leaves it to `sweep`. */
export async function unstage(
  session: Session,
  graph: GraphAddress,
  version: string,
  shards: readonly PlannedItem[],
): Promise<void> {
  await cleanUp(session, planUnstaging(graph, version, shards));
}

/**
 * Commits a change of a root, finds out what happened where the answer is missing or doubtful (rule R3), and cleans up (rule R5).
 *
 * @throws DyStoreError `UNKNOWN_OUTCOME` where nothing can tell; any other code: nothing was committed.
 */
export async function commit(session: Session, change: Commit, written: number): Promise<Outcome> {
  const steps = planCommit(change, session.adapter.capabilities);
  if (steps.decisive.length > 1 && session.adapter.capabilities.atomic === false) {
    throw new DyStoreError(
      "NOT_SUPPORTED",
      `the adapter "${session.adapter.name}" has no atomic writes, which graphs with shards need`,
    );
  }
  const outcome = await decide(session, change, steps, written);
  if (outcome === "committed") await cleanUp(session, steps.cleaning);
  return outcome;
}

async function decide(session: Session, change: Commit, steps: CommitSteps, written: number): Promise<Outcome> {
  // Once an answer was lost, later ones say nothing of what became of the first attempt.
  let doubtful = false;
  for (let attempt = 1; ; attempt++) {
    try {
      // Middleware may make other bytes of the same items, which a token allows once only. Without it the condition protects.
      const token = attempt === 1 ? steps.token : undefined;
      await session.adapter.write(steps.decisive, { atomic: steps.token !== undefined, token }, session.context);
      return "committed";
    } catch (error) {
      doubtful ||= !isDyStoreError(error) || error.code === "UNKNOWN_OUTCOME";
      if (!doubtful && !isDyStoreError(error, "CONFLICT")) {
        if (change.staged) await unstage(session, change.graph, change.version, change.shards);
        throw error;
      }
      if (change.staged) return resolveStaged(withoutSignal(session), change, written, error);
      const outcome = await resolve(withoutSignal(session), change, doubtful, error);
      if (outcome !== "undecided") return outcome;
      if (attempt === resolveAttempts) throw unknown(change, error);
    }
  }
}

/**
 * What became of a write that is not staged. `undecided`: the root still stands as it was seen, so the same conditional write
 * may be sent again: it can take effect only once, since versions never recur, and nobody else writes under a fresh key.
 */
async function resolve(
  session: Session,
  change: Commit,
  doubtful: boolean,
  error: unknown,
): Promise<Outcome | "undecided"> {
  const { seen, version, root, freshKey } = change;
  const now = await readRootAgain(session, change, error);
  if (now instanceof DyStoreError) throw doubtful ? unknown(change, error) : now;
  if (root !== undefined && now !== undefined && hasVersion(now, version)) return "committed";
  if (!doubtful) return "refused";
  if (root === undefined && now === undefined) return "committed";
  if (seen === undefined && freshKey && now === undefined) return "undecided";
  if (seen === undefined) throw unknown(change, error);
  if (now?.version === seen.version) return "undecided";
  if (now?.past.includes(seen.version)) return "refused";
  throw unknown(change, error);
}

/** What became of a staged write: the root tells, else the intent, which is aborted unless the commit took it away. */
async function resolveStaged(session: Session, change: Commit, written: number, error: unknown): Promise<Outcome> {
  const now = await readRootAgain(session, change, error);
  const isRoot = now !== undefined && !(now instanceof DyStoreError);
  if (isRoot && hasVersion(now, change.version)) return "committed";
  if ((await abortIntent(session, change, written, error)) === "gone") {
    // After the grace sweep may have put an intent of its own there and, later, have taken it away.
    if (session.clock() - written > graceMs) throw unknown(change, error);
    return "committed";
  }
  await cleanUp(session, planShardRemoval(change.shards));
  if (now instanceof DyStoreError) throw now;
  return "refused";
}

async function abortIntent(
  session: Session,
  { graph, version, ...change }: Commit,
  written: number,
  error: unknown,
): Promise<"aborted" | "gone"> {
  for (let attempt = 1; attempt <= resolveAttempts; attempt++) {
    try {
      await session.adapter.write([planAbort(graph, version, written)], { atomic: false }, session.context);
      return "aborted";
    } catch (failure) {
      if (!isDyStoreError(failure, "CONFLICT", "UNKNOWN_OUTCOME")) break;
    }
    try {
      const [intent] = await session.adapter.get([intentKey(graph, version)], { consistent: true }, session.context);
      if (intent === undefined) return "gone";
      if (intentState(intent) === "aborted") return "aborted";
    } catch {
      break;
    }
  }
  throw unknown({ graph, version, ...change }, error);
}

/** What stands under the root's key now; an error for something that is no root. */
async function readRootAgain(
  session: Session,
  change: Commit,
  error: unknown,
): Promise<RootHead | DyStoreError | undefined> {
  try {
    return await readRoot(session, change.graph, true);
  } catch (failure) {
    if (isDyStoreError(failure, "CONFLICT")) return failure;
    throw unknown(change, error);
  }
}

function hasVersion(root: RootHead, version: string): boolean {
  return root.version === version || root.past.includes(version);
}

/** Deletes what nothing names any more. A failure does not fail the operation: `sweep` finishes it (rule R5). */
async function cleanUp(session: Session, steps: CommitSteps["cleaning"]): Promise<void> {
  if (steps.length === 0) return;
  const { adapter, context } = withoutSignal(session);
  try {
    await adapter.write(steps, { atomic: false }, context);
  } catch {
    // Left to sweep.
  }
}

function unknown({ graph }: Commit, cause: unknown): DyStoreError {
  return new DyStoreError(
    "UNKNOWN_OUTCOME",
    "the write may or may not have happened and nothing can tell; read the graph before repeating it",
    {
      table: graph.table.name,
      key: graph.key,
      cause,
    },
  );
}
