import type { Note } from "../codec/note.ts";
import {
  elementNote,
  innerNotes,
  isTyped,
  mapNames,
  memberNote,
  notesOfElements,
  notesOfMembers,
  withInner,
} from "../codec/part-notes.ts";
import { type PartlyRead, Unopened, type UnreadMembers, UnreadPart, unreadMembers } from "../codec/unread.ts";
import { containerBytes, valueBytes } from "../values/item-bytes.ts";
import { isList, isMap, type ValueMap } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import { utf8Bytes } from "../values/utf8.ts";
import type { Value } from "../values/value.ts";
import { arrange, type Group, type Unit, type UnreadUnit } from "./arrange.ts";
import { arrangeWhole } from "./arrange-whole.ts";
import type { PartKind, PartPosition } from "./entry.ts";
import type { PlaceSegment } from "./fragment.ts";
import { heightOf, measure, type SplitLimits } from "./measure.ts";
import { compareNames } from "./names.ts";
import type { ItemContent, Part, Piece, StoredPart, StoredParts } from "./piece.ts";

/** What stands where now, and may stay. */
export interface SplitBasis {
  readonly stored: StoredParts;
  /** The position of a stored part. */
  readonly position: (entry: number) => PartPosition;
  /** Entries of parts that stay, in whatever fragment. */
  readonly claimed: Set<number>;
}

/** A value of which enough was cut out that it can stand in an item. */
export interface Shrunk extends Piece {
  readonly bytes: number;
  /** How many lists and maps stand in each other. */
  readonly height: number;
}

/** A list or map that is to be emptied: what it is, and its elements or members. */
interface Container {
  readonly value: readonly Value[] | ValueMap;
  readonly notes: Note | undefined;
  readonly kind: PartKind;
  readonly hidden: number;
  readonly sequence: readonly (Unit | UnreadUnit)[];
  /** Members that stay where they are, whatever moves into parts. */
  readonly fixed: readonly Unit[];
}

/**
 * Cuts so much out of a stored form that what remains, and each part, holds no more than the limits say: from the innermost lists
 * and maps outwards, each that is too large is emptied into parts of consecutive elements, or of members in order of their
 * names. What stood there before decides where cuts lie: parts that did not change stay.
 *
 * @param fixed The name of a member that stays, as the key of a root does.
 */
export function split(content: ItemContent, limits: SplitLimits, basis: SplitBasis, fixed?: string): Shrunk {
  return new Splitter(limits, basis, fixed).shrink(content.value, content.notes, undefined);
}

class Splitter {
  readonly #limits: SplitLimits;
  readonly #basis: SplitBasis;
  readonly #fixed: string | undefined;
  readonly #place: PlaceSegment[] = [];

  constructor(limits: SplitLimits, basis: SplitBasis, fixed: string | undefined) {
    this.#limits = limits;
    this.#basis = basis;
    this.#fixed = fixed;
  }

