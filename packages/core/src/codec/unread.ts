import type { Value } from "../values/value.ts";
import type { Note } from "./note.ts";

/** Stands in a list for each element of a part that was not read: one object for all of them. */
export class UnreadPart {
  /** The index of the part's entry in the manifest. */
  readonly entry: number;

  constructor(entry: number) {
    this.entry = entry;
  }
}

/** A part that was not read, of a map: its members are missing. */
export interface UnreadMembers {
  readonly entry: number;
  /** The least of their names. */
  readonly first: string;
}

/** Under this symbol a plain object lists its parts that were not read. */
export const unreadMembers: unique symbol = Symbol("dystore.unread");

/** A plain object, with the parts that were not read. */
export interface PartlyRead {
  [unreadMembers]?: readonly UnreadMembers[];
}

/** Stands for a value whose parts make sense only together (a string, a `Set`, a codec's value) and were not read. */
export class Unopened {
  /** Its stored form without the parts. */
  readonly stored: Value;
  readonly note: Note | undefined;
  /** The parts' entries in the manifest. */
  readonly entries: readonly number[];

  constructor(stored: Value, note: Note | undefined, entries: readonly number[]) {
    this.stored = stored;
    this.note = note;
    this.entries = entries;
  }
}

/** Whether a value stands for something that was not read. */
export function isUnread(value: unknown): value is UnreadPart | Unopened {
  return value instanceof UnreadPart || value instanceof Unopened;
}
