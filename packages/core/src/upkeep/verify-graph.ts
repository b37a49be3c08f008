import type { AnyCodec } from "../codec/codec.ts";
import { isDyStoreError } from "../errors/error.ts";
import { live } from "../execute/read-root.ts";
import { type Session, throwIfAborted } from "../execute/session.ts";
import { type GraphAddress, rootKey } from "../plan/address.ts";
import { Naming } from "../plan/naming.ts";
import { isProblem, type Problem, problemOf, whatIsWrong } from "../plan/problem.ts";
import { type RootHead, readHead } from "../plan/root.ts";
import { type Ages, besideRoot, orphansAmong } from "./find-orphans.ts";
import { readNaming } from "./read-naming.ts";
import { type GraphReport, isDamage, reportOf } from "./report.ts";
import { verifyVersion } from "./verify-version.ts";

/** How often a graph may change while it is checked before checking gives up. */
const mostRestarts = 20;

/** How to check a graph. */
export interface Verification extends Ages {
  readonly codecs: readonly AnyCodec[];
  /** Whether to look for items that nothing names in the root's own partition, too. */
  readonly seeksOrphans: boolean;
}

/**
 * Checks a graph item by item. Where something is wrong the root is read again: only what is wrong with a version that still stands
 * is damage.
 *
 * @throws DyStoreError whatever keeps items from being read.
 */
export async function verifyGraph(session: Session, graph: GraphAddress, how: Verification): Promise<GraphReport> {
  for (let restarts = 0; restarts <= mostRestarts; restarts++) {
    const found = await readAnyRoot(session, graph);
    if (isProblem(found)) return reportOf(graph.key, [found]);
    const head = found.value;
    // What has expired is no graph, and what it named nobody's business until it is swept.
    if (head !== undefined && live(session, head) === undefined)
      return { key: graph.key, status: "absent", problems: [] };
    const problems = head === undefined ? [] : await verifyVersion(session, graph, head, how.codecs);
    const seeksOrphans = how.seeksOrphans && !problems.some(isDamage);
    const orphans = seeksOrphans ? await seekOrphans(session, graph, head, how) : [];
    if (orphans === undefined || problems.length + orphans.length > 0) {
      const again = await readAnyRoot(session, graph);
      if (orphans === undefined || isProblem(again) || again.value?.version !== head?.version) continue;
      problems.push(...orphans);
    }
    return head === undefined ? { key: graph.key, status: "absent", problems } : reportOf(graph.key, problems);
  }
  return { key: graph.key, status: "changing", problems: [] };
}

async function readAnyRoot(
  session: Session,
  graph: GraphAddress,
): Promise<{ readonly value: RootHead | undefined } | Problem> {
  throwIfAborted(session);
  const key = rootKey(graph);
  const [item] = await session.adapter.get([key], { consistent: true }, session.context);
  if (item === undefined) return { value: undefined };
  const found = whatIsWrong("MANIFEST", key, [], () => readHead(item, graph.table));
  if (isProblem(found) || found.value !== undefined) return found;
  return problemOf("FOREIGN", key, [], "the item under the graph's key is no root, or its public half is damaged");
}

/** @returns nothing where the manifest changed while it was read. */
async function seekOrphans(
  session: Session,
  graph: GraphAddress,
  head: RootHead | undefined,
  ages: Ages,
): Promise<Problem[] | undefined> {
  const items = await besideRoot(session, graph, ages);
  if (items.length === 0) return [];
  try {
    const naming = head === undefined ? new Naming([]) : await readNaming(session, graph, head);
    return await orphansAmong(session, items, { head, naming }, ages);
  } catch (error) {
    if (isDyStoreError(error, "INTEGRITY")) return undefined;
    throw error;
  }
}
