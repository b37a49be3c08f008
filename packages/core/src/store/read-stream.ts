import { ShardRef } from "../codec/shard-ref.ts";
import { Unopened, UnreadPart } from "../codec/unread.ts";
import { DyStoreError } from "../errors/error.ts";
import { type Choice, fetchEntries, load } from "../execute/load.ts";
import { invalidPath } from "../path/cursor.ts";
import { type Path, parsePath } from "../path/path.ts";
import { values } from "../path/select.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble, assembleApart, entriesWithin, type Loaded } from "../plan/assemble.ts";
import { chooseTouched } from "../plan/choose.ts";
import { type Entry, groupByParent, isPart, itemName } from "../plan/entry.ts";
import { type EntryPlace, hasExactPlace } from "../plan/entry-places.ts";
import type { Place } from "../plan/fragment.ts";
import { at } from "../values/at.ts";
import type { Operation } from "./engine.ts";
import type { ReadStreamOptions } from "./options.ts";

/** What is fetched ahead, in KB. */
const windowKilobytes = 1024;

/** An element that is there, or the entry of a shard or part that holds the next one or more. */
type Slot = { readonly value: unknown } | { readonly entry: number };

/** `DyStore.readStream`: the parts of a long list, string or binary come one after another, some megabytes ahead. `Piece` is their type. */
export async function* streamGraphPath<Piece>(
  operation: Operation,
  graph: GraphAddress,
  text: string,
  { consistent = true }: ReadStreamOptions,
): AsyncGenerator<Piece, void, undefined> {
  const path = parsePath(text);
  const target = streamTarget(path);
  const choose: Choice = {
    extent: "root",
    entries(head, body, places) {
      const touched = chooseTouched(path, "read", head, body, places);
      if (hasShardsInElements(body.entries, places, target)) return touched;
      const later = leftForLater(body.entries, places, target);
      return touched.filter((index) => !later.has(index));
    },
  };
  const loaded = await load(operation, graph, { consistent, choose });
  if (loaded === undefined) return;
  const { form } = operation.engine;
  const [found] = values(path, assemble(loaded, operation.engine.codecs, false).value);
  if (found === undefined) return;
  const slots = slotsOf(loaded, found, path);
  let count = 0;
  for (let first = 0; first < slots.length; ) {
    const window = windowFrom(loaded, slots, first);
    for await (const piece of readWindow(operation, loaded, window, consistent)) {
      yield (form === undefined ? piece : await form.fromPlain(piece, [...target, count], operation.loader)) as Piece;
      count++;
    }
    first += window.length;
  }
}

/** The place that a stream is about. @throws DyStoreError `INVALID` for paths that may match more than one. */
export function streamTarget({ text, keys }: Path): Place {
  if (keys !== undefined && keys.length > 0 && !keys.some((key) => typeof key === "number" && key < 0)) return keys;
  throw invalidPath(text, "A stream is of one place: use a path of names and of indexes from 0.");
}

/** The shards that are elements of the target, the parts that hold elements or pieces of it, and all that is in those. */
function leftForLater(entries: readonly Entry[], places: readonly EntryPlace[], target: Place): ReadonlySet<number> {
  const later = new Set<number>();
  for (const [index, entry] of entries.entries()) {
    const { place, range } = at(places, index);
    const depth = isPart(entry) ? target.length : target.length + 1;
    // Of lists with shards among their elements parts do not say which elements they hold.
    const isPiece =
      !isPart(entry) ||
      range !== undefined ||
      (entry.part.kind === "whole" && entry.part.hidden === 0 && hasExactPlace(entries, places, index));
    if (later.has(entry.parent) || (isPiece && place.length === depth && startsWith(place, target))) later.add(index);
  }
  return later;
}

function startsWith(place: Place, target: Place): boolean {
  return target.every((key, depth) => place[depth] === key);
}

/** Whether elements have shards somewhere inside that belong to the shard around the list: those cannot come one after another. */
function hasShardsInElements(entries: readonly Entry[], places: readonly EntryPlace[], target: Place): boolean {
  return entries.some((entry, index) => {
    const { place } = at(places, index);
    if (isPart(entry) || place.length <= target.length + 1 || !startsWith(place, target)) return false;
    return (places[entry.parent]?.place.length ?? 0) <= target.length;
  });
}

function slotsOf({ body: { entries } }: Loaded, found: unknown, { text }: Path): readonly Slot[] {
  if (typeof found === "string" || found instanceof Uint8Array) return found.length === 0 ? [] : [{ value: found }];
  const isText = found instanceof Unopened && (typeof found.stored === "string" || found.stored instanceof Uint8Array);
  if (isText && found.note === undefined) return found.entries.map((entry) => ({ entry }));
  if (!Array.isArray(found)) throw invalidPath(text, "A stream reads a list, a string or a binary; use readPath here.");
  const names = new Map(entries.map((entry, index) => [itemName(entry), index]));
  const slots: Slot[] = [];
  let last: unknown;
  for (const element of found) {
    if (element instanceof UnreadPart) {
      // One object stands for all elements of a part.
      if (element !== last) slots.push({ entry: element.entry });
    } else if (element instanceof ShardRef) slots.push({ entry: names.get(itemName(element)) ?? -1 });
    else slots.push({ value: element });
    last = element;
  }
  return slots;
}

/** As many slots as are fetched at once. */
function windowFrom({ body: { entries } }: Loaded, slots: readonly Slot[], first: number): readonly Slot[] {
  let kilobytes = 0;
  let end = first;
  for (; end < slots.length && kilobytes < windowKilobytes; end++) {
    const slot = at(slots, end);
    kilobytes += "entry" in slot ? at(entries, slot.entry).kilobytes : 1;
  }
  return slots.slice(first, end);
}

async function* readWindow(
  operation: Operation,
  loaded: Loaded,
  window: readonly Slot[],
  consistent: boolean,
): AsyncGenerator<unknown, void, undefined> {
  const { entries } = loaded.body;
  const children = groupByParent(entries);
  const units = window.flatMap((slot) => ("entry" in slot ? [slot.entry] : []));
  const wanted = units.flatMap((unit) => entriesWithin(children, unit));
  const items = await fetchEntries(operation, loaded, wanted, new Map(), consistent);
  if ("missing" in items) throw changed(loaded.graph, items.missing);
  const read = assembleApart({ ...loaded, items }, operation.engine.codecs, units);
  let next = 0;
  for (const slot of window) {
    if ("value" in slot) yield slot.value;
    else {
      const value = read[next++];
      if (isPart(at(entries, slot.entry)) && Array.isArray(value)) yield* value;
      else yield value;
    }
  }
}

function changed({ table, key }: GraphAddress, cause: DyStoreError): DyStoreError {
  const message = "the graph was changed or is damaged: a piece that was to come next is gone; begin again";
  return new DyStoreError("CONFLICT", message, { table: table.name, key, cause });
}
