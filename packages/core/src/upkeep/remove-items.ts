import { itemKeyText } from "../adapter/item-key.ts";
import type { DeleteStep } from "../adapter/step.ts";
import { isDyStoreError } from "../errors/error.ts";
import { throwIfAborted } from "../execute/session.ts";
import { type GraphAddress, ItemKeys } from "../plan/address.ts";
import { planRemoval } from "../plan/fence.ts";
import type { NamedItem } from "../plan/naming.ts";
import type { SweepState } from "./sweep-state.ts";

/** Deletes a write is sent with at most. */
const stepsAtOnce = 500;

/** Deletes items of a graph, those that are still there, and counts them. */
export async function removeItems(state: SweepState, graph: GraphAddress, items: Iterable<NamedItem>): Promise<void> {
  const keys = new ItemKeys(graph);
  let steps = new Map<string, DeleteStep>();
  for (const item of items) {
    const key = keys.item(item.table, item);
    steps.set(`${item.table.region}/${item.table.name}/${itemKeyText(key)}`, planRemoval(key, item.version));
    if (steps.size < stepsAtOnce) continue;
    await removeSteps(state, [...steps.values()]);
    steps = new Map();
  }
  await removeSteps(state, [...steps.values()]);
}

/** Carries out deletes; what is not there any more is not counted. @returns how many deleted something. */
export async function removeSteps(state: SweepState, steps: readonly DeleteStep[]): Promise<number> {
  const { adapter, context, dryRun, counts } = state;
  throwIfAborted(state);
  const gone = new Set<number>();
  try {
    if (!dryRun) await adapter.write(steps, { atomic: false }, context);
  } catch (error) {
    if (!isDyStoreError(error, "CONFLICT") || error.steps === undefined) throw error;
    for (const { index } of error.steps) gone.add(index);
  }
  for (const [index, { key }] of steps.entries()) if (!gone.has(index)) counts.add(key.table, "removed", 1);
  return steps.length - gone.size;
}
