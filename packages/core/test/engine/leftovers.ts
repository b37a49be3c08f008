import type { Adapter, AtomicWrites } from "../../src/adapter.ts";
import type { SweepOptions, SweptTable } from "../../src/index.ts";
import { type Graph, itemsIn, storeOn } from "./graphs.ts";
import { metadataOf } from "./intercept.ts";

/** When everything of these tests is written. */
export const start: number = Date.UTC(2031, 0, 1);
/** Atomic writes so small that graphs of a dozen shards are staged. */
export const small: AtomicWrites = { steps: 10, bytes: 4 * 1024 * 1024, scope: "all" };
/** Numbers of shards: of a graph that is folded, and of one that is staged. */
export const foldedAndStaged: readonly number[] = [3, 12];
export const hour = 3_600_000;
export const week: number = 7 * 24 * hour;

/** Sweeps as somebody whose clock shows so many milliseconds after the start. */
export async function sweepAt(adapter: Adapter, time: number, options: SweepOptions = {}): Promise<SweptTable> {
  const { tables } = await storeOn(adapter, { clock: () => start + time }).sweep(options);
  const sum = { table: "all", region: "all", scanned: 0, kept: 0, removed: 0, skipped: 0 };
  for (const { scanned, kept, removed, skipped } of tables) {
    sum.scanned += scanned;
    sum.kept += kept;
    sum.removed += removed;
    sum.skipped += skipped;
  }
  return sum;
}

/** The kinds of items that stand there, intents left out. */
export async function kindsBesideIntents(adapter: Adapter): Promise<unknown[]> {
  const kinds = (await itemsIn(adapter)).map((item) => metadataOf(item)["kind"]);
  return kinds.filter((kind) => kind !== "intent").sort();
}

/** The kinds of items of a whole graph of `graphOf`, and nothing else. */
export function kindsOf(graph: Graph | undefined): string[] {
  if (graph === undefined) return [];
  return ["root", ...((graph["list"] ?? []) as Graph[]).map(() => "shard")];
}
