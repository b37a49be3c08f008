import assert from "node:assert/strict";
import type { DyStore, SweepOptions, SweptTable } from "@dystore/core";
import type { EngineScene, Graph, StoreSetup } from "./scene.ts";

export const hour = 3_600_000;

/** A clock that runs ahead of all others by so many milliseconds. */
export function ahead(milliseconds: number): () => number {
  return () => Date.now() + milliseconds;
}

/** A store to whose clock everything that was written is older than the grace. */
export function laterStore(scene: EngineScene, setup: StoreSetup): DyStore<Graph> {
  return scene.store({ ...setup, clock: ahead(2 * hour) });
}

/** What a sweep that ends did, in all tables together. */
export async function sweptBy(
  store: DyStore<Graph>,
  options: SweepOptions = {},
): Promise<Omit<SweptTable, "table" | "region">> {
  const { tables, after } = await store.sweep(options);
  assert.equal(after, undefined);
  const sum = { scanned: 0, kept: 0, removed: 0, skipped: 0 };
  for (const { scanned, kept, removed, skipped } of tables) {
    sum.scanned += scanned;
    sum.kept += kept;
    sum.removed += removed;
    sum.skipped += skipped;
  }
  return sum;
}

/** Shards with names so long that their manifest moves to pages. */
export const pagedSetup: StoreSetup = { shards: [{ path: "$.map.*", table: "Members", primaryKey: "IDX" }] };

/** A graph for {@link pagedSetup}. */
export function pagedGraph(): Graph {
  const names = Array.from({ length: 400 }, (_, n) => `${n}${"x".repeat(400)}`);
  return { map: Object.fromEntries(names.map((name) => [name, { in: name.length }])) };
}
