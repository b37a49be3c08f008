import type { Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { at } from "../values/at.ts";
import type { Value } from "../values/value.ts";
import { type Entry, isPart, type PartEntry, type PartKind, type ShardEntry } from "./entry.ts";
import type { Place } from "./fragment.ts";
import type { Layout } from "./layout.ts";
import { encodePlaces, nameItems } from "./named-items.ts";

/** What a root or page says of the items that it names, in the two halves of its metadata. */
export interface ManifestHalves {
  readonly public: { readonly [name: string]: Value };
  readonly private: { readonly [name: string]: Value };
}

/** Writes entries as a root or page stores them. @param tables Where each entry's item lies. */
export function encodeManifest(entries: readonly Entry[], tables: readonly Table[]): ManifestHalves {
  if (entries.length === 0) return { public: {}, private: {} };
  const versions = [...new Set(entries.map(({ version }) => version))];
  const named = entries.map(({ version, ordinal }, index) => ({ version, ordinal, table: at(tables, index) }));
  return {
    public: { versions, places: encodePlaces(nameItems(named), versions) },
    private: { shards: encodeEntries(entries, versions) },
  };
}

/**
 * A run of entries that differ only by what counts up: `[declaration, parent, container, from, version, ordinal, sizes, count?]`.
 * `from` is the first of consecutive list positions, or the list of names; `sizes` is one size for all, or one for each;
 * for positions with one size `count` follows.
 */
type ShardRun = [number, number, Place, number | string[], number, number, number | number[], number?];

/**
 * A run of parts of one container: `[kind, parent, container, from, version, ordinal, sizes, counts]`. `kind` is -1 for a list, -2
 * for a map, -3 for something whole; `from` lists the least names of maps, and else is the number of hidden segments.
 */
type PartRun = [number, number, Place, number | string[], number, number, number | number[], number[]];

const kinds: readonly PartKind[] = ["list", "map", "whole"];

function encodeEntries(entries: readonly Entry[], versions: readonly string[]): string {
  const runs: (ShardRun | PartRun)[] = [];
  const numbers = new Map(versions.map((version, number) => [version, number]));
  for (let first = 0; first < entries.length; ) {
    const entry = at(entries, first);
    const number = numbers.get(entry.version) as number;
    let end = first + 1;
    while (end < entries.length && continues(entry, at(entries, end), end - first)) end++;
    const members = entries.slice(first, end);
    runs.push(
      isPart(entry) ? partRun(entry, members as PartEntry[], number) : shardRun(entry, members as ShardEntry[], number),
    );
    first = end;
  }
  return JSON.stringify(runs);
}

function shardRun(first: ShardEntry, members: readonly ShardEntry[], version: number): ShardRun {
  const { declaration, parent, container, segment, ordinal } = first;
  const from = typeof segment === "number" ? segment : members.map((member) => String(member.segment));
  const sizes = evened(members.map(({ kilobytes }) => kilobytes));
  const run: ShardRun = [declaration, parent, container, from, version, ordinal, sizes];
  if (typeof sizes === "number" && typeof segment === "number" && members.length > 1) run.push(members.length);
  return run;
}

function partRun(first: PartEntry, members: readonly PartEntry[], version: number): PartRun {
  const { kind, container, hidden } = first.part;
  const from = kind === "map" ? members.map(({ part }) => part.first ?? "") : hidden;
  const sizes = evened(members.map(({ kilobytes }) => kilobytes));
  const counts = members.map(({ part }) => part.count);
  return [-1 - kinds.indexOf(kind), first.parent, container, from, version, first.ordinal, sizes, counts];
}

/** One number where all are the same. */
function evened(numbers: readonly number[]): number | number[] {
  const [first = 0] = numbers;
  return numbers.every((number) => number === first) ? first : [...numbers];
}

function continues(first: Entry, next: Entry, distance: number): boolean {
  if (next.parent !== first.parent || next.version !== first.version || next.ordinal !== first.ordinal + distance)
    return false;
  if (isPart(first)) {
    const { kind, container, hidden } = first.part;
    return (
      isPart(next) &&
      next.part.kind === kind &&
      next.part.hidden === hidden &&
      samePlace(next.part.container, container)
    );
  }
  return (
    !isPart(next) &&
    next.declaration === first.declaration &&
    (typeof first.segment === "number"
      ? next.segment === first.segment + distance
      : typeof next.segment === "string") &&
    samePlace(next.container, first.container)
  );
}

/** Whether two places are the same. */
export function samePlace(one: Place, two: Place): boolean {
  return one === two || (one.length === two.length && one.every((segment, index) => segment === two[index]));
}

/**
 * Reads the private half of what {@link encodeManifest} wrote, and appends it to the entries before.
 *
 * @throws DyStoreError `INTEGRITY` where it is malformed.
 */
export function decodeEntries(
  text: Value | undefined,
  versions: readonly string[],
  layout: Layout,
  entries: Entry[],
): void {
  if (text === undefined) return;
  try {
    for (const run of JSON.parse(text as string) as (ShardRun | PartRun)[]) {
      const [kind, parent, , , number] = run;
      const version = versions[number];
      if (version === undefined || !(parent >= -1 && parent < entries.length)) throw new RangeError("out of range");
      if (kind < 0) decodeParts(run as PartRun, version, entries);
      else if (layout.all[kind] === undefined) throw new RangeError("no such declaration");
      else decodeShards(run as ShardRun, version, entries);
    }
  } catch (cause) {
    throw new DyStoreError("INTEGRITY", "the manifest of a graph cannot be read; deleting the graph still works", {
      cause,
    });
  }
}

function decodeShards(run: ShardRun, version: string, entries: Entry[]): void {
  const [declaration, parent, container, from, , ordinal, sizes, repeated] = run;
  const count = Array.isArray(from) ? from.length : Array.isArray(sizes) ? sizes.length : (repeated ?? 1);
  for (let index = 0; index < count; index++) {
    const segment = Array.isArray(from) ? at(from, index) : from + index;
    const kilobytes = Array.isArray(sizes) ? at(sizes, index) : sizes;
    entries.push({ declaration, parent, container, segment, version, ordinal: ordinal + index, kilobytes });
  }
}

function decodeParts(run: PartRun, version: string, entries: Entry[]): void {
  const [number, parent, container, from, , ordinal, sizes, counts] = run;
  const kind = at(kinds, -1 - number);
  for (const [index, count] of counts.entries()) {
    const kilobytes = Array.isArray(sizes) ? at(sizes, index) : sizes;
    const named = Array.isArray(from) ? { hidden: 0, first: at(from, index) } : { hidden: from };
    entries.push({ parent, version, ordinal: ordinal + index, kilobytes, part: { kind, container, count, ...named } });
  }
}
