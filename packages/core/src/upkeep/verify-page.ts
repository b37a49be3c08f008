import { itemKeyText, keyOf } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import { isDyStoreError } from "../errors/error.ts";
import { live, readRoot } from "../execute/read-root.ts";
import type { Session } from "../execute/session.ts";
import { type GraphAddress, rootKey } from "../plan/address.ts";
import { type IntentClaim, type PieceClaim, readClaim } from "../plan/item-claim.ts";
import { Naming } from "../plan/naming.ts";
import type { Problem } from "../plan/problem.ts";
import { type RootHead, rootKeyOf } from "../plan/root.ts";
import { keyText } from "../values/key-text.ts";
import type { Item } from "../values/value.ts";
import { mayBeLeft, orphansAmong } from "./find-orphans.ts";
import { readNaming } from "./read-naming.ts";
import type { Recent } from "./recent.ts";
import type { GraphReport } from "./report.ts";
import { type Verification, verifyGraph } from "./verify-graph.ts";

/** Checks each graph whose root stands on a page. */
export async function* verifyRoots(
  session: Session,
  page: readonly Item[],
  table: Table,
  how: Verification,
): AsyncGenerator<GraphReport, void, undefined> {
  for (const item of page) {
    const key = rootKeyOf(item, table, how.now);
    if (key === undefined) continue;
    const graph = { table, key };
    // In a table with a sort key, a root that somebody copied elsewhere is none.
    if (itemKeyText(keyOf(item, table)) !== itemKeyText(rootKey(graph))) continue;
    const report = await verifyGraph(session, graph, how);
    if (report.status !== "absent") yield report;
  }
}

/** Reports each graph of which items stand on a page that nothing names. */
export async function* reportOrphans(
  session: Session,
  page: readonly Item[],
  tables: { readonly table: Table; readonly rootTable: Table },
  how: Verification,
  /** What graphs named when they were last looked at. */
  known: Recent<Naming>,
): AsyncGenerator<GraphReport, void, undefined> {
  for (const { graph, items } of groupByGraph(session, page, tables, how)) {
    const found = await orphansOf(session, graph, items, how, known);
    if (found === undefined || found.problems.length === 0) continue;
    yield { key: graph.key, status: found.head === undefined ? "absent" : "untidy", problems: found.problems };
  }
}

type Beside = PieceClaim | IntentClaim;

function groupByGraph(
  { adapter }: Session,
  page: readonly Item[],
  { table, rootTable }: { readonly table: Table; readonly rootTable: Table },
  how: Verification,
): Iterable<{ readonly graph: GraphAddress; readonly items: Beside[] }> {
  const groups = new Map<string, { readonly graph: GraphAddress; readonly items: Beside[] }>();
  for (const item of page) {
    const claim = readClaim(item, table, rootTable, adapter.capabilities.limits);
    if (typeof claim === "string" || claim.kind === "root" || !mayBeLeft(claim, how)) continue;
    const text = keyText(claim.graph.key);
    const group = groups.get(text) ?? { graph: claim.graph, items: [] };
    group.items.push(claim);
    groups.set(text, group);
  }
  return groups.values();
}

/** @returns nothing where all is named, or the graph is damaged: that was reported with its root. */
async function orphansOf(
  session: Session,
  graph: GraphAddress,
  items: readonly Beside[],
  how: Verification,
  /** What graphs named when they were last looked at. */
  known: Recent<Naming>,
): Promise<{ readonly head: RootHead | undefined; readonly problems: Problem[] } | undefined> {
  const text = keyText(graph.key);
  const before = known.get(text);
  // What was named a while ago may be no leftover; what was not is looked at again.
  if (before !== undefined && items.every((item) => item.kind !== "intent" && before.has(item))) return undefined;
  try {
    const head = await readRoot(session, graph, true);
    const naming = head === undefined ? new Naming([]) : await readNaming(session, graph, head);
    known.set(text, naming);
    return { head: live(session, head), problems: await orphansAmong(session, items, { head, naming }, how) };
  } catch (error) {
    if (isDyStoreError(error, "INTEGRITY", "CONFLICT", "NOT_SUPPORTED")) return undefined;
    throw error;
  }
}
