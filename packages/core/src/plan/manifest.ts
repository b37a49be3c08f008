import type { ItemKey, Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { at } from "../values/at.ts";
import type { Value } from "../values/value.ts";
import { type GraphAddress, graphDigest, shardKeyValue } from "./address.ts";
import type { Place, PlaceSegment } from "./fragment.ts";
import type { Layout } from "./layout.ts";

/** One stored shard as its root's manifest names it. */
export interface ShardEntry {
  /** Number of its declaration in the layout that the root stores. */
  readonly declaration: number;
  /** Index of the entry that it stands in, or -1 for the root. Always smaller than its own. */
  readonly parent: number;
  /** Where in its parent: the map or list, then the name or position in it. */
  readonly container: Place;
  readonly segment: PlaceSegment;
  readonly version: string;
  readonly ordinal: number;
  /** Size in KB (1,024 bytes), rounded up. */
  readonly kilobytes: number;
}

/**
 * A run of entries that differ only by what counts up: `[declaration, parent, container, from, version, ordinal, sizes]`.
 * `from` is the first of consecutive list positions, or the list of names; `sizes` is one size for all, or one for each;
 * for positions with one size `count` follows.
 */
type Run = [number, number, Place, number | string[], number, number, number | number[], number?];

/** Writes the entries of a manifest as the JSON text that a root keeps in its private half. */
export function encodeEntries(entries: readonly ShardEntry[], versions: readonly string[]): string {
  const runs: Run[] = [];
  const numbers = new Map(versions.map((version, number) => [version, number]));
  for (let first = 0; first < entries.length; ) {
    const entry = at(entries, first);
    let end = first + 1;
    while (end < entries.length && continues(entry, at(entries, end), end - first)) end++;
    const members = entries.slice(first, end);
    const sizes = members.map(({ kilobytes }) => kilobytes);
    const even = sizes.every((size) => size === sizes[0]);
    const run: Run = [
      entry.declaration,
      entry.parent,
      entry.container,
      typeof entry.segment === "number" ? entry.segment : members.map(({ segment }) => String(segment)),
      numbers.get(entry.version) as number,
      entry.ordinal,
      even ? entry.kilobytes : sizes,
    ];
    if (even && typeof entry.segment === "number" && members.length > 1) run.push(members.length);
    runs.push(run);
    first = end;
  }
  return JSON.stringify(runs);
}

function continues(first: ShardEntry, next: ShardEntry, distance: number): boolean {
  return (
    next.declaration === first.declaration &&
    next.parent === first.parent &&
    next.version === first.version &&
    next.ordinal === first.ordinal + distance &&
    (typeof first.segment === "number"
      ? next.segment === first.segment + distance
      : typeof next.segment === "string") &&
    samePlace(next.container, first.container)
  );
}

function samePlace(one: Place, two: Place): boolean {
  return one === two || (one.length === two.length && one.every((segment, index) => segment === two[index]));
}

/** Reads what {@link encodeEntries} wrote. @throws DyStoreError `INTEGRITY` where it is malformed. */
export function decodeEntries(text: Value | undefined, versions: readonly string[], layout: Layout): ShardEntry[] {
  if (text === undefined) return [];
  const entries: ShardEntry[] = [];
  try {
    for (const [declaration, parent, container, from, number, ordinal, sizes, repeated] of JSON.parse(
      text as string,
    ) as Run[]) {
      const version = versions[number];
      const count = Array.isArray(from) ? from.length : Array.isArray(sizes) ? sizes.length : (repeated ?? 1);
      if (version === undefined || layout.all[declaration] === undefined || parent >= entries.length)
        throw new RangeError("out of range");
      for (let index = 0; index < count; index++) {
        const segment = Array.isArray(from) ? from[index] : from + index;
        const kilobytes = Array.isArray(sizes) ? sizes[index] : sizes;
        if (segment === undefined || kilobytes === undefined) throw new RangeError("too short");
        entries.push({ declaration, parent, container, segment, version, ordinal: ordinal + index, kilobytes });
      }
    }
  } catch (cause) {
    throw new DyStoreError("INTEGRITY", "the manifest of a graph cannot be read; deleting the graph still works", {
      cause,
    });
  }
  return entries;
}

/** Where each entry stands, from the graph's root. */
export function entryPlaces(entries: readonly ShardEntry[]): readonly Place[] {
  const places: Place[] = [];
  for (const { parent, container, segment } of entries) places.push([...(places[parent] ?? []), ...container, segment]);
  return places;
}

/** A table of a graph's shards with their keys as (version, first ordinal, count): the public half of a manifest. */
export interface ShardTable {
  readonly table: Table;
  readonly runs: readonly { readonly version: string; readonly first: number; readonly count: number }[];
}

/** Sorts entries by table. */
export function shardTables(entries: readonly ShardEntry[], layout: Layout): readonly ShardTable[] {
  const tables = new Map<string, { table: Table; runs: { version: string; first: number; count: number }[] }>();
  for (const { declaration, version, ordinal } of entries) {
    const table = at(layout.all, declaration).table;
    const identity = JSON.stringify([table.region ?? null, table.name]);
    const known = tables.get(identity) ?? { table, runs: [] };
    tables.set(identity, known);
    const last = known.runs.at(-1);
    if (last !== undefined && last.version === version && last.first + last.count === ordinal) last.count++;
    else known.runs.push({ version, first: ordinal, count: 1 });
  }
  return [...tables.values()];
}

/**
 * The keys of the shards that the public half of a manifest names and `kept` does not. They embed the graph, so a forged
 * manifest can name no other graph's.
 */
export function shardKeys(
  graph: GraphAddress,
  tables: readonly ShardTable[],
  kept: readonly ShardEntry[] = [],
): ItemKey[] {
  if (tables.length === 0) return [];
  const digest = graphDigest(graph);
  const names = new Set(kept.map(shardName));
  const keys: ItemKey[] = [];
  for (const { table, runs } of tables) {
    for (const { version, first, count } of runs) {
      for (let ordinal = first; ordinal < first + count; ordinal++) {
        if (names.size > 0 && names.has(shardName({ version, ordinal }))) continue;
        keys.push({ table, partition: shardKeyValue(digest, version, ordinal, table.partitionKey.type) });
      }
    }
  }
  return keys;
}

/** What tells a shard from all others of its graph, at any time. */
export function shardName({ version, ordinal }: { readonly version: string; readonly ordinal: number }): string {
  return `${version}.${ordinal}`;
}
