import { formatPath } from "../path/format-path.ts";
import { capacityOf, type PlannedCapacity, type PlannedUnits, sum, unitsOf } from "./capacity.ts";
import type { CommitSteps } from "./commit-plan.ts";
import type { ItemRequest, ItemUse, RequestRound } from "./planned-requests.ts";

/** What an operation does with one item. Names places, never values. */
export interface PlannedAction {
  /** The round in which it is done: an index into {@link Plan.rounds}. */
  readonly round: number;
  readonly action: "get" | "put" | "delete";
  /** The root, a shard, a part of one or of the root, a page of the manifest, or an intent beside a large write. */
  readonly item: "root" | "shard" | "part" | "page" | "intent";
  readonly table: string;
  readonly region: string;
  /** Where in the graph: of a part, what it is a piece of. Absent where only the item's key is known. */
  readonly path?: string;
  /**
   * Size by DynamoDB's formula: of what is read or deleted, or stands there afterwards. Of stored shards and parts up to the KB.
   * Absent where nothing stands there, and where a sealed manifest hides it.
   */
  readonly bytes?: number;
  /** Size of the root that a put replaces. */
  readonly replaces?: number;
}

/** A request as the adapter for DynamoDB would send it. */
export interface PlannedRequest extends PlannedUnits {
  readonly request: ItemRequest["request"];
  readonly items: number;
  readonly bytes: number;
}

/** Requests that do not wait for one another, but for those of the round before. */
export interface PlannedRound {
  readonly requests: readonly PlannedRequest[];
  /** Present where it deletes what was replaced, behind the commit: whoever waits for the graph does not wait for this. */
  readonly cleaning?: true;
}

/** How an operation becomes final: see docs/architecture.md. `none`: it only reads. */
export type CommitMode = "none" | "single" | "folded" | "staged";

/**
 * How good a plan's figures are, where nobody interferes and nothing fails. `exact`: they are what DynamoDB does and charges.
 * `at most`: a query reads so much at most, as it rounds up only once, and a manifest knows sizes up to the KB. `estimate`: where a
 * query has several pages, that says where they end only roughly; and what a change makes of a graph is not known: it is
 * taken to rewrite all that it may, at the same sizes.
 */
export type PlanAccuracy = "exact" | "at most" | "estimate";

/** What an operation would do, without having done it: frozen, and fit to be printed, as JSON or by `formatPlan`. */
export interface Plan {
  readonly operation: string;
  readonly commit: CommitMode;
  readonly accuracy: PlanAccuracy;
  /** Requests that must wait for one another, where nobody interferes; cleaning up comes after them. */
  readonly dependentRequests: number;
  /** All requests, as the adapter for DynamoDB would send them. */
  readonly requests: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** By DynamoDB's documented formula; DynamoDB Local differs from it (docs/dynamodb.md). */
  readonly capacity: PlannedCapacity;
  readonly rounds: readonly PlannedRound[];
  readonly actions: readonly PlannedAction[];
}

/** A finished plan. @param homeRegion Where tables lie that name no Region. */
export function finishPlan(
  {
    isEstimate = false,
    ...known
  }: Pick<Plan, "operation" | "commit"> & {
    /** Whether it is not known what is written, or how large that is. */
    readonly isEstimate?: boolean;
  },
  rounds: readonly RequestRound[],
  homeRegion: string,
): Plan {
  const actions = rounds.flatMap(({ requests }, round) =>
    requests.flatMap(({ uses }) => uses.map((use) => plannedAction(use, round, homeRegion))),
  );
  const bytes = (...kinds: PlannedAction["action"][]): number =>
    sum(actions.map((each) => (kinds.includes(each.action) ? (each.bytes ?? 0) : 0)));
  return deepFreeze({
    ...known,
    accuracy: isEstimate ? "estimate" : accuracyOf(rounds),
    dependentRequests: rounds.filter(({ cleaning }) => !cleaning).length,
    requests: sum(rounds.map(({ requests }) => requests.length)),
    readBytes: bytes("get"),
    writtenBytes: bytes("put"),
    capacity: capacityOf(
      rounds.flatMap(({ requests }) => requests),
      homeRegion,
    ),
    rounds: rounds.map(({ requests, cleaning }) => ({
      requests: requests.map((each) => ({
        request: each.request,
        items: each.uses.length,
        bytes: sum(each.uses.map((use) => use.bytes ?? 0)),
        ...unitsOf(each),
      })),
      ...(cleaning ? { cleaning } : {}),
    })),
    actions,
  });
}

/** A manifest rounds sizes to the KB, as writes are charged; gets of single items come to the same. Only queries add sizes up. */
function accuracyOf(rounds: readonly RequestRound[]): PlanAccuracy {
  const queries = rounds.flatMap(({ requests }) => requests.filter(({ request }) => request === "Query"));
  const [first] = queries;
  if (first === undefined || first.uses.every(({ item }) => item === "root" || item === "page")) return "exact";
  return first.isLast ? "at most" : "estimate";
}

/** How a commit becomes final. */
export function commitMode(staged: boolean, steps: CommitSteps): CommitMode {
  if (staged) return "staged";
  return steps.decisive.length > 1 ? "folded" : "single";
}

function plannedAction(use: ItemUse, round: number, homeRegion: string): PlannedAction {
  const { action, item, table, place, bytes, replaced } = use;
  return {
    round,
    action,
    item,
    table: table.name,
    region: table.region ?? homeRegion,
    ...(place === undefined ? {} : { path: formatPath(place) }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(replaced === undefined ? {} : { replaces: replaced }),
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === "object" && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
