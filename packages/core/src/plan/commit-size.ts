import type { Capabilities } from "../adapter/capabilities.ts";
import { DyStoreError } from "../errors/error.ts";
import type { GraphAddress } from "./address.ts";
import type { PlannedItem } from "./measure-item.ts";

/** What one graph adds to an atomic write. */
export interface CommitSize {
  readonly graph: GraphAddress;
  /** Bytes of its new root: exact, or the most that it can take; 0 where none is put. */
  readonly rootBytes: number;
  readonly shards: readonly PlannedItem[];
}

/** Whether the roots of graphs and all new items beside them fit one atomic write (rule R2). */
export function canFold({ atomic }: Capabilities, graphs: readonly CommitSize[]): boolean {
  const shards = graphs.flatMap((graph) => graph.shards);
  if (shards.length === 0) return true;
  if (atomic === false || graphs.length + shards.length > atomic.steps) return false;
  const region = graphs[0]?.graph.table.region;
  if (atomic.scope === "region" && shards.some(({ step }) => step.table.region !== region)) return false;
  return sum(graphs.map(({ rootBytes }) => rootBytes)) + sum(shards.map(({ bytes }) => bytes)) <= atomic.bytes;
}

/**
 * Why a commit cannot be the one atomic write that it has to be; `undefined` where it can, and where it is a single step.
 *
 * @param staged Whether shards are stored before it, so that it takes away their intents in the place of putting them.
 */
export function commitProblem(
  { name, capabilities }: { readonly name: string; readonly capabilities: Capabilities },
  graphs: readonly CommitSize[],
  staged: boolean,
): DyStoreError | undefined {
  const { atomic } = capabilities;
  const beside = sum(graphs.map(({ shards }) => (staged ? Math.min(shards.length, 1) : shards.length)));
  const steps = graphs.length + beside;
  if (steps === 1) return undefined;
  if (atomic === false) {
    const what = graphs.length === 1 ? "graphs with shards need" : "several graphs at once need";
    return new DyStoreError("NOT_SUPPORTED", `the adapter "${name}" has no atomic writes, which ${what}`);
  }
  if (atomic.scope === "region" && new Set(graphs.map(({ graph }) => graph.table.region)).size > 1) {
    const message =
      "the roots of graphs that are committed together must lie in one Region; commit each Region by itself";
    return new DyStoreError("NOT_SUPPORTED", message);
  }
  const advice = "commit fewer graphs at once, or graphs with fewer new shards";
  if (steps > atomic.steps) {
    const parts = `${graphs.length} roots and ${beside} ${staged ? "intents" : "shards"}`;
    return new DyStoreError(
      "INVALID",
      `${parts} are more than the ${atomic.steps} steps of an atomic write of the adapter "${name}"; ${advice}`,
    );
  }
  const bytes = sum(graphs.map(({ rootBytes, shards }) => rootBytes + (staged ? 0 : sum(shards.map((s) => s.bytes)))));
  if (bytes <= atomic.bytes) return undefined;
  return new DyStoreError(
    "INVALID",
    `the roots take ${bytes} bytes, over the ${atomic.bytes} of an atomic write of the adapter "${name}"; ${advice}`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
