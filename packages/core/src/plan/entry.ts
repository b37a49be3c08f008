import type { Table } from "../adapter/table.ts";
import { at } from "../values/at.ts";
import type { ItemName } from "./address.ts";
import type { Place, PlaceSegment } from "./fragment.ts";
import type { Layout } from "./layout.ts";

/** One stored item of a graph as its manifest names it; the root has none. */
export type Entry = ShardEntry | PartEntry;

interface StoredEntry extends ItemName {
  /** Index of the entry that it stands in, or -1 for the root. Always smaller than its own. */
  readonly parent: number;
  /** Size in KB (1,024 bytes), rounded up. */
  readonly kilobytes: number;
}

/** A shard, cut out by a declaration. */
export interface ShardEntry extends StoredEntry {
  /** Number of its declaration in the layout that the root stores. */
  readonly declaration: number;
  /** Where in its parent shard: the map or list, then the name or position in it. */
  readonly container: Place;
  readonly segment: PlaceSegment;
}

/**
 * Of what a part is a piece: elements of a list, members of a map by name in ascending order, or a piece of something that
 * makes sense only as a whole: a string, a binary, or a list or map that stands for something else (a `Set`, say).
 */
export type PartKind = "list" | "map" | "whole";

/** What a manifest says of a part's place and content. */
export interface PartPosition {
  readonly kind: PartKind;
  /**
   * Where in its parent, which is a shard, the root or another part, stands what it is a piece of. Positions are those of the
   * stored form, without shards.
   */
  readonly container: Place;
  /** How many of the last segments of that place lie within something that makes sense only as a whole. */
  readonly hidden: number;
  /** Elements, members, UTF-16 units or bytes. */
  readonly count: number;
  /** For a map, the least of its names. */
  readonly first?: string | undefined;
}

/** A part, cut out for its size or depth. The parts of one container follow each other in order. */
export interface PartEntry extends StoredEntry {
  readonly part: PartPosition;
}

/** Whether an entry is that of a part. */
export function isPart(entry: Entry): entry is PartEntry {
  return "part" in entry;
}

/** The tables of entries: a part lies where its shard lies. */
export function entryTables(entries: readonly Entry[], layout: Layout): readonly Table[] {
  const tables: Table[] = [];
  for (const entry of entries) {
    tables.push(isPart(entry) ? (tables[entry.parent] ?? layout.table) : at(layout.all, entry.declaration).table);
  }
  return tables;
}

/** Indexes of entries by that of their parent, in order. */
export function groupByParent(entries: readonly Entry[]): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const [index, { parent }] of entries.entries()) {
    const group = groups.get(parent);
    if (group === undefined) groups.set(parent, [index]);
    else group.push(index);
  }
  return groups;
}

/** {@link ItemName} as text. */
export function itemName({ version, ordinal }: ItemName): string {
  return `${version}.${ordinal}`;
}
