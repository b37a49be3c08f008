import { metadataAttribute } from "../adapter/reserved.ts";
import type { Path } from "../path/path.ts";
import type { Pattern } from "../path/pattern.ts";
import { mayOnlyPass } from "../path/segment.ts";
import { mayTouch, type PlaceRange } from "../path/touch.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";
import { type Entry, isPart } from "./entry.ts";
import { type EntryPlace, fragmentOf, hasExactPlace } from "./entry-places.ts";
import type { Place, PlaceSegment } from "./fragment.ts";
import type { Declaration } from "./layout.ts";
import { mayStay, type RootBody, type RootHead } from "./root.ts";

/** What a path is evaluated for: to read what it matches, to put something else there, or to take it out. */
export type Purpose = "read" | "write" | "remove";

/**
 * The shards whose content evaluating a path needs: those it looks into, and for reading those it selects. For removing also
 * those at declared positions: the elements that move away from there are shards no longer.
 */
export function chooseTouched(
  path: Path,
  purpose: Purpose,
  head: RootHead,
  body: RootBody,
  places: readonly EntryPlace[],
): number[] {
  const { entries } = body;
  if (purpose !== "read" && !mayStay(head)) return [...entries.keys()];
  const values = purpose === "read" || path.hasFilter || mayOnlyPass(path.segments);
  const lengthOf = listLengths(head, body, places);
  const chosen = purpose === "remove" ? positionalEntries(body, places) : new Set<number>();
  if (purpose !== "read") addPartsAroundShards(entries, places, chosen);
  const renewed = purpose === "write" ? renewedBy(path) : undefined;
  for (const [index, { place, range }] of places.entries()) {
    const touch = mayTouch(path, place, lengthOf, range);
    if (touch === "inside" || (values && touch === "selected")) chosen.add(index);
    else if (renewed !== undefined && mayTouch(renewed, place, lengthOf, range) === "selected") chosen.add(index);
  }
  return withParents(entries, chosen);
}

/** The path of an object all of whose stored form becomes another: one with an empty name is no map, nor in parts by names. */
function renewedBy({ keys, segments }: Path): Pick<Path, "segments"> | undefined {
  return keys?.at(-1) === "" ? { segments: segments.slice(0, -1) } : undefined;
}

/** A part means nothing without what it is in. */
function withParents(entries: readonly Entry[], chosen: Set<number>): number[] {
  // Parents stand before what is in them.
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = at(entries, index);
    if (chosen.has(index) && isPart(entry) && entry.parent >= 0) chosen.add(entry.parent);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Parts whose elements have shards somewhere within: those move with them. A `Map` makes sense only whole, shards and all. */
function addPartsAroundShards(entries: readonly Entry[], places: readonly EntryPlace[], chosen: Set<number>): void {
  if (!entries.some(isPart)) return;
  const within = new Map<string, PlaceSegment[]>();
  for (const [index, entry] of entries.entries()) {
    if (isPart(entry)) continue;
    const { place } = at(places, index);
    for (let depth = place.length - entry.container.length - 1; depth < place.length; depth++) {
      const list = JSON.stringify(place.slice(0, depth));
      const child = at(place, depth);
      const children = within.get(list);
      if (children === undefined) within.set(list, [child]);
      else children.push(child);
    }
  }
  for (const [index, { place, range, stored }] of places.entries()) {
    if (stored === undefined) continue;
    if (within.get(JSON.stringify(place))?.some((child) => isInRange(child, range))) chosen.add(index);
  }
}

function isInRange(child: PlaceSegment, range: PlaceRange | undefined): boolean {
  if (range === undefined) return true;
  if (range.kind === "list") return typeof child === "number" && child >= range.from && child < range.to;
  const { first = "", next } = range;
  return typeof child === "string" && child >= first && (next === undefined || child < next);
}

/**
 * Entries declared by a path with an index in it, and all that stand in them; and the parts of the lists that it leads through, as
 * what they hold may move to that index.
 */
function positionalEntries({ entries, layout }: RootBody, places: readonly EntryPlace[]): Set<number> {
  const positional = new Set<number>();
  const isPositional = ({ pattern }: Declaration): boolean => pattern.some(({ kind }) => kind === "index");
  if (!layout.all.some(isPositional)) return positional;
  for (const [index, entry] of entries.entries()) {
    if (positional.has(entry.parent)) positional.add(index);
    else if (!isPart(entry)) {
      if (isPositional(at(layout.all, entry.declaration))) positional.add(index);
    } else {
      const fragment = fragmentOf(entries, index);
      const around = entries[fragment];
      const declared = around === undefined || isPart(around) ? layout : at(layout.all, around.declaration);
      const place = at(places, index).place.slice(places[fragment]?.place.length ?? 0);
      if (declared.shards.some(({ pattern }) => mayMoveTo(pattern, place))) positional.add(index);
    }
  }
  return positional;
}

/** Whether what stands at a place may, in its list, come to stand where a pattern has an index. */
function mayMoveTo(pattern: Pattern, place: Place): boolean {
  const depth = pattern.findIndex(({ kind }) => kind === "index");
  // Of parts only what is around them may be known: then any of it may be meant.
  const before = pattern.slice(0, Math.min(depth, place.length));
  return (
    depth >= 0 &&
    before.every((each, index) => each.kind === "wildcard" || (each.kind === "name" && each.name === place[index]))
  );
}

/** Lengths of lists: those in the root's own attributes, and those in parts, with the shards cut out of them. */
function listLengths(
  { item }: RootHead,
  { entries }: RootBody,
  places: readonly EntryPlace[],
): (list: Place) => number | undefined {
  let counts: { readonly inParts: Map<string, number>; readonly asShards: Map<string, number> } | undefined;
  return (list) => {
    counts ??= countElements(entries, places);
    const identity = JSON.stringify(list);
    const kept = counts.inParts.get(identity) ?? lengthIn(item, list);
    return kept === undefined ? undefined : kept + (counts.asShards.get(identity) ?? 0);
  };
}

function countElements(entries: readonly Entry[], places: readonly EntryPlace[]) {
  const inParts = new Map<string, number>();
  const asShards = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const { place } = at(places, index);
    if (isPart(entry)) {
      if (entry.part.kind === "list" && hasExactPlace(entries, places, index)) add(inParts, place, entry.part.count);
    } else add(asShards, place.slice(0, -1), 1);
  }
  return { inParts, asShards };
}

function add(counts: Map<string, number>, place: Place, count: number): void {
  const identity = JSON.stringify(place);
  counts.set(identity, (counts.get(identity) ?? 0) + count);
}

/** The length of a list among a root's attributes, without what was cut out of it. */
function lengthIn(item: Item, list: Place): number | undefined {
  // What the data has under this name is displaced; the item's own attribute is another's.
  if (list[0] === metadataAttribute) return undefined;
  let stored: unknown = item;
  for (const name of list) {
    // Positions in stored lists differ from those of the object where elements were cut out before them.
    if (typeof name !== "string" || typeof stored !== "object" || stored === null || !Object.hasOwn(stored, name))
      return undefined;
    stored = (stored as Readonly<Record<string, unknown>>)[name];
  }
  return Array.isArray(stored) ? stored.length : undefined;
}
