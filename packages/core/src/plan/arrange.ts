import type { Note } from "../codec/note.ts";
import { elementNote, innerNotes, mapNames, memberNote } from "../codec/part-notes.ts";
import { equalValues } from "../values/equal.ts";
import { isList, isMap } from "../values/kind.ts";
import type { Value } from "../values/value.ts";
import { compareNames } from "./names.ts";
import type { Part, StoredPart } from "./piece.ts";

/** An element or member on its way into a part. */
export interface Unit {
  readonly name: string | undefined;
  /** `undefined`: a name of a `Map` whose value is a shard. */
  readonly value: Value | undefined;
  readonly notes: Note | undefined;
  readonly bytes: number;
  readonly parts: readonly Part[];
}

/** A stored part that was not read, in the place of its elements. */
export interface UnreadUnit {
  readonly unread: number;
}

/** What becomes one part. */
export interface Group {
  readonly units: readonly Unit[];
  /** The entry of the stored part that stays, if one does. */
  readonly kept: number | undefined;
}

/** Parts smaller than this share of the target are joined with a neighbour, those above the other are divided. */
const least = 1 / 4;
const most = 3 / 2;

/**
 * Divides elements into parts of about `target` bytes. Stored parts that are found again in their order stay; only what
 * stands between those is divided anew, where the cuts were if its number of elements did not change.
 */
export function arrange(
  sequence: readonly (Unit | UnreadUnit)[],
  stored: readonly StoredPart[],
  target: number,
  claimed: ReadonlySet<number>,
): Group[] {
  const parts = stored.flatMap((part) => {
    const units = claimed.has(part.entry) ? undefined : unitsOf(part);
    return units === undefined ? [] : [{ entry: part.entry, units }];
  });
  const search = new Search(sequence);
  const back: Group[] = [];
  let end = sequence.length;
  for (let part = parts.at(-1); part !== undefined; part = parts.at(-1)) {
    const from = end - part.units.length;
    if (!search.matches(part.units, from)) break;
    back.push({ units: sequence.slice(from, end) as Unit[], kept: part.entry });
    end = from;
    parts.pop();
  }
  const groups: Group[] = [];
  let position = 0;
  let changed: number[] = [];
  for (const { entry, units } of parts) {
    const found = search.find(units, position, sum(changed), end);
    if (found === undefined) {
      changed.push(units.length);
      continue;
    }
    groups.push(...divideRegion(sequence.slice(position, found), changed, target));
    position = found + units.length;
    groups.push({ units: sequence.slice(found, position) as Unit[], kept: entry });
    changed = [];
  }
  groups.push(...divideRegion(sequence.slice(position, end), changed, target), ...back.reverse());
  return joinSmall(groups, target);
}

function divideRegion(region: readonly (Unit | UnreadUnit)[], changed: readonly number[], target: number): Group[] {
  const groups: Group[] = [];
  let units: Unit[] = [];
  const end = (): void => {
    if (sum(changed) === units.length) {
      let from = 0;
      for (const count of changed) {
        groups.push(...divide(units.slice(from, from + count), target));
        from += count;
      }
    } else groups.push(...divide(units, target));
    units = [];
  };
  for (const unit of region) {
    if ("unread" in unit) {
      end();
      groups.push({ units: [], kept: unit.unread });
    } else units.push(unit);
  }
  end();
  return groups;
}

/** Parts of about the same size, one where it is not much above the target. */
function divide(units: readonly Unit[], target: number): Group[] {
  if (units.length === 0) return [];
  const total = bytesOf(units);
  const size = total / (total <= target * most ? 1 : Math.ceil(total / target));
  const groups: Unit[][] = [];
  let bytes = 0;
  for (const unit of units) {
    const group = groups.at(-1);
    if (group === undefined || bytes + unit.bytes / 2 > groups.length * size) groups.push([unit]);
    else group.push(unit);
    bytes += unit.bytes;
  }
  return groups.map((group) => ({ units: group, kept: undefined }));
}

function joinSmall(groups: readonly Group[], target: number): Group[] {
  const joined: Group[] = [];
  for (const group of groups) {
    const before = joined.at(-1);
    if (before !== undefined && mayJoin(before, group, target)) {
      joined.pop();
      joined.push(...divide([...before.units, ...group.units], target));
    } else joined.push(group);
  }
  return joined;
}

/** Two that were read, one of them new and small. */
function mayJoin(one: Group, two: Group, target: number): boolean {
  if (one.units.length === 0 || two.units.length === 0) return false;
  return [one, two].some(({ units, kept }) => kept === undefined && bytesOf(units) < target * least);
}

/** Finds stored parts among the elements, at a bounded number of comparisons. */
class Search {
  readonly #sequence: readonly (Unit | UnreadUnit)[];
  #patience: number;

  constructor(sequence: readonly (Unit | UnreadUnit)[]) {
    this.#sequence = sequence;
    this.#patience = 8 * sequence.length + 1000;
  }

  /**
   * Where a part stands between `position` and `end`: `shift` elements on, where as many were added as removed; else up to an
   * eighth of all elements further. One that went far to the back must not hide what stands before it.
   */
  find(units: readonly ComparedUnit[], position: number, shift: number, end: number): number | undefined {
    const last = end - units.length;
    if (position + shift <= last && this.matches(units, position + shift)) return position + shift;
    const furthest = Math.min(last, position + shift + units.length + this.#sequence.length / 8);
    for (let at = position; at <= furthest && this.#patience > 0; at++) if (this.matches(units, at)) return at;
    return undefined;
  }

  matches(units: readonly ComparedUnit[], position: number): boolean {
    return units.every((unit, index) => {
      this.#patience--;
      const given = this.#sequence[position + index];
      return given !== undefined && !("unread" in given) && equalUnits(unit, given);
    });
  }
}

type ComparedUnit = Pick<Unit, "name" | "value" | "notes">;

function equalUnits(one: ComparedUnit, two: ComparedUnit): boolean {
  if (one.name !== two.name || !equalNotes(one.notes, two.notes)) return false;
  return one.value === undefined || two.value === undefined
    ? one.value === two.value
    : equalValues(one.value, two.value);
}

/** Whether two notes are the same. */
export function equalNotes(one: Note | undefined, two: Note | undefined): boolean {
  return one === undefined || two === undefined ? one === two : equalValues(one as Value, two as Value);
}

/** The elements or members of a stored part in order; `undefined` where it was not read. */
function unitsOf({ content }: StoredPart): readonly ComparedUnit[] | undefined {
  if (content === undefined) return undefined;
  const { value, notes } = content;
  const inner = innerNotes(notes);
  if (isList(value))
    return value.map((element, i) => ({ name: undefined, value: element, notes: elementNote(inner, i) }));
  if (!isMap(value)) return undefined;
  const names = mapNames(notes) ?? Object.keys(value).sort(compareNames);
  return names.map((name) => ({
    name,
    value: Object.hasOwn(value, name) ? value[name] : undefined,
    notes: memberNote(inner, name),
  }));
}

function bytesOf(units: readonly Unit[]): number {
  return sum(units.map(({ bytes }) => bytes));
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
