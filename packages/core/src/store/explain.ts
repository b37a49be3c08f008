import type { Choice } from "../execute/load.ts";
import { live } from "../execute/read-root.ts";
import { readStored } from "../execute/read-stored.ts";
import { parsePath } from "../path/path.ts";
import type { GraphAddress } from "../plan/address.ts";
import { checkKey } from "../plan/key.ts";
import { finishPlan, type Plan } from "../plan/plan.ts";
import { firstRounds, pageRounds, readRounds, rootRounds } from "../plan/plan-reads.ts";
import { writeRounds } from "../plan/plan-writes.ts";
import { storedItems } from "../plan/stored-items.ts";
import type { Operation } from "./engine.ts";
import { type Change, explainChange } from "./explain-change.ts";
import { explainWrite } from "./explain-write.ts";
import type { Explained, ExplainedAs } from "./operation.ts";
import { everyShard, noShard, touchedBy } from "./read.ts";

/** `DyStore.explain`. */
export async function explainOperation(operation: Operation, asked: Explained): Promise<Plan> {
  if (asked.kind === "write") return explainWrite(operation, asked);
  const { layout, adapter } = operation.engine;
  const graph = { table: layout.table, key: checkKey(asked.key, layout.table, adapter.capabilities.limits) };
  return asked.kind === "delete" ? explainDelete(operation, graph, asked) : explainStored(operation, graph, asked);
}

/** What reads a graph, and maybe changes it. */
async function explainStored(
  operation: Operation,
  graph: GraphAddress,
  asked: ExplainedAs<"read" | "readPath"> | Change,
): Promise<Plan> {
  const { capabilities } = operation.adapter;
  const { table } = graph;
  const choice = choiceOf(asked);
  const reading = { extent: choice.extent, consistent: !("consistent" in asked) || asked.consistent !== false };
  const readsOnly = { operation: asked.kind, commit: "none" } as const;
  const stored = await readStored(operation, graph);
  if (stored === undefined) return finishPlan(readsOnly, rootRounds(table, undefined, reading), capabilities.region);
  const items = storedItems(stored, operation.measure);
  const { head, body } = stored;
  if (live(operation, head) === undefined) {
    return finishPlan(readsOnly, firstRounds(table, items, reading).rounds, capabilities.region);
  }
  if (body === undefined) throw stored.problem;
  const chosen = [...choice.entries(head, body, items.places)];
  const rounds = readRounds(table, items, chosen, reading);
  if (asked.kind === "read" || asked.kind === "readPath") return finishPlan(readsOnly, rounds, capabilities.region);
  return explainChange(operation, asked, { graph, head, body, items, chosen, rounds });
}

/** What is read of a graph for an operation: what the method of its kind chooses. */
function choiceOf(asked: ExplainedAs<"read" | "readPath"> | Change): Choice {
  switch (asked.kind) {
    case "read":
      return asked.resolveShards === false ? noShard : everyShard;
    case "readPath":
      return touchedBy(parsePath(asked.path, asked), "read");
    case "writePath":
      return touchedBy(parsePath(asked.path, asked), "write");
    case "deletePath":
      return touchedBy(parsePath(asked.path, asked), "remove");
    case "update":
    case "touch":
      return everyShard;
  }
}

async function explainDelete(
  operation: Operation,
  graph: GraphAddress,
  { deleteShards }: ExplainedAs<"delete">,
): Promise<Plan> {
  const { measure, adapter } = operation;
  const { capabilities } = adapter;
  const reading = { extent: "root", consistent: true } as const;
  // Deleting takes away what has expired, too.
  const stored = await readStored(operation, graph);
  if (stored === undefined) {
    const rounds = rootRounds(graph.table, undefined, reading);
    return finishPlan({ operation: "delete", commit: "none" }, rounds, capabilities.region);
  }
  const items = storedItems(stored, measure);
  const change = {
    graph,
    version: "",
    written: 0,
    seen: stored.head,
    root: "delete" as const,
    replaced: items.root,
    shards: [],
    obsolete: deleteShards === false ? [] : items.all,
    staged: false,
    freshKey: false,
  };
  const writes = writeRounds(change, capabilities, measure);
  const rounds = [
    ...rootRounds(graph.table, items.root, reading),
    ...(deleteShards === false ? [] : pageRounds(items)),
    writes.decisive,
    ...writes.cleaning,
  ];
  const isEstimate = stored.body === undefined;
  return finishPlan({ operation: "delete", commit: writes.mode, isEstimate }, rounds, capabilities.region);
}
