import type { GraphAddress } from "../plan/address.ts";
import { commitProblem } from "../plan/commit-size.ts";
import { commitDrafts } from "./commit-drafts.ts";
import type { Attempt, Draft } from "./draft.ts";
import { workOnAll } from "./parallel.ts";
import { readRoots, type SeenRoot } from "./read-roots.ts";
import { retryWhileRefused } from "./retry.ts";
import type { Session } from "./session.ts";
import { newVersion } from "./version-id.ts";

/** An operation on one graph, made ready: its data is copied and its key known. Nothing of the graph is read yet. */
export interface PreparedChange<Result> {
  readonly graph: GraphAddress;
  /**
   * Whether an attempt must know the root: before it can plan anything, before it commits, or not at all. `"if others do"`: what
   * it expects there is likely enough to go without, but is read where roots are read anyway.
   */
  readonly needsRoot: "to plan" | "to commit" | "if others do" | "no";
  /** Plans an attempt, having read what it depends on. */
  readonly draft: (attempt: ChangeAttempt) => Draft<Result> | Promise<Draft<Result>>;
}

/** An attempt, as a change sees it. */
export interface ChangeAttempt extends Attempt {
  readonly isFirst: boolean;
  /** What was found under the graph's key, where it was read already. */
  readonly seen: SeenRoot | undefined;
}

/**
 * Carries out changes of several graphs, together or not at all. Where others were faster, all of it is read, decided and planned
 * again.
 *
 * @param known What stands under their keys, as far as it was read for the first attempt.
 * @returns Their results, in order.
 */
export async function changeGraphs<Result>(
  session: Session,
  changes: readonly PreparedChange<Result>[],
  known?: readonly (SeenRoot | undefined)[],
): Promise<Result[]> {
  const graphs = changes.map(({ graph }) => graph);
  const problem = commitProblem(
    session.adapter,
    graphs.map((graph) => ({ graph, rootBytes: 0, shards: [] })),
    false,
  );
  if (problem !== undefined) throw problem;
  let isFirst = true;
  return retryWhileRefused(session, graphs, async () => {
    const attempt = { version: newVersion(), written: session.clock(), isFirst };
    const seen = (isFirst ? known : undefined) ?? (await rootsToPlanBy(session, changes));
    isFirst = false;
    const drafts = await workOnAll(changes, (change, index) => change.draft({ ...attempt, seen: seen[index] }));
    return commitDrafts(session, attempt, drafts);
  });
}

/** As {@link changeGraphs}, for one graph. */
export async function changeGraph<Result>(
  session: Session,
  change: PreparedChange<Result>,
  known?: SeenRoot,
): Promise<Result> {
  const [result] = await changeGraphs(session, [change], known && [known]);
  // There are as many results as changes, and `undefined` may be one.
  return result as Result;
}

/** Reads roots in one request, if one of them has to be known before anything can be planned: then the others', too. */
async function rootsToPlanBy(
  session: Session,
  changes: readonly PreparedChange<unknown>[],
): Promise<readonly (SeenRoot | undefined)[]> {
  // One alone reads its root together with what else it needs.
  if (changes.length === 1 || changes.every(({ needsRoot }) => needsRoot !== "to plan")) return [];
  const unread = changes.filter(({ needsRoot }) => needsRoot !== "no");
  const read = await readRoots(
    session,
    unread.map(({ graph }) => graph),
  );
  const byChange = new Map(unread.map((change, index) => [change, read[index]]));
  return changes.map((change) => byChange.get(change));
}
