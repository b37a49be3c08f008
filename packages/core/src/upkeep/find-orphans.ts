import type { Session } from "../execute/session.ts";
import { type GraphAddress, graphSortPrefix } from "../plan/address.ts";
import { fencesStayMs } from "../plan/grace.ts";
import { type IntentClaim, type PieceClaim, readClaim } from "../plan/item-claim.ts";
import type { Naming } from "../plan/naming.ts";
import { type Problem, problemOf } from "../plan/problem.ts";
import type { RootHead } from "../plan/root.ts";
import { getLeniently } from "./get-leniently.ts";

/** From which age on what lies about is nobody's work any more. */
export interface Ages {
  readonly now: number;
  readonly olderThanMs: number;
}

/** Whether an item that stands beside a root may be a leftover: old enough, and not of the kind that has to stay. */
export function mayBeLeft(claim: PieceClaim | IntentClaim, { now, olderThanMs }: Ages): boolean {
  const age = now - claim.written;
  return claim.kind === "intent" && claim.state !== "open" ? age > fencesStayMs : age > olderThanMs;
}

/**
 * Those of a graph's items that nothing names. None while the graph was changed a short time ago: whoever did it may still be
 * cleaning up.
 */
export async function orphansAmong(
  session: Session,
  items: readonly (PieceClaim | IntentClaim)[],
  of: { readonly head: RootHead | undefined; readonly naming: Naming },
  { now, olderThanMs }: Ages,
): Promise<Problem[]> {
  const { head, naming } = of;
  const rests = head === undefined || now - head.written > olderThanMs;
  const left = items.filter((item) => item.kind === "intent" || (rests && !naming.has(item)));
  // Where the graph is gone, that may have been a moment ago.
  const still = await getLeniently(
    session,
    left.map((item) => item.itemKey),
  );
  return left.flatMap((item, index) => {
    if (still[index] === undefined) return [];
    if (item.kind === "intent") return [problemOf("BEHIND", item.itemKey, undefined, "an intent was left lying about")];
    return [problemOf("ORPHANED", item.itemKey, undefined, `nothing names the ${item.kind}`)];
  });
}

/** The items in a root's own partition that may be leftovers; other layouts keep none there. */
export async function besideRoot(
  session: Session,
  { table, key }: GraphAddress,
  ages: Ages,
): Promise<(PieceClaim | IntentClaim)[]> {
  if (table.sortKey === undefined) return [];
  const range = { table, partition: key, prefix: graphSortPrefix(table.sortKey), consistent: true, publicOnly: true };
  const found: (PieceClaim | IntentClaim)[] = [];
  for await (const page of session.adapter.query(range, session.context)) {
    for (const item of page) {
      const claim = readClaim(item, table, table, session.adapter.capabilities.limits);
      if (typeof claim === "string" || claim.kind === "root") continue;
      if (mayBeLeft(claim, ages)) found.push(claim);
    }
  }
  return found;
}
