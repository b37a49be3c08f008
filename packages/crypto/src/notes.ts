import type { Value } from "@dystore/core/adapter";

/** A note on types, as docs/format.md has them: what a stored value was before. */
export type Note = string | readonly unknown[] | { readonly [segment: string]: unknown };

/** The notes of an item; none where they cannot be read. */
export function parseNote(text: Value | undefined): Note | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text) as Note;
  } catch {
    return undefined;
  }
}

/** The note on a member or element. */
export function noteOf(note: Note | undefined, segment: string): Note | undefined {
  if (typeof note !== "object" || note === null) return undefined;
  // A `Set` is a list, a `Map` of string keys a map: their notes lie within.
  if (isTyped(note)) return noteOf((note[1] ?? undefined) as Note | undefined, segment);
  const { [segment]: own, "*": every } = note;
  return (own ?? every ?? undefined) as Note | undefined;
}

/** Whether the stored shape of a value is not the one that a program's paths lead into: codecs, and maps stored as pairs. */
export function isOpaque(note: Note | undefined): boolean {
  return typeof note === "object" && note !== null && isTyped(note) && note[0] !== "set" && note[0] !== "map";
}

function isTyped(note: Exclude<Note, string>): note is readonly unknown[] {
  return Array.isArray(note);
}
