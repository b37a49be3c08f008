import type { Capabilities } from "../adapter/capabilities.ts";
import { itemKeyText, stepKey, tableText } from "../adapter/item-key.ts";
import type { Step } from "../adapter/step.ts";
import type { ItemKey } from "../adapter/table.ts";
import { ItemKeys, rootKey } from "./address.ts";
import { planCommit, type RootChange } from "./commit-plan.ts";
import { planStagingWrites } from "./intent.ts";
import type { Measure } from "./measure-item.ts";
import { type CommitMode, commitMode } from "./plan.ts";
import { type ItemUse, type RequestRound, transactionRequest, writeRequests } from "./planned-requests.ts";
import type { StoredItem } from "./stored-items.ts";

/** A change of a root as it is explained: what it replaces, with sizes. */
export interface ExplainedChange extends Omit<RootChange, "obsolete" | "staged"> {
  readonly version: string;
  readonly written: number;
  readonly staged: boolean;
  /** Bytes of the root that is replaced or deleted. */
  readonly replaced: number | undefined;
  /** Items that only the replaced version names. */
  readonly obsolete: readonly StoredItem[];
}

/** The requests of a commit. */
export interface WriteRounds {
  readonly mode: CommitMode;
  /** Empty unless it is staged. */
  readonly staging: RequestRound["requests"];
  readonly decisive: RequestRound;
  readonly cleaning: readonly RequestRound[];
}

/** The requests by which a change is staged, committed and cleaned up behind, made of the very steps that `commit` would write. */
export function writeRounds(change: ExplainedChange, capabilities: Capabilities, measure: Measure): WriteRounds {
  const { graph, version, written, shards, staged, seen, root, replaced, freshKey } = change;
  const keys = new ItemKeys(graph);
  const obsoleteKeys = change.obsolete.map((item) => keys.item(item.table, item));
  const obsolete = {
    keys: obsoleteKeys,
    bytes: change.obsolete.reduce((sum, { bytes }) => sum + (bytes ?? measure.itemBytes), 0),
  };
  const stagingWrites = staged ? planStagingWrites([{ graph, version, shards }], written) : [];
  const intent = stagingWrites[0]?.[0];
  const rootChange = { graph, seen, root, shards, obsolete, staged: staged ? version : undefined, freshKey };
  const commitSteps = planCommit({ version, written, changes: [rootChange] }, capabilities);

  const known = new Map<string, ItemUse>();
  const note = (key: ItemKey, use: ItemUse): void => {
    known.set(identity(key), use);
  };
  note(rootKey(graph), {
    action: typeof root === "object" ? "put" : "delete",
    item: "root",
    table: graph.table,
    place: [],
    ...(typeof root === "object" ? { bytes: root.bytes, replaced } : { bytes: replaced }),
  });
  for (const { step, kind, place, bytes } of shards) {
    note(stepKey(step), { action: "put", item: kind, table: step.table, place, bytes });
  }
  for (const [index, { item, table, place, bytes }] of change.obsolete.entries()) {
    const key = obsoleteKeys[index];
    if (key !== undefined) note(key, { action: "delete", item, table, place, bytes });
  }
  const intentUse = (step: Step): ItemUse => ({
    action: step.kind === "put" ? "put" : "delete",
    item: "intent",
    table: graph.table,
    bytes: intent && measure.storedBytes(graph.table, intent.item),
  });
  const usesOf = (steps: readonly Step[]): ItemUse[] =>
    steps.map((step): ItemUse => {
      const use = known.get(identity(stepKey(step)));
      return { ...(use ?? intentUse(step)), conditional: step.if !== undefined };
    });
  const decisive = usesOf(commitSteps.decisive);
  const cleaning = usesOf(commitSteps.cleaning);
  return {
    mode: commitMode(staged, commitSteps),
    staging: stagingWrites.flatMap((steps) => writeRequests(usesOf(steps))),
    // As adapters do: one step without a token needs no transaction.
    decisive: { requests: commitSteps.token === undefined ? writeRequests(decisive) : [transactionRequest(decisive)] },
    cleaning: cleaning.length === 0 ? [] : [{ requests: writeRequests(cleaning), cleaning: true }],
  };
}

/** Tells items apart by their tables and keys. */
function identity(key: ItemKey): string {
  return `${tableText(key.table, "")}/${itemKeyText(key)}`;
}
