import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { throwIfAborted } from "../execute/session.ts";
import { type GraphAddress, ItemKeys } from "../plan/address.ts";
import { planFence } from "../plan/fence.ts";
import { intentState } from "../plan/intent.ts";
import type { SweepState } from "./sweep-state.ts";

/** How often writers may be met at work before a graph is left for the next sweep. */
const mostAttempts = 3;

/**
 * Makes sure that versions can never be committed, or were committed before: their intents are aborted, or put where none stand
 * (rule R4). Only then may anybody conclude from a root what is a leftover.
 *
 * @throws DyStoreError `CONFLICT` where writers keep being at work.
 */
export async function fenceVersions(
  state: SweepState,
  graph: GraphAddress,
  versions: readonly string[],
): Promise<void> {
  const { adapter, context, settled, dryRun, clock } = state;
  const keys = new ItemKeys(graph);
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const open = versions.filter((version) => !settled.has(version));
    if (open.length === 0 || dryRun) return;
    throwIfAborted(state);
    const intents = await adapter.get(
      open.map((version) => keys.intent(version)),
      { consistent: true },
      context,
    );
    const steps = open.flatMap((version, index) => {
      const intent = intents[index];
      return planFence(graph, version, intent && (intentState(intent) ?? null), clock()) ?? [];
    });
    try {
      await adapter.write(steps, { atomic: false }, context);
      for (const version of open) settled.set(version, true);
    } catch (error) {
      if (!isDyStoreError(error, "CONFLICT")) throw error;
    }
  }
  if (versions.every((version) => settled.has(version))) return;
  throw new DyStoreError("CONFLICT", "a writer is at work", { table: graph.table.name, key: graph.key });
}
