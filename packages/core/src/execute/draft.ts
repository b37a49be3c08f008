import type { GraphAddress, ItemName } from "../plan/address.ts";
import { nothingObsolete, type Obsolete, type RootChange } from "../plan/commit-plan.ts";
import { entryTables } from "../plan/entry.ts";
import type { Fragment } from "../plan/fragment.ts";
import { type GraphPlan, planGraph, planRoot } from "../plan/graph-plan.ts";
import type { Layout } from "../plan/layout.ts";
import type { PlannedItem } from "../plan/measure-item.ts";
import { itemKeys, nameItems } from "../plan/named-items.ts";
import { namePages } from "../plan/page.ts";
import { createdOf, type RootHead } from "../plan/root.ts";
import type { Baseline } from "../plan/stored-shards.ts";
import { at } from "../values/at.ts";
import { namedItems, sizeOf } from "./named.ts";
import type { SeenRoot } from "./read-roots.ts";
import type { Session } from "./session.ts";

/** What all graphs of one attempt to commit have in common. */
export interface Attempt {
  /** Fresh: no other attempt ever has it. */
  readonly version: string;
  /** When, in epoch milliseconds. */
  readonly written: number;
}

/**
 * What is known of a graph's root: what a consistent read found; `"read"`: it is to be read before committing; `"absent"`: the
 * change makes sense only where nothing stands; `"fresh"`: nobody can know the key.
 */
type Seen = SeenRoot | "read" | "absent" | "fresh";

/** One graph's part in an attempt, decided as far as it can be without knowing what stands there. */
export interface Draft<Result> {
  readonly graph: GraphAddress;
  /** The new version, which can be staged beside reading the root; `undefined` where none is written. */
  readonly plan: GraphPlan | undefined;
  readonly seen: Seen;
  /** Completes the part by what stands there. Throws where that rules the operation out. */
  readonly complete: (head: RootHead | undefined) => CompleteDraft<Result> | Promise<CompleteDraft<Result>>;
}

/** A change ready to be committed. */
export interface CompleteDraft<Result> {
  readonly change: Omit<RootChange, "staged">;
  /** What its operation answers: called once it is committed, and only then. */
  readonly answer: () => Result;
}

/** A new version of a graph, cut and ready to be planned. */
export interface NewGraph extends Attempt {
  readonly graph: GraphAddress;
  readonly layout: Layout;
  readonly root: Fragment;
  readonly ownKey: boolean;
  /** When the graph expires, in epoch seconds. */
  readonly expires: number | undefined;
  readonly baseline: Baseline | undefined;
  readonly seen: Seen;
  /** The version of the open intent under which parts of it were stored before. */
  readonly streamed?: string | undefined;
}

/** A graph's root and manifest as they are about to be written. */
export interface NewRoot {
  readonly item: PlannedItem["step"]["item"];
  readonly entries: GraphPlan["entries"];
}

/** Writes a version of a graph. `check` throws where what stands there rules that out; `answer` is called after the commit. */
export function putDraft<Result>(
  session: Session,
  input: NewGraph,
  answer: (root: NewRoot) => Result,
  check?: (head: RootHead | undefined) => void,
): Draft<Result> {
  const { graph, seen, streamed } = input;
  const { measure } = session;
  const plan = planGraph(input, measure);
  return {
    graph,
    plan,
    seen,
    async complete(head) {
      check?.(head);
      const root = planRoot(plan, head, createdOf(head, plan.written), measure);
      const obsolete = await obsoleteItems(session, input, head, [...plan.entries, ...plan.pages]);
      return {
        change: { graph, seen: head, root, shards: plan.shards, obsolete, freshKey: seen === "fresh", streamed },
        answer: () => answer({ item: root.step.item, entries: plan.entries }),
      };
    },
  };
}

/** The items that the root names which is replaced, but those that stay. Pages that were read before are not read again. */
async function obsoleteItems(
  session: Session,
  { graph, baseline }: NewGraph,
  head: RootHead | undefined,
  kept: readonly ItemName[],
): Promise<Obsolete> {
  if (baseline === undefined || head?.pages.length === 0) return namedItems(session, graph, head, kept);
  const { entries, layout, pages } = baseline;
  const tables = entryTables(entries, layout);
  const named = nameItems(
    entries.map(({ version, ordinal }, index) => ({ version, ordinal, table: at(tables, index) })),
  );
  const keys = itemKeys(graph, [...named, ...namePages(pages, graph)], kept);
  return { keys, bytes: sizeOf(entries, pages, kept) };
}

/** Changes nothing: what was seen must still stand there when the others are committed. */
export function keepDraft<Result>(graph: GraphAddress, seen: SeenRoot, result: Result): Draft<Result> {
  return { graph, plan: undefined, seen, complete: (head) => keptAsSeen(graph, head, result) };
}

/** The completion of a draft that turns out to change nothing. */
export function keptAsSeen<Result>(
  graph: GraphAddress,
  head: RootHead | undefined,
  result: Result,
): CompleteDraft<Result> {
  return {
    change: { graph, seen: head, root: "check", shards: [], obsolete: nothingObsolete, freshKey: false },
    answer: () => result,
  };
}
