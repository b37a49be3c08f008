import type { Commit, RootChange } from "./commit-plan.ts";
import type { RootHead } from "./root.ts";

/** What stands under a root's key: a root, something that is none, or nothing. */
export type FoundRoot = RootHead | "foreign" | undefined;

/** What roots tell of a commit. `pending`: it has not happened, and sent again it happens once at most. */
export type Verdict = "committed" | "refused" | "pending" | "unknown";

/** Whether a root has the commit's version, or remembers it: all that it changed has happened, since it is atomic. */
export function isCommitted({ version, changes }: Commit, found: readonly FoundRoot[]): boolean {
  return changes.some(({ root }, index) => {
    const now = found[index];
    return typeof root === "object" && isRoot(now) && (now.version === version || now.past.includes(version));
  });
}

/**
 * Judges a commit whose answer is missing by what stands there now. As it is atomic, what is certain of one of its roots is
 * certain of all:
 *
 * - a root remembers that somebody else replaced what was seen: refused, for good, since versions never recur;
 * - a root that it would have replaced still has the version that was seen, or nothing stands under a key that nobody else
 *   knows: pending;
 * - there are only deletes, and all roots are gone: counts as committed.
 */
export function judge(commit: Commit, found: readonly FoundRoot[]): Verdict {
  if (isCommitted(commit, found)) return "committed";
  const roots = commit.changes.map((change, index) => ({ ...change, now: found[index] }));
  const written = roots.filter(({ root }) => root !== "check");
  if (written.some(({ seen, now }) => seen !== undefined && isRoot(now) && now.past.includes(seen.version)))
    return "refused";
  if (written.some(isUntouched)) return "pending";
  return roots.every(({ root, now }) => root === "delete" && now === undefined) ? "committed" : "unknown";
}

/** Whether a commit can never happen from now on: a version that it demands is gone, and versions never recur. */
export function isHopeless({ changes }: Commit, found: readonly FoundRoot[]): boolean {
  return changes.some(({ seen }, index) => seen !== undefined && !isAt(found[index], seen));
}

function isUntouched({ seen, freshKey, now }: RootChange & { readonly now: FoundRoot }): boolean {
  return seen === undefined ? freshKey && now === undefined : isAt(now, seen);
}

function isAt(now: FoundRoot, { version }: RootHead): boolean {
  return isRoot(now) && now.version === version;
}

function isRoot(found: FoundRoot): found is RootHead {
  return typeof found === "object";
}
