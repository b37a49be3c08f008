import { isDyStoreError } from "../errors/error.ts";
import { type Commit, type CommitSteps, planCommit } from "../plan/commit-plan.ts";
import { cleanUp } from "./clean-up.ts";
import { type Outcome, resolve, resolveAttempts, resolveStaged, stagingsOf, unknown } from "./resolve.ts";
import { type Session, withoutSignal } from "./session.ts";
import { unstage } from "./stage.ts";

/**
 * Commits changes of roots, finds out what happened where the answer is missing or doubtful (rule R3), and cleans up (rule R5).
 *
 * @throws DyStoreError `UNKNOWN_OUTCOME` where nothing can tell; any other code: nothing was committed.
 */
export async function commitChanges(session: Session, commit: Commit): Promise<Outcome> {
  const steps = planCommit(commit, session.adapter.capabilities);
  const outcome = await decide(session, commit, steps);
  if (outcome === "committed" && steps.cleaning.length > 0) await cleanUp(session, steps.cleaning);
  return outcome;
}

async function decide(session: Session, commit: Commit, steps: CommitSteps): Promise<Outcome> {
  const own = stagingsOf(commit.changes);
  const streamed = commit.changes.flatMap(({ graph, streamed: version }) =>
    version === undefined ? [] : [{ graph, version, shards: [] }],
  );
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
        await unstage(session, own);
        throw error;
      }
      const undisturbed = withoutSignal(session);
      // A stream's intent stays open for the next attempt where there is no doubt: the version that was seen never comes back.
      const [first, ...others] = doubtful ? [...own, ...streamed] : own;
      try {
        if (first !== undefined) return await resolveStaged(undisturbed, commit, [first, ...others], doubtful, error);
        const outcome = await resolve(undisturbed, commit, doubtful, error);
        if (outcome !== "pending") return outcome;
      } catch (failure) {
        // A refusal that was answered is certain, whatever can be read of it.
        if (!doubtful) return "refused";
        throw failure;
      }
      if (attempt === resolveAttempts) throw unknown(commit, error);
    }
  }
}
