import { live } from "../execute/read-root.ts";
import { readStored } from "../execute/read-stored.ts";
import { newVersion } from "../execute/version-id.ts";
import type { GraphAddress } from "../plan/address.ts";
import { canFold } from "../plan/commit-size.ts";
import { hasReferences } from "../plan/cut.ts";
import { type Entry, itemName } from "../plan/entry.ts";
import { fragmentOf } from "../plan/entry-places.ts";
import { expirySeconds } from "../plan/expiry.ts";
import { planGraph, planRoot } from "../plan/graph-plan.ts";
import { finishPlan, type Plan } from "../plan/plan.ts";
import { pageRounds, readRounds, rootRounds } from "../plan/plan-reads.ts";
import { writeRounds } from "../plan/plan-writes.ts";
import type { RequestRound } from "../plan/planned-requests.ts";
import { createdOf, mayStay } from "../plan/root.ts";
import { type StoredGraph, type StoredItems, storedItems } from "../plan/stored-items.ts";
import type { Baseline } from "../plan/stored-shards.ts";
import { chooseKey } from "./choose-key.ts";
import { cutData } from "./cut-data.ts";
import type { Operation } from "./engine.ts";
import type { ExplainedAs } from "./operation.ts";
import { plainForm, splitRootData, validateRootData } from "./root-data.ts";

/** A write is planned as if it were done. Where nothing can stand under its key, without asking the adapter anything. */
export async function explainWrite(operation: Operation, asked: ExplainedAs<"write">): Promise<Plan> {
  const { engine, adapter, measure } = operation;
  const { capabilities } = adapter;
  const { layout } = engine;
  const rootData = await validateRootData(engine, splitRootData(engine, plainForm(engine, asked.data)));
  const { key, isFresh } = await chooseKey(operation, rootData, asked.primaryKey);
  const graph: GraphAddress = { table: layout.table, key };
  const root = cutData(operation, rootData.data, layout);
  const refers = hasReferences(root);
  const asks = refers || (!isFresh && asked.ifAbsent !== true);
  const stored = asks ? await readStored(operation, graph) : undefined;
  const items = stored && storedItems(stored, measure);

  const baseline = refers ? baselineOf(operation, graph, stored, items) : undefined;
  const plan = planGraph(
    {
      graph,
      layout,
      root,
      version: newVersion(),
      written: operation.clock(),
      expires: expirySeconds(asked.expiresAt) ?? baseline?.expires,
      ownKey: rootData.ownKey,
      baseline,
    },
    measure,
  );
  const newRoot = planRoot(plan, stored?.head, createdOf(stored?.head, plan.written), measure);
  // Where the root is read beside staging, what the new one will take is not known yet.
  const early = !refers && !isFresh;
  const rootBytes = early ? capabilities.limits.itemBytes : newRoot.bytes;
  const staged = !canFold(capabilities, [{ graph, rootBytes, shards: plan.shards }]);
  const kept = new Set([...plan.entries, ...plan.pages].map(itemName));
  const change = {
    graph,
    version: plan.version,
    written: plan.written,
    seen: stored?.head,
    root: newRoot,
    replaced: items?.root,
    shards: plan.shards,
    obsolete: items?.all.filter((item) => !kept.has(itemName(item))) ?? [],
    staged,
    freshKey: isFresh,
  };
  const writes = writeRounds(change, capabilities, measure);
  const staging: RequestRound[] = staged ? [{ requests: writes.staging }] : [];
  const reading = { extent: "root", consistent: true } as const;
  // What stages reads the root beside that, even where nothing is expected there.
  const readsRoot = asks || (staged && early);
  const reads = readsRoot ? rootRounds(graph.table, items?.root, reading) : [];
  // Of what references stay in, the manifest is read as a whole, and the root with its parts.
  const before =
    baseline && items
      ? [...readRounds(graph.table, items, ownParts(baseline.entries), reading), ...staging]
      : [
          ...together([...reads, ...(early ? staging : [])]),
          ...(items ? pageRounds(items) : []),
          ...(early ? [] : staging),
        ];
  const rounds = [...before, writes.decisive, ...writes.cleaning];
  // Of a root that is cut into parts it would have to be read what they hold, to know which of them stay.
  const isEstimate =
    (stored !== undefined && stored.body === undefined) ||
    (baseline !== undefined && ownParts(baseline.entries).length > 0);
  return finishPlan({ operation: "write", commit: writes.mode, isEstimate }, rounds, capabilities.region);
}

/** Indexes of the parts of the root itself. */
function ownParts(entries: readonly Entry[]): number[] {
  return entries.flatMap((_, index) => (fragmentOf(entries, index) === -1 ? [index] : []));
}

/** What references may keep, without having read any of it; nothing where there is no graph any more. */
function baselineOf(
  session: Operation,
  graph: GraphAddress,
  stored: StoredGraph | undefined,
  items: StoredItems | undefined,
): Baseline | undefined {
  if (stored === undefined || items === undefined || live(session, stored.head) === undefined) return undefined;
  const { head, body } = stored;
  if (body === undefined) throw stored.problem;
  const { layout, entries } = body;
  const { expires, pages } = head;
  return { graph, layout, expires, mayStay: mayStay(head), entries, places: items.places, pages, contents: new Map() };
}

/** Rounds whose requests do not wait for one another, as one. */
function together(rounds: readonly RequestRound[]): RequestRound[] {
  return rounds.length === 0 ? [] : [{ requests: rounds.flatMap(({ requests }) => requests) }];
}