  /** @param whole The depth of the place that makes sense only as a whole, where there is one around the value. */
  shrink(value: Value, notes: Note | undefined, whole: number | undefined): Shrunk {
    const stored: unknown = value;
    if (stored instanceof Unopened) return this.#unopened(stored);
    if (typeof value === "string" || value instanceof Uint8Array) return this.#flat(value, notes, whole);
    // What fits as it is needs not be taken apart to find that out.
    const measured = measure(value, this.#limits);
    if (measured !== undefined) return { value, notes, ...measured, parts: [] };
    const around = whole ?? (isTyped(notes) ? this.#place.length : undefined);
    if (isList(value)) return this.#list(value, notes, around);
    if (isMap(value)) return this.#map(value, notes, around);
    return { value, notes, bytes: valueBytes(value), height: 0, parts: [] };
  }

  /** What was not read stays as it is, wherever it is now. */
  #unopened({ stored: value, note: notes, entries }: Unopened): Shrunk {
    const parts = entries.map((entry): Part => {
      const position = this.#basis.position(entry);
      const container = position.container.slice(position.container.length - position.hidden);
      return this.#keep(entry, { ...position, container }, undefined);
    });
    return { value, notes, bytes: valueBytes(value), height: heightOf(value), parts };
  }

  #flat(value: string | Uint8Array, notes: Note | undefined, whole: number | undefined): Shrunk {
    const bytes = valueBytes(value);
    if (bytes <= this.#limits.bytes) return { value, notes, bytes, height: 0, parts: [] };
    const hidden = this.#place.length - (whole ?? this.#place.length);
    const slices = arrangeWhole<string | Uint8Array>(
      value,
      this.#storedHere(),
      this.#limits.bytes,
      this.#basis.claimed,
    );
    const parts = slices.map((slice): Part => {
      const position = { kind: "whole", container: [], hidden, count: slice.value.length } as const;
      if (slice.kept !== undefined) return this.#keep(slice.kept, position, []);
      return { position, value: slice.value, notes: undefined, parts: [] };
    });
    return { value: typeof value === "string" ? "" : new Uint8Array(), notes, bytes: 0, height: 0, parts };
  }

  #list(value: readonly Value[], notes: Note | undefined, whole: number | undefined): Shrunk {
    const inner = innerNotes(notes);
    const sequence: (Unit | UnreadUnit)[] = [];
    let bytes = containerBytes;
    let height = 0;
    for (const [index, element] of value.entries()) {
      const given: unknown = element;
      if (given instanceof UnreadPart) {
        const last = sequence.at(-1);
        if (last === undefined || !("unread" in last) || last.unread !== given.entry)
          sequence.push({ unread: given.entry });
        continue;
      }
      this.#place.push(index);
      const shrunk = this.shrink(element, elementNote(inner, index), whole);
      this.#place.pop();
      sequence.push({ ...shrunk, name: undefined, bytes: shrunk.bytes + 1 });
      bytes += shrunk.bytes + 1;
      height = Math.max(height, shrunk.height);
    }
    const container = { value, notes, kind: "list", hidden: 0, sequence, fixed: [] } as const;
    return this.#decide(container, bytes, height + 1, whole);
  }

