import { newVersion } from "../execute/version-id.ts";
import { parsePath } from "../path/path.ts";
import { type GraphAddress, ItemKeys, keyAttributes, rootKey } from "../plan/address.ts";
import { chooseTouched } from "../plan/choose.ts";
import { canFold } from "../plan/commit-size.ts";
import { expirySeconds } from "../plan/expiry.ts";
import type { PlannedItem } from "../plan/measure-item.ts";
import { finishPlan, type Plan } from "../plan/plan.ts";
import { writeRounds } from "../plan/plan-writes.ts";
import type { RequestRound } from "../plan/planned-requests.ts";
import type { RootBody, RootHead } from "../plan/root.ts";
import type { StoredItem, StoredItems } from "../plan/stored-items.ts";
import { at } from "../values/at.ts";
import type { Operation } from "./engine.ts";
import type { ExplainedAs } from "./operation.ts";

/** A change of a stored graph. */
export type Change = ExplainedAs<"writePath" | "deletePath" | "update" | "touch">;

/** A graph as its root tells of it, with what a change reads of it. */
interface ReadGraph {
  readonly graph: GraphAddress;
  readonly head: RootHead;
  readonly body: RootBody;
  readonly items: StoredItems;
  /** Indexes of the entries that are read. */
  readonly chosen: readonly number[];
  readonly rounds: readonly RequestRound[];
}

/** A change is judged by the root alone: it names every item that it may rewrite or drop, at its present size. */
export function explainChange(operation: Operation, asked: Change, read: ReadGraph): Plan {
  const { measure, adapter } = operation;
  const { capabilities } = adapter;
  const { graph, head, items, chosen } = read;
  if (asked.kind === "touch" && head.expires === expirySeconds(asked.expiresAt)) {
    return finishPlan({ operation: asked.kind, commit: "none" }, read.rounds, capabilities.region);
  }
  const dropped = droppedBy(asked, read);
  const pages = changedPages(asked, read, [...chosen, ...dropped]);
  // What a path selects is written anew where a value takes its place.
  const changed = asked.kind === "writePath" ? [...new Set([...chosen, ...dropped])] : chosen;
  const rewritten = [...changed.map((index) => at(items.entries, index)), ...pages];
  const version = newVersion();
  const shards = rewritten.map((item, ordinal) => standIn(graph, item, { version, ordinal }));
  const root = {
    step: { kind: "put", table: graph.table, item: keyAttributes(rootKey(graph)) },
    kind: "root",
    place: [],
    bytes: items.root ?? 0,
  } as const;
  const staged = !canFold(capabilities, [{ graph, rootBytes: root.bytes, shards }]);
  const change = {
    graph,
    version,
    written: operation.clock(),
    seen: head,
    root,
    replaced: items.root,
    shards,
    obsolete: [...dropped.map((index) => at(items.entries, index)), ...pages],
    staged,
    freshKey: false,
  };
  const writes = writeRounds(change, capabilities, measure);
  const rounds = [
    ...read.rounds,
    ...(staged ? [{ requests: writes.staging }] : []),
    writes.decisive,
    ...writes.cleaning,
  ];
  return finishPlan({ operation: asked.kind, commit: writes.mode, isEstimate: true }, rounds, capabilities.region);
}

/** The entries whose items the change may replace or remove. */
function droppedBy(asked: Change, { head, body, items }: ReadGraph): readonly number[] {
  if (asked.kind === "update" || asked.kind === "touch") return [...body.entries.keys()];
  return chooseTouched(parsePath(asked.path, asked), "read", head, body, items.places);
}

/** The pages of the manifest that name a changed entry; where entries go away, all behind the first of these too. */
function changedPages(asked: Change, { head, items }: ReadGraph, changed: readonly number[]): StoredItem[] {
  const indexes = new Set(changed);
  let first = 0;
  let moves = asked.kind === "touch";
  return items.pages.filter((_, number) => {
    const { count } = at(head.pages, number);
    const isChanged = Array.from({ length: count }, (_, n) => first + n).some((index) => indexes.has(index));
    first += count;
    moves ||= isChanged && asked.kind === "deletePath";
    return isChanged || moves;
  });
}

/** An item in the place of a stored one, of its size. */
function standIn(
  graph: GraphAddress,
  { item, table, place = [], bytes = 0 }: StoredItem,
  name: { readonly version: string; readonly ordinal: number },
): PlannedItem {
  const key = new ItemKeys(graph).item(table, name);
  return {
    step: { kind: "put", table, item: keyAttributes(key) },
    kind: item === "intent" ? "shard" : item,
    place,
    bytes,
  };
}
