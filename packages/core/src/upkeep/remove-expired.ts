import { type GraphAddress, rootKey } from "../plan/address.ts";
import { planRemoval } from "../plan/fence.ts";
import { Naming } from "../plan/naming.ts";
import type { RootHead } from "../plan/root.ts";
import { withoutDoubt } from "./doubt.ts";
import { readNaming } from "./read-naming.ts";
import { removeItems, removeSteps } from "./remove-items.ts";
import type { SweepState } from "./sweep-state.ts";

/** Deletes the root of an expired graph, if it is still that version, then what it names. @returns whether it was. */
export async function removeExpired(state: SweepState, graph: GraphAddress, head: RootHead): Promise<boolean> {
  let naming = new Naming([]);
  // Where it cannot be read, its items are found as leftovers.
  await withoutDoubt(async () => {
    naming = await readNaming(state, graph, head);
  });
  if ((await removeSteps(state, [planRemoval(rootKey(graph), head.version)])) === 0) return false;
  settle(state, head, naming);
  // What fails here is a leftover, too.
  await withoutDoubt(() => removeItems(state, graph, naming));
  return true;
}

/** What was committed once cannot be committed again: roots are replaced under the condition of their version. */
export function settle({ settled }: SweepState, { version, past }: RootHead, { versions }: Naming): void {
  for (const each of [version, ...past, ...versions]) settled.set(each, true);
}
