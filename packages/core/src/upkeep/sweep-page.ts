import type { Table } from "../adapter/table.ts";
import { settleAll } from "../execute/parallel.ts";
import { expectRoot } from "../execute/read-root.ts";
import { throwIfAborted } from "../execute/session.ts";
import { type GraphAddress, intentKey, rootKey } from "../plan/address.ts";
import { isExpired } from "../plan/expiry.ts";
import { planRemoval } from "../plan/fence.ts";
import { fencesStayMs } from "../plan/grace.ts";
import { type IntentClaim, type PieceClaim, type RootClaim, readClaim } from "../plan/item-claim.ts";
import { keyText } from "../values/key-text.ts";
import type { Item } from "../values/value.ts";
import { withoutDoubt } from "./doubt.ts";
import { fenceVersions } from "./fence-versions.ts";
import { removeExpired } from "./remove-expired.ts";
import { removeSteps } from "./remove-items.ts";
import { sweepGraph } from "./sweep-graph.ts";
import type { SweepState } from "./sweep-state.ts";

/** How many roots are read in one request: they may be large. */
const rootsAtOnce = 25;

/** The items of one graph on a page. */
interface Group {
  readonly graph: GraphAddress;
  readonly items: PieceClaim[];
}

/** Removes what may be removed of a page of a scan. */
export async function sweepPage(
  state: SweepState,
  page: readonly Item[],
  table: Table,
  rootTable: Table,
): Promise<void> {
  const { counts, now, olderThanMs } = state;
  const roots: { readonly claim: RootClaim; readonly item: Item }[] = [];
  const intents: IntentClaim[] = [];
  const groups = new Map<string, Group>();
  counts.add(table, "scanned", page.length);
  for (const item of page) {
    const claim = readClaim(item, table, rootTable, state.adapter.capabilities.limits);
    if (claim === "other") continue;
    const ownExpiry = claim !== "doubtful" && isExpired(claim, now);
    if (claim === "doubtful") counts.add(table, "skipped", 1);
    else if (claim.kind === "root" && ownExpiry) roots.push({ claim, item });
    else if (claim.kind === "root" || (now - claim.written <= olderThanMs && !ownExpiry)) counts.add(table, "kept", 1);
    else if (claim.kind === "intent") intents.push(claim);
    else {
      const text = keyText(claim.graph.key);
      const group = groups.get(text) ?? { graph: claim.graph, items: [] };
      group.items.push(claim);
      groups.set(text, group);
    }
  }
  await forAll(roots, ({ claim, item }) => sweepRoot(state, claim, item));
  await forAll(intents, (intent) => sweepIntent(state, intent));
  await forAll(chunks([...groups.values()]), (chunk) => sweepGroups(state, chunk));
}

async function sweepRoot(state: SweepState, { graph }: RootClaim, item: Item): Promise<void> {
  const isSure = await withoutDoubt(async () => {
    if (!(await removeExpired(state, graph, expectRoot(item, graph)))) state.counts.add(graph.table, "kept", 1);
  });
  if (!isSure) state.counts.add(graph.table, "skipped", 1);
}

/** Open intents are fenced and stay, for as long as a late message of their writer could still arrive. */
async function sweepIntent(state: SweepState, intent: IntentClaim): Promise<void> {
  const { graph, version, written } = intent;
  const isSure = await withoutDoubt(async () => {
    if (intent.state === "open") await fenceVersions(state, graph, [version]);
    else if (state.now - written > fencesStayMs) {
      await removeSteps(state, [planRemoval(intentKey(graph, version), version)]);
      return;
    }
    state.counts.add(graph.table, "kept", 1);
  });
  if (!isSure) state.counts.add(graph.table, "skipped", 1);
}

/** Reads the roots of several graphs together, then sweeps each. */
async function sweepGroups(state: SweepState, groups: readonly Group[]): Promise<void> {
  throwIfAborted(state);
  let heads: readonly (Item | undefined)[] = [];
  const keys = groups.map(({ graph }) => rootKey(graph));
  const areRead = await withoutDoubt(async () => {
    heads = await state.adapter.get(keys, { consistent: true }, state.context);
  });
  await forAll([...groups.entries()], async ([index, { graph, items }]) => {
    const isSure =
      areRead &&
      (await withoutDoubt(async () => {
        const root = heads[index];
        await sweepGraph(state, graph, root && expectRoot(root, graph), items);
      }));
    if (!isSure) for (const { table } of items) state.counts.add(table, "skipped", 1);
  });
}

function chunks(groups: readonly Group[]): Group[][] {
  const parts: Group[][] = [];
  for (let from = 0; from < groups.length; from += rootsAtOnce) parts.push(groups.slice(from, from + rootsAtOnce));
  return parts;
}

/** Several at once; the first failure is thrown after all have ended. */
async function forAll<T>(list: readonly T[], work: (element: T) => Promise<void>): Promise<void> {
  for (const result of await settleAll(list, work)) if (result.status === "rejected") throw result.reason;
}
