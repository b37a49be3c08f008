import type { ItemKey } from "../adapter/table.ts";
import { load, namedKeys } from "../execute/load.ts";
import { readLiveRoot, readRoot } from "../execute/read-root.ts";
import { newVersion } from "../execute/version-id.ts";
import { parsePath } from "../path/path.ts";
import type { GraphAddress } from "../plan/address.ts";
import type { Loaded } from "../plan/assemble.ts";
import { chooseTouched } from "../plan/choose.ts";
import { type CommitSteps, canFold, planCommit } from "../plan/commit-plan.ts";
import { cutGraph } from "../plan/cut.ts";
import { entryTables } from "../plan/entry.ts";
import type { EntryPlace } from "../plan/entry-places.ts";
import { expirySeconds } from "../plan/expiry.ts";
import { planGraph, planRoot } from "../plan/graph-plan.ts";
import { checkKey } from "../plan/key.ts";
import { type CommitMode, commitMode, finishPlan, type Plan, type PlannedAction, plannedAction } from "../plan/plan.ts";
import { createdOf, type RootBody, type RootHead } from "../plan/root.ts";
import { at } from "../values/at.ts";
import type { KeyValue } from "../values/value.ts";
import type { Operation } from "./engine.ts";
import type { StoreOperation } from "./operation.ts";
import { rootOnly } from "./read.ts";
import { splitRootData, validateRootData } from "./root-data.ts";
import { chooseKey } from "./write.ts";

/** What can be explained: an update's function is not run. */
type Asked = Exclude<StoreOperation<object>, { kind: "update" }> | { readonly kind: "update"; readonly key: KeyValue };
type WriteOperation = Extract<Asked, { kind: "write" }>;
type StoredOperation = Exclude<Asked, WriteOperation | { kind: "delete" }>;

/** `DyStore.explain`. */
export async function explainOperation(operation: Operation, asked: Asked): Promise<Plan> {
  if (asked.kind === "write") return explainWrite(operation, asked);
  const { layout, adapter } = operation.engine;
  const graph = { table: layout.table, key: checkKey(asked.key, layout.table, adapter.capabilities.limits) };
  const getRoot = plannedAction("get", "root", graph.table, { place: [] });
  // Deleting takes away what has expired, too.
  const head = asked.kind === "delete" ? await readRoot(operation, graph, true) : await readLiveRoot(operation, graph);
  if (head === undefined) return finishPlan(asked.kind, "none", 1, [getRoot]);
  if (asked.kind === "delete") {
    return explainDelete(
      operation,
      graph,
      head,
      asked.deleteShards === false ? [] : await namedKeys(operation, graph, head),
    );
  }
  const loaded = await load(operation, graph, { consistent: true, choose: rootOnly, head });
  return loaded === undefined
    ? finishPlan(asked.kind, "none", 1, [getRoot])
    : explainStored(operation, graph, loaded, asked);
}

async function explainWrite(operation: Operation, asked: WriteOperation): Promise<Plan> {
  const { engine, adapter, measure } = operation;
  const rootData = await validateRootData(engine, splitRootData(engine, asked.data));
  const { key, isFresh } = await chooseKey(operation, rootData, asked.primaryKey);
  const graph: GraphAddress = { table: engine.layout.table, key };
  const readsRoot = !isFresh && asked.ifAbsent !== true;
  const seen = readsRoot ? await readRoot(operation, graph, true) : undefined;
  const root = cutGraph(rootData.data, engine.layout, engine.codecs, adapter.capabilities.limits);
  const plan = planGraph(
    {
      graph,
      layout: engine.layout,
      root,
      version: newVersion(),
      written: operation.clock(),
      expires: expirySeconds(asked.expiresAt),
      ownKey: rootData.ownKey,
      baseline: undefined,
    },
    measure,
  );
  const item = planRoot(plan, seen, createdOf(seen, plan.written), measure);
  const staged = !canFold(adapter.capabilities, graph.table, plan.shards);
  const obsolete = await namedKeys(operation, graph, seen);
  const steps = planCommit(
    { graph, version: plan.version, seen, root: item, shards: plan.shards, obsolete, staged, freshKey: isFresh },
    adapter.capabilities,
  );
  const actions = [
    ...(readsRoot ? [plannedAction("get", "root", graph.table, { place: [] })] : []),
    ...(staged ? [plannedAction("put", "intent", graph.table)] : []),
    ...plan.shards.map(({ step, place, bytes }) => plannedAction("put", "shard", step.table, { place, bytes })),
    plannedAction("put", "root", graph.table, { place: [], bytes: item.bytes }),
    ...(staged ? [plannedAction("delete", "intent", graph.table)] : []),
    ...obsolete.map(({ table }) => plannedAction("delete", "shard", table)),
  ];
  return finishPlan("write", commitMode(staged, steps), readsRoot || staged ? 2 : 1, actions);
}

