import { setOwn } from "../values/own.ts";
import { classNote, repeats } from "./class-mark.ts";
import { type Note, type NoteMap, noteTypes } from "./note.ts";

type Wrapped = Exclude<Note, string | NoteMap>;

function isWrapped(note: Note | undefined | null): note is Wrapped {
  return Array.isArray(note);
}

/** Whether a stored form stands for something else than itself, so that its parts make sense only together. */
export function isTyped(note: Note | undefined): boolean {
  return typeof note === "string" || isWrapped(note);
}

/** The notes of a stored form's own elements or members. */
export function innerNotes(note: Note | undefined | null): NoteMap | undefined {
  if (note === undefined || note === null || typeof note === "string") return undefined;
  return isWrapped(note) ? innerNotes(note[1]) : note;
}

/** The names of a `Map` in their order, shards' names included; `undefined` for all else. */
export function mapNames(note: Note | undefined | null): readonly string[] | undefined {
  if (!isWrapped(note)) return undefined;
  return note[0] === noteTypes.map ? note[2] : mapNames(note[1]);
}

/** A note with other notes of elements or members, and for a `Map` other names. */
export function withInner(
  note: Note | undefined | null,
  inner: NoteMap | undefined,
  names?: readonly string[],
): Note | undefined {
  if (!isWrapped(note)) return typeof note === "string" ? note : withClass(note, inner);
  const [type] = note;
  if (type === noteTypes.map) return [type, inner ?? null, names ?? []];
  const below = withInner(note[1], inner, names);
  if (below !== undefined) return [type, below];
  return note[1] === null ? [type, null] : [type];
}

/** Other notes of members, of which the class of their object is none. */
function withClass(note: NoteMap | undefined | null, inner: NoteMap | undefined): NoteMap | undefined {
  const mark = note?.[classNote];
  return mark === undefined ? inner : { ...inner, [classNote]: mark };
}

/** The note of an element. */
export function elementNote(notes: NoteMap | undefined, index: number): Note | undefined {
  return notes === undefined ? undefined : (notes["*"] ?? notes[String(index)]);
}

/** The note of a member. */
export function memberNote(notes: NoteMap | undefined, name: string): Note | undefined {
  return notes !== undefined && Object.hasOwn(notes, name) ? notes[name] : undefined;
}

/** Notes of elements as an encoder writes them. */
export function notesOfElements(notes: readonly (Note | undefined)[]): NoteMap | undefined {
  const [first] = notes;
  if (first !== undefined && notes.length > 1 && notes.every((note) => repeats(first, note))) return { "*": first };
  return notesOfMembers(notes.map((note, index) => [String(index), note]));
}

/** Notes of members as an encoder writes them. */
export function notesOfMembers(notes: Iterable<readonly [string, Note | undefined]>): NoteMap | undefined {
  let all: Record<string, Note> | undefined;
  for (const [name, note] of notes) {
    if (note === undefined) continue;
    all ??= {};
    setOwn(all, name, note);
  }
  return all;
}
