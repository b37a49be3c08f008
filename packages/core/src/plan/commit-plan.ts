import type { Capabilities } from "../adapter/capabilities.ts";
import { keyOf } from "../adapter/item-key.ts";
import { metadataAttribute } from "../adapter/reserved.ts";
import type { DeleteStep, PutStep, Step } from "../adapter/step.ts";
import type { ItemKey, Table } from "../adapter/table.ts";
import { isMap } from "../values/kind.ts";
import type { Item, Value } from "../values/value.ts";
import { type GraphAddress, intentKey, keyAttributes, rootKey, storedAddress } from "./address.ts";
import { formatVersion } from "./item.ts";
import type { PlannedItem } from "./measure-item.ts";
import type { RootHead } from "./root.ts";

/** Where in an item its version stands, and in an intent its state: what conditions compare. */
export const versionPath: readonly [string, ...string[]] = [metadataAttribute, "version"];
export const statePath: readonly [string, ...string[]] = [metadataAttribute, "state"];

/** A change of a root, ready to be committed. */
export interface Commit {
  readonly graph: GraphAddress;
  /** The version that this attempt writes. */
  readonly version: string;
  /** What a consistent read found; `undefined` for nothing. */
  readonly seen: RootHead | undefined;
  /** The new root, or `undefined` to delete it. */
  readonly root: PlannedItem | undefined;
  readonly shards: readonly PlannedItem[];
  /** Shards that only the replaced version names. */
  readonly obsolete: readonly ItemKey[];
  /** Whether shards and an open intent are stored already. */
  readonly staged: boolean;
  /** Whether nobody else can know the key, so that nobody can have written under it. */
  readonly freshKey: boolean;
}

/** The writes of a commit: the decisive one, then what may be cleaned up behind it. */
export interface CommitSteps {
  readonly decisive: readonly Step[];
  /** Names an atomic decisive write; a single conditional step needs none. */
  readonly token: string | undefined;
  readonly cleaning: readonly DeleteStep[];
}

/** Whether new shards and their root fit one atomic write (rule R2). */
export function canFold(capabilities: Capabilities, root: Table, shards: readonly PlannedItem[]): boolean {
  if (shards.length === 0) return true;
  const { atomic, limits } = capabilities;
  if (atomic === false || shards.length + 1 > atomic.steps) return false;
  let bytes = limits.itemBytes;
  for (const shard of shards) {
    if (atomic.scope === "region" && shard.step.table.region !== root.region) return false;
    bytes += shard.bytes;
  }
  return bytes <= atomic.bytes;
}

/** Chooses between one conditional step, a folded write, and the last write of a staged one. */
export function planCommit(commit: Commit, capabilities: Capabilities): CommitSteps {
  const { graph, version, seen, root, shards, obsolete, staged, freshKey } = commit;
  const condition =
    seen === undefined
      ? ({ kind: "absent" } as const)
      : ({ kind: "equals", path: versionPath, value: seen.version } as const);
  const rootStep: Step =
    root === undefined ? { kind: "delete", key: rootKey(graph), if: condition } : { ...root.step, if: condition };
  const deletes = obsolete.map((key): DeleteStep => ({ kind: "delete", key }));
  if (staged) {
    const intent: Step = {
      kind: "delete",
      key: intentKey(graph, version),
      if: { kind: "equals", path: statePath, value: "open" },
    };
    return { decisive: [rootStep, intent], token: version, cleaning: deletes };
  }
  const decisive: Step[] = [rootStep, ...shards.map(({ step }) => step)];
  const { atomic } = capabilities;
  const foldsDeletes =
    atomic !== false &&
    decisive.length + deletes.length <= atomic.steps &&
    (atomic.scope === "all" || deletes.every(({ key }) => key.table.region === graph.table.region));
  if (foldsDeletes) decisive.push(...deletes);
  const risksResurrection = root !== undefined && seen === undefined && !freshKey;
  const needsToken = atomic !== false && (decisive.length > 1 || risksResurrection);
  return { decisive, token: needsToken ? version : undefined, cleaning: foldsDeletes ? [] : deletes };
}

/** What staging writes: the shards and an open intent, which must be new (rule R4). */
export function planStaging(
  graph: GraphAddress,
  version: string,
  written: number,
  shards: readonly PlannedItem[],
): readonly PutStep[] {
  const intent: PutStep = {
    kind: "put",
    table: graph.table,
    item: intentItem(graph, version, written, "open"),
    if: { kind: "absent" },
  };
  return [intent, ...shards.map(({ step }) => step)];
}

/** Marks an open intent as aborted: from then on the version can never be committed. */
export function planAbort(graph: GraphAddress, version: string, written: number): PutStep {
  return {
    kind: "put",
    table: graph.table,
    item: intentItem(graph, version, written, "aborted"),
    if: { kind: "equals", path: statePath, value: "open" },
  };
}

/** Takes back what was staged, where the commit was never sent. */
export function planUnstaging(
  graph: GraphAddress,
  version: string,
  shards: readonly PlannedItem[],
): readonly DeleteStep[] {
  return [{ kind: "delete", key: intentKey(graph, version) }, ...planShardRemoval(shards)];
}

/** Deletes staged shards of a version that can never be committed. */
export function planShardRemoval(shards: readonly PlannedItem[]): readonly DeleteStep[] {
  return shards.map(({ step: { table, item } }) => ({ kind: "delete", key: keyOf(item, table) }));
}

/**
 * What an intent's item says. Only an open one lets its version be committed. `aborted`: it was open before, so that the version was
 * not committed. `fenced`: none stood there, so that nobody can tell.
 */
export type IntentState = "open" | "aborted" | "fenced";

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
