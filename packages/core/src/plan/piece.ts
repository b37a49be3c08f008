import type { Note } from "../codec/note.ts";
import type { Value } from "../values/value.ts";
import type { PartPosition } from "./entry.ts";

/** What an item holds of a graph: a stored form and its notes. */
export interface ItemContent {
  readonly value: Value;
  readonly notes: Note | undefined;
}

/** What becomes one item, with the parts that were cut out of it. */
export interface Piece extends ItemContent {
  readonly parts: readonly Part[];
}

/** A part to be written, or a stored one that stays. */
export type Part = FreshPart | KeptPart;

export interface FreshPart extends Piece {
  readonly position: PartPosition;
}

/** A stored part whose item stays. */
export interface KeptPart {
  readonly position: PartPosition;
  /** The index of its entry in the manifest that is replaced. */
  readonly kept: number;
  /** The parts in it; `undefined`: as they are stored, since it was not read. */
  readonly parts: readonly Part[] | undefined;
}

/** Whether a part's item stays. */
export function isKeptPart(part: Part): part is KeptPart {
  return "kept" in part;
}

/** A stored part that what is written now may leave as it is. */
export interface StoredPart {
  readonly entry: number;
  readonly position: PartPosition;
  /** What its item holds; `undefined` where it was not read. */
  readonly content: ItemContent | undefined;
}

/** The stored parts of one fragment, by the place of what they are pieces of, as JSON: positions are those of the stored form. */
export type StoredParts = ReadonlyMap<string, readonly StoredPart[]>;
