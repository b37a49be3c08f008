import type { Capabilities } from "../adapter/capabilities.ts";
import { metadataAttribute } from "../adapter/reserved.ts";
import type { Condition, DeleteStep, Step } from "../adapter/step.ts";
import type { ItemKey } from "../adapter/table.ts";
import { type GraphAddress, rootKey } from "./address.ts";
import { planIntentRemoval } from "./intent.ts";
import type { PlannedItem } from "./measure-item.ts";
import type { RootHead } from "./root.ts";

/** Where in an item its version stands: what conditions compare. */
export const versionPath: readonly [string, ...string[]] = [metadataAttribute, "version"];

/** What a commit does with the root of one graph, and with the items beside it. */
export interface RootChange {
  readonly graph: GraphAddress;
  /** What a consistent read found; `undefined` for nothing. It must still stand there when the commit happens. */
  readonly seen: RootHead | undefined;
  /** The new root; `"delete"`; or `"check"`: nothing changes, but what was decided by what was seen must still be right. */
  readonly root: PlannedItem | "delete" | "check";
  /** All new items beside the root. */
  readonly shards: readonly PlannedItem[];
  /** Items that only the replaced version names. */
  readonly obsolete: Obsolete;
  /** The version of the open intent under which `shards` are stored already; `undefined`: they are not. */
  readonly staged: string | undefined;
  /** The version of another open intent, under which parts were stored that keep their version: those of a stream. */
  readonly streamed?: string | undefined;
  /** Whether nobody else can know the key, so that nobody can have written under it. */
  readonly freshKey: boolean;
}

/** Items that are to be deleted, with the most bytes that they can take together. */
export interface Obsolete {
  readonly keys: readonly ItemKey[];
  readonly bytes: number;
}

export const nothingObsolete: Obsolete = { keys: [], bytes: 0 };

/** Changes of one or several roots that happen together or not at all. */
export interface Commit {
  /** The version that this attempt writes, to every root. */
  readonly version: string;
  /** When, in epoch milliseconds. */
  readonly written: number;
  readonly changes: readonly RootChange[];
}

/** The writes of a commit: the decisive one, then what may be cleaned up behind it. */
export interface CommitSteps {
  readonly decisive: readonly Step[];
  /** Names an atomic decisive write; a single conditional step needs none. */
  readonly token: string | undefined;
  readonly cleaning: readonly DeleteStep[];
}

/** Chooses between one conditional step, a folded write, and the last write of a staged one. */
export function planCommit({ version, changes }: Commit, capabilities: Capabilities): CommitSteps {
  const decisive: Step[] = changes.map(rootStep);
  let staged = false;
  for (const { graph, shards, staged: intent, streamed } of changes) {
    if (streamed !== undefined) decisive.push(planIntentRemoval(graph, streamed));
    if (intent === undefined) decisive.push(...shards.map(({ step }) => step));
    else decisive.push(planIntentRemoval(graph, intent));
    staged ||= intent !== undefined;
  }
  const deletes = changes.flatMap(({ obsolete }) => obsolete.keys.map((key): DeleteStep => ({ kind: "delete", key })));
  const { atomic } = capabilities;
  const region = changes[0]?.graph.table.region;
  const foldsDeletes =
    !staged &&
    atomic !== false &&
    decisive.length + deletes.length <= atomic.steps &&
    // What is deleted counts towards the bytes of a transaction, too ("aggregate size of the items", API of TransactWriteItems).
    changes.reduce((sum, change) => sum + bytesOf(change, capabilities.limits.itemBytes), 0) <= atomic.bytes &&
    (atomic.scope === "all" || deletes.every(({ key }) => key.table.region === region));
  if (foldsDeletes) decisive.push(...deletes);
  const needsToken = atomic !== false && (decisive.length > 1 || changes.some(risksResurrection));
  return { decisive, token: needsToken ? version : undefined, cleaning: foldsDeletes ? [] : deletes };
}

/** The most bytes of a change, that of a root that is deleted among them. */
function bytesOf({ root, shards, obsolete }: RootChange, itemBytes: number): number {
  const rootBytes = typeof root === "object" ? root.bytes : root === "delete" ? itemBytes : 0;
  return shards.reduce((sum, { bytes }) => sum + bytes, rootBytes + obsolete.bytes);
}

function rootStep({ graph, seen, root }: RootChange): Step {
  const condition: Condition =
    seen === undefined ? { kind: "absent" } : { kind: "equals", path: versionPath, value: seen.version };
  if (typeof root === "object") return { ...root.step, if: condition };
  return { kind: root, key: rootKey(graph), if: condition };
}

/** Whether sending a change twice could bring back what somebody deleted in between. */
function risksResurrection({ root, seen, freshKey }: RootChange): boolean {
  return typeof root === "object" && seen === undefined && !freshKey;
}
