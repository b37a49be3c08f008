import { keyOf } from "../adapter/item-key.ts";
import { metadataAttribute } from "../adapter/reserved.ts";
import type { Condition, DeleteStep, PutStep } from "../adapter/step.ts";
import { isMap } from "../values/kind.ts";
import type { Item, Value } from "../values/value.ts";
import { type GraphAddress, intentKey, keyAttributes, storedAddress } from "./address.ts";
import { formatVersion } from "./item.ts";
import type { PlannedItem } from "./measure-item.ts";

/**
 * What an intent's item says. Only an open one lets its version be committed. `aborted`: it was open before, so that the version was
 * not committed. `fenced`: none stood there, so that nobody can tell.
 */
export type IntentState = "open" | "aborted" | "fenced";

/** What is stored of a graph's new version before it is committed. */
export interface Staging {
  readonly graph: GraphAddress;
  /** The version of the intent. */
  readonly version: string;
  readonly shards: readonly PlannedItem[];
}

/** Where in an intent its state stands: what conditions compare. */
export const statePath: readonly [string, ...string[]] = [metadataAttribute, "state"];

const ifOpen: Condition = { kind: "equals", path: statePath, value: "open" };

/** What one write of staged items holds, at most: adapters take a write as a whole, with steps and keys of their own for each item. */
const writeBytes = 4 * 1024 * 1024;
const writeItems = 700;

/** The writes by which graphs are staged, the first of them with all intents; they may happen in any order. */
export function planStagingWrites(stagings: readonly Staging[], written: number): readonly (readonly PutStep[])[] {
  let last: PutStep[] = [];
  const writes = [last];
  let [items, bytes] = [0, 0];
  for (const item of stagings.flatMap(({ shards }) => shards)) {
    if (items === writeItems || (items > 0 && bytes + item.bytes > writeBytes)) {
      last = [];
      writes.push(last);
      [items, bytes] = [0, 0];
    }
    last.push(item.step);
    items++;
    bytes += item.bytes;
  }
  writes[0]?.unshift(...stagings.map((staging) => planIntent(staging, written)));
  return writes;
}

/** The open intent of a staging, which must be new (rule R4). */
export function planIntent({ graph, version }: Pick<Staging, "graph" | "version">, written: number): PutStep {
  const item = intentItem(graph, version, written, "open");
  return { kind: "put", table: graph.table, item, if: { kind: "absent" } };
}

/** Takes an open intent away: a part of the commit of what was staged under it. */
export function planIntentRemoval(graph: GraphAddress, version: string): DeleteStep {
  return { kind: "delete", key: intentKey(graph, version), if: ifOpen };
}

/** Marks an open intent as aborted: from then on what was staged under it can never be committed. */
export function planAbort(graph: GraphAddress, version: string, written: number): PutStep {
  return { kind: "put", table: graph.table, item: intentItem(graph, version, written, "aborted"), if: ifOpen };
}

/** Takes back what was staged, where the commit was never sent. */
export function planUnstaging(staging: Staging): readonly DeleteStep[] {
  return [{ kind: "delete", key: intentKey(staging.graph, staging.version) }, ...planShardRemoval(staging)];
}

/** Deletes staged shards that can never be committed. */
export function planShardRemoval({ shards }: Pick<Staging, "shards">): readonly DeleteStep[] {
  return shards.map(({ step: { table, item } }) => ({ kind: "delete", key: keyOf(item, table) }));
}

/** The state of an intent as stored. */
export function intentState(item: Item): Value | undefined {
  const metadata = item[metadataAttribute];
  return isMap(metadata) ? metadata["state"] : undefined;
}

/** Makes the item of an intent. */
export function intentItem(graph: GraphAddress, version: string, written: number, state: IntentState): Item {
  const item = keyAttributes(intentKey(graph, version));
  const root = storedAddress(graph);
  item[metadataAttribute] = { kind: "intent", format: formatVersion, version, written, root, state };
  return item;
}
