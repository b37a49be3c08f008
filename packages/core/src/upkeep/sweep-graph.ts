import { readRoot } from "../execute/read-root.ts";
import type { GraphAddress } from "../plan/address.ts";
import { isExpired } from "../plan/expiry.ts";
import type { PieceClaim } from "../plan/item-claim.ts";
import type { Naming } from "../plan/naming.ts";
import type { RootHead } from "../plan/root.ts";
import { keyText } from "../values/key-text.ts";
import { fenceVersions } from "./fence-versions.ts";
import { readNaming } from "./read-naming.ts";
import { settle } from "./remove-expired.ts";
import { removeItems } from "./remove-items.ts";
import type { SweepState } from "./sweep-state.ts";

/** Items of a graph, told apart: what nothing names, and what stays. What an expired graph named is neither. */
interface Judgement {
  readonly leftovers: readonly PieceClaim[];
  readonly kept: readonly PieceClaim[];
}

/**
 * Removes those items of a graph that it does not name. A version that may still be committed is fenced first, and only what the
 * root names after that counts (rule R4).
 *
 * @param head What a consistent read of the root found after the items were.
 */
export async function sweepGraph(
  state: SweepState,
  graph: GraphAddress,
  head: RootHead | undefined,
  items: readonly PieceClaim[],
): Promise<void> {
  const first = await judge(state, graph, head, items);
  const kept = [...first.kept];
  if (first.leftovers.length > 0) {
    await fenceVersions(state, graph, [...new Set(first.leftovers.map(({ version }) => version))]);
    // Only a root that was read when nothing of theirs could be committed any more says what they left.
    const second = await judge(state, graph, await readRoot(state, graph, true), first.leftovers);
    kept.push(...second.kept);
    await removeItems(state, graph, second.leftovers);
  }
  for (const { table } of kept) state.counts.add(table, "kept", 1);
}

async function judge(
  state: SweepState,
  graph: GraphAddress,
  head: RootHead | undefined,
  items: readonly PieceClaim[],
): Promise<Judgement> {
  if (head === undefined) return { leftovers: items, kept: [] };
  const naming = await namingOf(state, graph, head);
  settle(state, head, naming);
  const leftovers = items.filter((item) => !naming.has(item));
  // What an expired graph names goes with its root, and is counted there.
  return { leftovers, kept: isExpired(head, state.now) ? [] : items.filter((item) => naming.has(item)) };
}

async function namingOf(state: SweepState, graph: GraphAddress, head: RootHead): Promise<Naming> {
  const identity = `${head.version}${keyText(graph.key)}`;
  const known = state.namings.get(identity);
  if (known !== undefined) return known;
  const naming = await readNaming(state, graph, head);
  state.namings.set(identity, naming);
  return naming;
}
