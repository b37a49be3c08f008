import type { GraphAddress } from "../plan/address.ts";
import { canFold } from "../plan/commit-plan.ts";
import type { Fragment } from "../plan/fragment.ts";
import { type GraphPlan, planGraph, planRoot } from "../plan/graph-plan.ts";
import type { Layout } from "../plan/layout.ts";
import type { PlannedItem } from "../plan/measure-item.ts";
import { createdOf, type RootHead } from "../plan/root.ts";
import type { Baseline } from "../plan/stored-shards.ts";
import { commit, type Outcome, stage, unstage } from "./commit.ts";
import { namedKeys } from "./load.ts";
import { readRoot } from "./read-root.ts";
import type { Session } from "./session.ts";
import { newVersion } from "./version-id.ts";

/** A new version of a graph, cut and ready to be planned. */
export interface NewGraph {
  readonly graph: GraphAddress;
  readonly layout: Layout;
  readonly root: Fragment;
  readonly ownKey: boolean;
  /** When the graph expires, in epoch seconds. */
  readonly expires: number | undefined;
  readonly baseline?: Baseline | undefined;
  /**
   * What a consistent read of the root found; `"read"`: read it now; `"absent"`: the write makes sense only where nothing
   * stands; `"fresh"`: nobody can know the key.
   */
  readonly seen: { readonly head: RootHead | undefined } | "read" | "absent" | "fresh";
  /** Throws where what stands there rules the write out. */
  readonly check?: ((head: RootHead | undefined) => void) | undefined;
}

/** What became of a graph's new version, with its root's item and manifest as they were written. */
export interface PutResult {
  readonly outcome: Outcome;
  readonly root: PlannedItem;
  readonly entries: GraphPlan["entries"];
}

/** One attempt to write a version of a graph: plans it, stages it where it is large, and commits it (rules R1 and R2). */
export async function putGraph(session: Session, input: NewGraph): Promise<PutResult> {
  const { graph } = input;
  const plan = planGraph(
    { ...input, baseline: input.baseline, version: newVersion(), written: session.clock() },
    session.measure,
  );
  const staged = !canFold(session.adapter.capabilities, graph.table, plan.shards);
  const unread = input.seen === "read" || input.seen === "absent";
  const stagedEarly = staged && unread;
  const head = stagedEarly ? await stageAndRead(session, plan) : await seenRoot(session, input);
  let root: PlannedItem;
  try {
    input.check?.(head);
    root = planRoot(plan, head, createdOf(head, plan.written), session.measure);
  } catch (error) {
    if (stagedEarly) await unstage(session, graph, plan.version, plan.shards);
    throw error;
  }
  if (staged && !stagedEarly) await stage(session, graph, plan.version, plan.written, plan.shards);
  const change = {
    graph,
    version: plan.version,
    seen: head,
    root,
    shards: plan.shards,
    obsolete: await namedKeys(session, graph, head, [...plan.entries, ...plan.pages]),
    staged,
    freshKey: input.seen === "fresh",
  };
  return { outcome: await commit(session, change, plan.written), root, entries: plan.entries };
}

async function seenRoot(session: Session, { graph, seen }: NewGraph): Promise<RootHead | undefined> {
  if (typeof seen === "object") return seen.head;
  return seen === "read" ? await readRoot(session, graph, true) : undefined;
}

/** Stages beside reading the root, so that staging costs no round trip of its own. */
async function stageAndRead(session: Session, plan: GraphPlan): Promise<RootHead | undefined> {
  const { graph, version, written, shards } = plan;
  const [reading, staging] = await Promise.allSettled([
    readRoot(session, graph, true),
    stage(session, graph, version, written, shards),
  ]);
  if (staging.status === "rejected") throw staging.reason;
  if (reading.status === "fulfilled") return reading.value;
  await unstage(session, graph, version, shards);
  throw reading.reason;
}
