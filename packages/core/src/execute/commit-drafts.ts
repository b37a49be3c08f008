import type { Capabilities } from "../adapter/capabilities.ts";
import { type CommitSize, canFold, commitProblem } from "../plan/commit-size.ts";
import type { Staging } from "../plan/intent.ts";
import { commitChanges } from "./commit.ts";
import type { Attempt, CompleteDraft, Draft } from "./draft.ts";
import { workOnAll } from "./parallel.ts";
import { readRoots, type SeenRoot } from "./read-roots.ts";
import { stagingsOf } from "./resolve.ts";
import { refused } from "./retry.ts";
import type { Session } from "./session.ts";
import { stage, unstage } from "./stage.ts";

/**
 * One attempt to commit the parts of several graphs, or of one: reads the roots that are not known, stages what is large, and
 * commits (rules R1 and R2).
 *
 * @returns Their results, in order.
 * @throws DyStoreError `INVALID` where they are more than one atomic write can hold, `NOT_SUPPORTED` where the adapter has none
 *   that fits; nothing is written then.
 */
export async function commitDrafts<Result>(
  session: Session,
  attempt: Attempt,
  drafts: readonly Draft<Result>[],
): Promise<Result[] | typeof refused> {
  const { version, written } = attempt;
  const stagedEarly = canStageEarly(session, drafts);
  const early = stagedEarly ? stagings(drafts, version) : [];
  const heads = stagedEarly ? await stageAndRead(session, written, early, drafts) : await seenRoots(session, drafts);
  let complete: CompleteDraft<Result>[];
  try {
    complete = await workOnAll(drafts, (draft, index) => draft.complete(heads[index]?.head));
  } catch (error) {
    await unstage(session, early);
    throw error;
  }
  const staged = stagedEarly || mustStage(session, complete.map(sizeOf));
  const changes = complete.map(({ change }) => ({
    ...change,
    staged: staged && change.shards.length > 0 ? version : undefined,
  }));
  if (staged && !stagedEarly) await stage(session, stagingsOf(changes), written);
  // What one graph alone was seen to be needs no confirmation.
  const isSeen = changes.length === 1 && changes[0]?.root === "check";
  if (!isSeen && (await commitChanges(session, { version, written, changes })) === "refused") return refused;
  return complete.map(({ answer }) => answer());
}

/**
 * Whether shards are to be stored beside reading roots, so that staging costs no round trip of its own: where they have to be
 * staged anyway, and whatever stands there cannot make the commit too large.
 */
function canStageEarly({ adapter }: Session, drafts: readonly Draft<unknown>[]): boolean {
  const { capabilities } = adapter;
  const sizes = drafts.map((draft) => largestSize(draft, capabilities));
  if (canFold(capabilities, sizes) || drafts.every(({ seen }) => seen !== "read" && seen !== "absent")) return false;
  return commitProblem(adapter, sizes, true) === undefined;
}

function largestSize({ graph, plan }: Draft<unknown>, { limits }: Capabilities): CommitSize {
  return plan === undefined
    ? { graph, rootBytes: 0, shards: [] }
    : { graph, rootBytes: limits.itemBytes, shards: plan.shards };
}

/** Whether what does not fit one atomic write has to be staged. @throws DyStoreError where the rest does not fit one, either. */
function mustStage({ adapter }: Session, sizes: readonly CommitSize[]): boolean {
  const staged = !canFold(adapter.capabilities, sizes);
  const problem = commitProblem(adapter, sizes, staged);
  if (problem !== undefined) throw problem;
  return staged;
}

function sizeOf({ change: { graph, root, shards, streamed } }: CompleteDraft<unknown>): CommitSize {
  return { graph, rootBytes: typeof root === "object" ? root.bytes : 0, shards, streamed };
}

function stagings(drafts: readonly Draft<unknown>[], version: string): Staging[] {
  return drafts.flatMap(({ graph, plan }) =>
    plan === undefined || plan.shards.length === 0 ? [] : [{ graph, version, shards: plan.shards }],
  );
}

/** What is known of each root, those that are to be read among them. */
async function seenRoots(
  session: Session,
  drafts: readonly Draft<unknown>[],
  readsAbsent = false,
): Promise<SeenRoot[]> {
  const isUnread = ({ seen }: Draft<unknown>) => seen === "read" || (readsAbsent && seen === "absent");
  const unread = drafts.filter(isUnread).map(({ graph }) => graph);
  const read = (unread.length === 0 ? [] : await readRoots(session, unread)).values();
  return drafts.map((draft): SeenRoot => {
    const known = typeof draft.seen === "object" ? draft.seen : undefined;
    return known ?? (isUnread(draft) ? read.next().value : undefined) ?? { head: undefined };
  });
}

/** Stages beside reading the roots, those among them that are expected to be absent. */
async function stageAndRead(
  session: Session,
  written: number,
  early: readonly Staging[],
  drafts: readonly Draft<unknown>[],
): Promise<SeenRoot[]> {
  const [reading, staging] = await Promise.allSettled([
    seenRoots(session, drafts, true),
    stage(session, early, written),
  ]);
  if (staging.status === "rejected") throw staging.reason;
  if (reading.status === "fulfilled") return reading.value;
  await unstage(session, early);
  throw reading.reason;
}
