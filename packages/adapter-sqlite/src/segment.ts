import type { Column } from "./key-column.ts";

/** The SQL function of {@link segmentOf}. */
export const segmentFunction = "dystore_segment";

/** The segment, of `count`, that a partition belongs to: FNV-1a of its characters or bytes. */
export function segmentOf(partition: Column, count: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < partition.length; i++) {
    const unit = typeof partition === "string" ? partition.charCodeAt(i) : (partition[i] ?? 0);
    hash = Math.imul(hash ^ unit, 0x01000193);
  }
  // The low bits alone would see little of the last characters.
  return ((hash ^ (hash >>> 15)) >>> 0) % count;
}