  #map(value: ValueMap, notes: Note | undefined, whole: number | undefined): Shrunk {
    const inner = innerNotes(notes);
    const units: Unit[] = [];
    let bytes = containerBytes;
    let height = 0;
    for (const name of mapNames(notes) ?? Object.keys(value)) {
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      if (member === undefined) {
        units.push({ name, value: undefined, notes: undefined, bytes: 0, parts: [] });
        continue;
      }
      this.#place.push(name);
      const shrunk = this.shrink(member, memberNote(inner, name), whole);
      this.#place.pop();
      const own = shrunk.bytes + 1 + utf8Bytes(name);
      units.push({ ...shrunk, name, bytes: own });
      bytes += own;
      height = Math.max(height, shrunk.height);
    }
    const unread = (value as PartlyRead)[unreadMembers] ?? [];
    const isFixed = ({ name }: Unit): boolean => this.#place.length === 0 && name === this.#fixed;
    const fixed = units.filter(isFixed);
    const free = fixed.length === 0 ? units : units.filter((unit) => !isFixed(unit));
    const sequence = unread.length === 0 ? free : inOrder(free, unread);
    return this.#decide({ value, notes, kind: "map", hidden: 0, sequence, fixed }, bytes, height + 1, whole);
  }

  /** Leaves a list or map in its place, or empties it. */
  #decide(container: Container, bytes: number, height: number, whole: number | undefined): Shrunk {
    const { sequence, notes, fixed } = container;
    const isRead = sequence.every((unit) => !("unread" in unit));
    if (isRead && bytes <= this.#limits.bytes && height <= this.#limits.height) {
      return { ...contentOf([...fixed, ...(sequence as Unit[])], container, withInner), bytes, height };
    }
    const kind = whole === undefined ? container.kind : "whole";
    const hidden = this.#place.length - (whole ?? this.#place.length);
    const sorts = isRead && !isList(container.value) && mapNames(notes) === undefined;
    const ordered = sorts ? (sequence as Unit[]).toSorted(byName) : sequence;
    const isNamed = (note: Note | undefined): boolean => mapNames(note) !== undefined;
    // The parts of a `Map` hold the order of its names, those of an object do not.
    const stored = this.#storedHere().filter(({ content }) => isNamed(content?.notes) === isNamed(notes));
    const groups = arrange(ordered, stored, this.#limits.bytes, this.#basis.claimed);
    const parts = groups.map((group) => this.#part(group, { ...container, kind, hidden }));
    const rest = contentOf(fixed, container, withInner);
    return { ...rest, parts: [...rest.parts, ...parts], bytes: containerBytes, height: 1 };
  }

  #part({ units, kept }: Group, container: Container): Part {
    if (kept !== undefined && units.length === 0) {
      return this.#keep(kept, { ...this.#basis.position(kept), container: [] }, undefined);
    }
    const names = mapNames(container.notes);
    const content = contentOf(units, container, (_, inner, own) =>
      names === undefined ? inner : ["map", inner ?? null, own ?? []],
    );
    const { kind, hidden } = container;
    const count = isList(content.value) ? content.value.length : Object.keys(content.value).length;
    const first = kind === "map" ? { first: units[0]?.name ?? "" } : {};
    const position = { kind, container: [], hidden, count, ...first };
    return kept === undefined ? { ...content, position } : this.#keep(kept, position, content.parts);
  }

  #keep(kept: number, position: PartPosition, parts: readonly Part[] | undefined): Part {
    this.#basis.claimed.add(kept);
    return { position, kept, parts };
  }

  #storedHere(): readonly StoredPart[] {
    return this.#basis.stored.get(JSON.stringify(this.#place)) ?? [];
  }
}

/** Elements or members put together again, with what was cut out of each. */
function contentOf(
  units: readonly Unit[],
  { value, notes }: Pick<Container, "value" | "notes">,
  note: typeof withInner,
): Piece & { readonly value: readonly Value[] | ValueMap } {
  const parts: Part[] = [];
  const within = (segment: PlaceSegment, unit: Unit): void => {
    for (const part of unit.parts) {
      parts.push({ ...part, position: { ...part.position, container: [segment, ...part.position.container] } });
    }
  };
  if (isList(value)) {
    const list: Value[] = [];
    for (const [index, unit] of units.entries()) {
      if (unit.value !== undefined) list.push(unit.value);
      within(index, unit);
    }
    return { value: list, notes: note(notes, notesOfElements(units.map((unit) => unit.notes))), parts };
  }
  const map: Record<string, Value> = {};
  for (const unit of units) {
    if (unit.value !== undefined) setOwn(map, unit.name ?? "", unit.value);
    within(unit.name ?? "", unit);
  }
  const inner = notesOfMembers(units.map((unit) => [unit.name ?? "", unit.notes]));
  return {
    value: map,
    notes: note(
      notes,
      inner,
      units.map(({ name }) => name ?? ""),
    ),
    parts,
  };
}

/** Members in order of their names, with the parts that were not read where those begin. */
function inOrder(units: readonly Unit[], unread: readonly UnreadMembers[]): (Unit | UnreadUnit)[] {
  const sequence: (Unit | UnreadUnit)[] = [];
  const gaps = [...unread];
  for (const unit of units.toSorted(byName)) {
    while (gaps[0] !== undefined && gaps[0].first <= (unit.name ?? ""))
      sequence.push({ unread: gaps.shift()?.entry ?? -1 });
    sequence.push(unit);
  }
  return [...sequence, ...gaps.map(({ entry }) => ({ unread: entry }))];
}

function byName(one: Unit, two: Unit): number {
  return compareNames(one.name ?? "", two.name ?? "");
}
