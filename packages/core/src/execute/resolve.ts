import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { intentKey } from "../plan/address.ts";
import type { Commit, RootChange } from "../plan/commit-plan.ts";
import { graceMs } from "../plan/grace.ts";
import { intentState, planAbort, planShardRemoval, type Staging } from "../plan/intent.ts";
import { type FoundRoot, isCommitted, isHopeless, judge } from "../plan/verdict.ts";
import { cleanUp } from "./clean-up.ts";
import { findRoots } from "./read-roots.ts";
import type { Session } from "./session.ts";

/** How a commit ended. What ended neither way is thrown. */
export type Outcome = "committed" | "refused";

/** How often a lost answer is asked after before it counts as unknown. */
export const resolveAttempts = 3;

/** What a commit stored before it, under an open intent for each graph. */
export function stagingsOf(changes: readonly RootChange[]): Staging[] {
  return changes.flatMap(({ graph, shards, staged }) =>
    staged === undefined ? [] : [{ graph, version: staged, shards }],
  );
}

/**
 * What became of a commit that is not staged, after a refusal or, where it is `doubtful`, without an answer (rule R3).
 * `pending`: it has not happened, and may be sent again.
 *
 * @throws DyStoreError `UNKNOWN_OUTCOME` where nothing can tell.
 */
export async function resolve(
  session: Session,
  commit: Commit,
  doubtful: boolean,
  error: unknown,
  wasHopeless = false,
): Promise<Outcome | "pending"> {
  const found = await readAgain(session, commit, error);
  if (isCommitted(commit, found)) return "committed";
  // What only checks has changed nothing, whatever became of it.
  if (!doubtful || commit.changes.every(({ root }) => root === "check")) return "refused";
  const verdict = judge(commit, found);
  if (verdict === "unknown") throw unknown(commit, error);
  if (verdict !== "pending") return verdict;
  // What had not happened after it could not happen any more never will.
  if (wasHopeless) return "refused";
  return isHopeless(commit, found) ? resolve(session, commit, doubtful, error, true) : "pending";
}

/**
 * What became of a staged commit after a refusal or, where it is `doubtful`, without an answer: a root tells, else an intent, which is
 * aborted unless it is gone. Where there is doubt the commit took it away. One decides for all: the commit takes them away together,
 * and only while all of them are open.
 */
export async function resolveStaged(
  session: Session,
  commit: Commit,
  [first, ...others]: readonly [Staging, ...Staging[]],
  doubtful: boolean,
  error: unknown,
): Promise<Outcome> {
  if (isCommitted(commit, await readAgain(session, commit, error))) return "committed";
  if ((await abortIntent(session, commit, first, error)) === "gone") {
    // The commit did not take it away. What was staged is left to `sweep`, like all that has no intent.
    if (!doubtful) return "refused";
    // After the grace sweep may have put an intent of its own there and, later, have taken it away.
    if (session.clock() - commit.written > graceMs) throw unknown(commit, error);
    return "committed";
  }
  const aborts = others.map(({ graph, version }) => planAbort(graph, version, commit.written));
  await cleanUp(session, [...aborts, ...[first, ...others].flatMap(planShardRemoval)]);
  return "refused";
}

async function abortIntent(
  session: Session,
  commit: Commit,
  { graph, version }: Staging,
  error: unknown,
): Promise<"aborted" | "gone"> {
  for (let attempt = 1; attempt <= resolveAttempts; attempt++) {
    try {
      await session.adapter.write([planAbort(graph, version, commit.written)], { atomic: false }, session.context);
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
  throw unknown(commit, error);
}

/** What stands under the roots' keys now. */
async function readAgain(session: Session, commit: Commit, error: unknown): Promise<FoundRoot[]> {
  const graphs = commit.changes.map(({ graph }) => graph);
  try {
    const roots = await findRoots(session, graphs);
    return roots.map((root) => (root instanceof DyStoreError ? "foreign" : root));
  } catch {
    throw unknown(commit, error);
  }
}

/** The error of a commit of which nothing can tell. It names the first graph that would have changed. */
export function unknown({ changes }: Commit, cause: unknown): DyStoreError {
  const graph = changes.find(({ root }) => root !== "check")?.graph;
  const what = changes.length === 1 ? "the graph" : "the graphs";
  return new DyStoreError(
    "UNKNOWN_OUTCOME",
    `the write may or may not have happened and nothing can tell; read ${what} before repeating it`,
    { table: graph?.table.name, key: graph?.key, cause },
  );
}
