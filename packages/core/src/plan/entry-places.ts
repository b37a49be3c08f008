import type { PlaceRange } from "../path/touch.ts";
import { at } from "../values/at.ts";
import { type Entry, isPart, type PartEntry } from "./entry.ts";
import type { Place } from "./fragment.ts";

/** Where the item of an entry stands in its graph. */
export interface EntryPlace {
  /** From the graph's root, shards included: of a part, what it is a piece of, or what that is in as far as that can be said. */
  readonly place: Place;
  /** Which children of that place a part holds; `undefined`: of shards, and where only all parts together make sense. */
  readonly range?: PlaceRange;
  /** Of a part, the place of what it is a piece of, from its shard or the root, by positions of the stored form. */
  readonly stored?: Place;
}

interface PartPlace {
  /** From its fragment, by positions of the stored form. */
  readonly stored: Place;
  /** The position of its first element there. */
  readonly from: number;
}

/** Where the items of all entries stand. */
export function entryPlaces(entries: readonly Entry[]): readonly EntryPlace[] {
  const places: EntryPlace[] = [];
  const parts = new Map<number, PartPlace>();
  let gaps: ReadonlySet<string> | undefined;
  for (const [index, entry] of entries.entries()) {
    const { parent } = entry;
    if (!isPart(entry)) {
      places.push({ place: [...(places[parent]?.place ?? []), ...entry.container, entry.segment] });
      continue;
    }
    const part = partPlace(entry, index, entries, parts);
    parts.set(index, part);
    gaps ??= listsWithShards(entries);
    const fragment = fragmentOf(entries, parent);
    const known = knownPlace(entry, part, (list) => gaps?.has(identity(fragment, list)) ?? false);
    const range = known.exact ? rangeOf(entry, part, entries[index + 1]) : undefined;
    const place = [...(places[fragment]?.place ?? []), ...known.place];
    places.push({ place, stored: part.stored, ...(range === undefined ? {} : { range }) });
  }
  return places;
}

function partPlace(
  { parent, part }: PartEntry,
  index: number,
  entries: readonly Entry[],
  parts: ReadonlyMap<number, PartPlace>,
): PartPlace {
  const before = entries[index - 1];
  const known = before !== undefined && sameContainer(before, { parent, part }) ? parts.get(index - 1) : undefined;
  if (known !== undefined) return { stored: known.stored, from: known.from + (before as PartEntry).part.count };
  const around = parts.get(parent);
  const [first, ...rest] = part.container;
  if (around === undefined || first === undefined) return { stored: part.container, from: 0 };
  return { stored: [...around.stored, typeof first === "number" ? first + around.from : first, ...rest], from: 0 };
}

/** Whether an entry is a part of the same list, map or whole. */
export function sameContainer(one: Entry | undefined, two: Pick<PartEntry, "parent" | "part">): one is PartEntry {
  if (one === undefined || !isPart(one) || one.parent !== two.parent) return false;
  const [a, b] = [one.part.container, two.part.container];
  return a === b || (a.length === b.length && a.every((segment, at) => segment === b[at]));
}

/**
 * A part's place with shards included: as far as positions of the stored form are those of the object, which they are not in lists
 * out of which shards were cut.
 */
function knownPlace(
  { part: { kind, hidden } }: PartEntry,
  { stored }: PartPlace,
  hasShards: (list: Place) => boolean,
): { readonly place: Place; readonly exact: boolean } {
  const shown = stored.slice(0, Math.max(0, stored.length - hidden));
  for (const [depth, segment] of shown.entries()) {
    const list = shown.slice(0, depth);
    if (typeof segment === "number" && hasShards(list)) return { place: list, exact: false };
  }
  return { place: shown, exact: kind !== "whole" && !hasShards(shown) };
}

/** The lists that shards were cut out of, as elements. */
function listsWithShards(entries: readonly Entry[]): ReadonlySet<string> {
  const lists = new Set<string>();
  for (const entry of entries) {
    if (!isPart(entry) && typeof entry.segment === "number") lists.add(identity(entry.parent, entry.container));
  }
  return lists;
}

function identity(fragment: number, place: Place): string {
  return `${fragment}${JSON.stringify(place)}`;
}

function rangeOf(entry: PartEntry, { from }: PartPlace, next: Entry | undefined): PlaceRange {
  const { kind, count, first } = entry.part;
  const follows = sameContainer(next, entry) ? next.part : undefined;
  // One position more at the end of a list: what is appended there joins the last part.
  if (kind === "list") return { kind, from, to: from + count + (follows === undefined ? 1 : 0) };
  return { kind: "map", first: from === 0 ? undefined : first, next: follows?.first };
}

/** Whether a part's place is that of what it is a piece of, and not just of something around it. */
export function hasExactPlace(entries: readonly Entry[], places: readonly EntryPlace[], index: number): boolean {
  const { place, stored } = at(places, index);
  return place.length === (places[fragmentOf(entries, index)]?.place.length ?? 0) + (stored?.length ?? 0);
}

/** The shard that an entry is or belongs to, or -1 for the root. */
export function fragmentOf(entries: readonly Entry[], index: number): number {
  let at = index;
  for (let entry = entries[at]; entry !== undefined && isPart(entry); entry = entries[at]) at = entry.parent;
  return at;
}