function explainDelete(
  { adapter }: Operation,
  graph: GraphAddress,
  seen: RootHead,
  obsolete: readonly ItemKey[],
): Plan {
  const change = { graph, version: "", seen, root: undefined, shards: [], obsolete, staged: false, freshKey: false };
  const steps: CommitSteps = planCommit(change, adapter.capabilities);
  return finishPlan("delete", commitMode(false, steps), 2, [
    plannedAction("get", "root", graph.table, { place: [] }),
    plannedAction("delete", "root", graph.table, { place: [] }),
    ...obsolete.map(({ table }) => plannedAction("delete", "shard", table)),
  ]);
}

/** Operations on a stored graph, judged by its root alone: changes name every shard that they may rewrite or drop. */
function explainStored(
  operation: Operation,
  graph: GraphAddress,
  { head, body, places }: Loaded,
  asked: StoredOperation,
): Plan {
  const tables = entryTables(body.entries, body.layout);
  const shards = (action: PlannedAction["action"], indexes: readonly number[]): PlannedAction[] =>
    indexes.map((index) => {
      const { kilobytes } = at(body.entries, index);
      const { place } = at(places, index);
      return plannedAction(action, "shard", at(tables, index), { place, bytes: kilobytes * 1024 });
    });
  const read = chosen(asked, head, body, places, false);
  const actions = [plannedAction("get", "root", graph.table, { place: [] }), ...shards("get", read)];
  const readTrips = read.length === 0 ? 1 : 2;
  if (asked.kind === "read" || asked.kind === "readPath") return finishPlan(asked.kind, "none", readTrips, actions);
  const dropped = chosen(asked, head, body, places, true);
  const mode = changeMode(
    operation,
    read.map((index) => at(body.entries, index).kilobytes * 1024),
    dropped.length,
  );
  const intent = (action: PlannedAction["action"]) =>
    mode === "staged" ? [plannedAction(action, "intent", graph.table)] : [];
  return finishPlan(asked.kind, mode, readTrips + (mode === "staged" ? 2 : 1), [
    ...actions,
    ...intent("put"),
    ...shards("put", read),
    plannedAction("put", "root", graph.table, { place: [] }),
    ...intent("delete"),
    ...shards("delete", dropped),
  ]);
}

/** How a change commits that puts shards of these sizes in the place of others. */
function changeMode({ adapter }: Operation, puts: readonly number[], deletes: number): CommitMode {
  const { atomic, limits } = adapter.capabilities;
  if (puts.length + deletes === 0) return "single";
  const bytes = puts.reduce((sum, each) => sum + each, limits.itemBytes);
  if (atomic === false || puts.length + 1 > atomic.steps || bytes > atomic.bytes) return "staged";
  return puts.length > 0 || 1 + deletes <= atomic.steps ? "folded" : "single";
}

/** The shards that an operation reads, or (`dropped`) may replace or remove. */
function chosen(
  asked: StoredOperation,
  head: RootHead,
  body: RootBody,
  places: readonly EntryPlace[],
  dropped: boolean,
): number[] {
  if (asked.kind === "update") return [...body.entries.keys()];
  if (asked.kind === "read") return asked.resolveShards === false ? [] : [...body.entries.keys()];
  const path = parsePath(asked.path, asked);
  const purpose = asked.kind === "deletePath" ? "remove" : "write";
  return chooseTouched(path, asked.kind === "readPath" || dropped ? "read" : purpose, head, body, places);
}
