import type { Table } from "../adapter/table.ts";
import { formatPath } from "../path/format-path.ts";
import type { CommitSteps } from "./commit-plan.ts";
import type { Place } from "./fragment.ts";

/** What an operation does with one item. Names places, never values. */
export interface PlannedAction {
  readonly action: "get" | "put" | "delete";
  /** Of what is deleted nothing tells shards, parts and pages apart: all are called shards. */
  readonly item: "root" | "shard" | "part" | "page" | "intent";
  readonly table: string;
  readonly region?: string;
  /** Where in the graph; absent where only the item's key is known. */
  readonly path?: string;
  /** Size by DynamoDB's formula; of a stored shard up to the KB. */
  readonly bytes?: number;
}

/** How an operation becomes final: see docs/architecture.md. `none`: it only reads. */
export type CommitMode = "none" | "single" | "folded" | "staged";

/** What an operation would do, without having done it: frozen, and fit to be printed as JSON. */
export interface Plan {
  readonly operation: string;
  readonly commit: CommitMode;
  /** Requests that must wait for one another, where nobody interferes; cleaning up comes after them. */
  readonly dependentRequests: number;
  readonly actions: readonly PlannedAction[];
}

/** One action of a plan. */
export function plannedAction(
  action: PlannedAction["action"],
  item: PlannedAction["item"],
  table: Table,
  known: { readonly place?: Place; readonly bytes?: number } = {},
): PlannedAction {
  return Object.freeze({
    action,
    item,
    table: table.name,
    ...(table.region === undefined ? {} : { region: table.region }),
    ...(known.place === undefined ? {} : { path: formatPath(known.place) }),
    ...(known.bytes === undefined ? {} : { bytes: known.bytes }),
  });
}

/** A finished plan. */
export function finishPlan(
  operation: string,
  commit: CommitMode,
  dependentRequests: number,
  actions: readonly PlannedAction[],
): Plan {
  return Object.freeze({ operation, commit, dependentRequests, actions: Object.freeze([...actions]) });
}

/** How a commit becomes final. */
export function commitMode(staged: boolean, steps: CommitSteps): CommitMode {
  if (staged) return "staged";
  return steps.decisive.length > 1 ? "folded" : "single";
}
