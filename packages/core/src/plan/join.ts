import type { Note } from "../codec/note.ts";
import {
  elementNote,
  innerNotes,
  mapNames,
  memberNote,
  notesOfElements,
  notesOfMembers,
  withInner,
} from "../codec/part-notes.ts";
import { type PartlyRead, Unopened, type UnreadMembers, UnreadPart, unreadMembers } from "../codec/unread.ts";
import { DyStoreError } from "../errors/error.ts";
import { isList, isMap } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import type { Value } from "../values/value.ts";
import type { PartPosition } from "./entry.ts";
import type { PlaceSegment } from "./fragment.ts";
import type { ItemContent } from "./piece.ts";

/** A part as it was read, with what stands in it joined; `content` is `undefined` where it was not read. */
export interface ReadPart {
  readonly entry: number;
  readonly position: PartPosition;
  readonly content: ItemContent | undefined;
}

type Joined = ItemContent;

/**
 * Undoes `split` for one item: puts its parts back. Works in place on the value, which belongs to the caller. Parts that were not
 * read leave something in their place that says so.
 *
 * @throws DyStoreError `INTEGRITY` where a part is not what the manifest says.
 */
export function join(content: ItemContent, parts: readonly ReadPart[]): ItemContent {
  let joined = content;
  for (const group of byContainer(parts)) {
    const [first] = group;
    if (first === undefined) continue;
    const { container, hidden } = first.position;
    // Of what makes sense only as a whole, all parts were read or none.
    const isClosed = first.position.kind === "whole" && first.content === undefined;
    const place = isClosed ? container.slice(0, container.length - hidden) : container;
    joined = changeAt(joined, place, (here) => (isClosed ? closed(here, group) : joinHere(here, group)));
  }
  return joined;
}

/** Parts of one container together, and those within one closed whole. */
function byContainer(parts: readonly ReadPart[]): Iterable<readonly ReadPart[]> {
  const groups = new Map<string, ReadPart[]>();
  for (const part of parts) {
    const { container, hidden, kind } = part.position;
    const isClosed = kind === "whole" && part.content === undefined;
    const place = JSON.stringify(isClosed ? container.slice(0, container.length - hidden) : container);
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [part]);
    else group.push(part);
  }
  return groups.values();
}

function closed({ value, notes }: Joined, parts: readonly ReadPart[]): Joined {
  const unopened = new Unopened(
    value,
    notes,
    parts.map(({ entry }) => entry),
  );
  // Stands among values until it is written again; see `Encoder`.
  return { value: unopened as unknown as Value, notes: undefined };
}

function joinHere({ value, notes }: Joined, parts: readonly ReadPart[]): Joined {
  if (typeof value === "string") return { value: parts.map(textOf).join(""), notes };
  if (value instanceof Uint8Array) return { value: new Uint8Array(Buffer.concat(parts.map(bytesOf))), notes };
  if (isList(value)) return joinList(value as Value[], notes, parts);
  if (isMap(value)) return joinMap(value as Record<string, Value>, notes, parts);
  throw broken();
}

function joinList(list: Value[], note: Note | undefined, parts: readonly ReadPart[]): Joined {
  const notes: (Note | undefined)[] = [];
  let hasNotes = false;
  for (const { content, position, entry } of parts) {
    if (content === undefined) {
      const unread = new UnreadPart(entry) as unknown as Value;
      for (let index = 0; index < position.count; index++) list.push(unread);
      continue;
    }
    if (!isList(content.value) || content.value.length !== position.count) throw broken();
    const inner = innerNotes(content.notes);
    if (inner !== undefined) {
      hasNotes = true;
      for (const index of content.value.keys()) notes[list.length + index] = elementNote(inner, index);
    }
    for (const element of content.value) list.push(element);
  }
  if (!hasNotes) return { value: list, notes: note };
  notes.length = list.length;
  return { value: list, notes: withInner(note, notesOfElements([...notes])) };
}

function joinMap(map: Record<string, Value>, note: Note | undefined, parts: readonly ReadPart[]): Joined {
  const notes: [string, Note | undefined][] = Object.entries(innerNotes(note) ?? {});
  const names: string[] = [];
  const unread: UnreadMembers[] = [];
  for (const { content, position, entry } of parts) {
    if (content === undefined) {
      unread.push({ entry, first: position.first ?? "" });
      continue;
    }
    const own = isMap(content.value) ? Object.keys(content.value) : [];
    if (!isMap(content.value) || own.length !== position.count || !beginsAt(own, position)) throw broken();
    const inner = innerNotes(content.notes);
    for (const name of own) {
      setOwn(map, name, content.value[name] as Value);
      if (inner !== undefined) notes.push([name, memberNote(inner, name)]);
    }
    for (const name of mapNames(content.notes) ?? []) names.push(name);
  }
  if (unread.length > 0) (map as PartlyRead)[unreadMembers] = unread;
  return { value: map, notes: withInner(note, notesOfMembers(notes), names) };
}

/** Whether the least of a map's names is the one that the manifest says: paths are followed by it. */
function beginsAt(names: readonly string[], { kind, first = "" }: PartPosition): boolean {
  return kind !== "map" || (names.includes(first) && names.every((name) => name >= first));
}

/** Changes what stands at a place within an item's content, and its notes; the notes given stay as they are. */
function changeAt({ value, notes }: Joined, place: readonly PlaceSegment[], change: (here: Joined) => Joined): Joined {
  const [segment, ...rest] = place;
  if (segment === undefined) return change({ value, notes });
  const inner = innerNotes(notes);
  if (isList(value) && typeof segment === "number") {
    const before = value[segment];
    if (before === undefined) throw broken();
    const note = elementNote(inner, segment);
    const after = changeAt({ value: before, notes: note }, rest, change);
    (value as Value[])[segment] = after.value;
    if (after.notes === note) return { value, notes };
    const all = value.map((_, index) => (index === segment ? after.notes : elementNote(inner, index)));
    return { value, notes: withInner(notes, notesOfElements(all)) };
  }
  if (!isMap(value) || typeof segment !== "string" || !Object.hasOwn(value, segment)) throw broken();
  const note = memberNote(inner, segment);
  const after = changeAt({ value: value[segment] as Value, notes: note }, rest, change);
  setOwn(value as Record<string, Value>, segment, after.value);
  if (after.notes === note) return { value, notes };
  const all = Object.keys(value).map(
    (name) => [name, name === segment ? after.notes : memberNote(inner, name)] as const,
  );
  return { value, notes: withInner(notes, notesOfMembers(all), mapNames(notes)) };
}

function textOf({ content, position }: ReadPart): string {
  const value = content?.value;
  if (typeof value !== "string" || value.length !== position.count) throw broken();
  return value;
}

function bytesOf({ content, position }: ReadPart): Uint8Array {
  const value = content?.value;
  if (!(value instanceof Uint8Array) || value.length !== position.count) throw broken();
  return value;
}

function broken(): DyStoreError {
  return new DyStoreError("INTEGRITY", "a part of the graph is not what the manifest says");
}
