import { DyStoreError } from "../errors/error.ts";
import { Decimal } from "../values/decimal.ts";
import { isNumeric, numericText } from "../values/numeric.ts";
import { setOwn } from "../values/own.ts";
import { isTexts } from "../values/texts.ts";
import type { Value } from "../values/value.ts";
import { classNote, decodeMark, markClass } from "./class-mark.ts";
import type { AnyCodec } from "./codec.ts";
import { codecPrefix, type Note, type NoteMap, noteTypes } from "./note.ts";

/**
 * Turns a stored form and its notes back into the caller's value. Works in place: without notes the stored form is the value.
 * Shards come to their places afterwards; those of a `Map` have theirs kept by name. What was not read stays as it is.
 *
 * @throws DyStoreError `INTEGRITY` where notes and value do not fit, or a codec is missing.
 */
export function decode(value: unknown, note: Note | undefined | null, codecs: readonly AnyCodec[]): unknown {
  if (note === undefined || note === null) return value;
  if (typeof note === "string") return decodeScalar(value, note);
  if (!isNoteList(note)) return decodeMembers(value, note, codecs);
  const [type, inner, extra] = note;
  const content = decode(value, inner, codecs);
  if (type.startsWith(codecPrefix)) {
    const name = type.slice(codecPrefix.length);
    const codec = codecs.find((candidate) => candidate.name === name);
    if (codec === undefined) throw broken(`it holds a value of the codec "${name}"; give the store that codec`);
    return codec.decode(content);
  }
  switch (type) {
    case noteTypes.set:
      return new Set(expectList(content));
    case noteTypes.entries:
      return new Map(expectPairs(content));
    case noteTypes.object: {
      const object: Record<string, unknown> = {};
      for (const [name, member] of expectPairs(content)) setOwn(object, String(name), member);
      return object;
    }
    case noteTypes.map: {
      const members = expectMap(content);
      // Names without a member keep the place of shards.
      return new Map((extra ?? Object.keys(members)).map((key) => [key, ownOf(members, key)]));
    }
    default:
      throw broken(`"${type}" is a type of a later version`);
  }
}

function decodeMembers(value: unknown, notes: NoteMap, codecs: readonly AnyCodec[]): unknown {
  if (Array.isArray(value)) {
    const every = notes["*"];
    if (every !== undefined) {
      for (let index = 0; index < value.length; index++) value[index] = decode(value[index], every, codecs);
      return value;
    }
    for (const index of Object.keys(notes)) {
      if (Number(index) >= value.length) throw broken("a note names an element that is not there");
      value[Number(index)] = decode(value[Number(index)], notes[index], codecs);
    }
    return value;
  }
  const members = expectMap(value);
  for (const name of Object.keys(notes)) {
    if (name === classNote) {
      markClass(members, decodeMark(notes[name]));
      continue;
    }
    if (!Object.hasOwn(members, name)) throw broken("a note names a member that is not there");
    setOwn(members, name, decode(members[name], notes[name], codecs));
  }
  return members;
}

function decodeScalar(value: unknown, type: string): unknown {
  switch (type) {
    case noteTypes.negativeZero:
      return -0;
    case noteTypes.date: {
      const date = new Date(expectString(value));
      if (Number.isNaN(date.getTime())) throw broken("a date was expected");
      return date;
    }
    case noteTypes.url: {
      const url = URL.parse(expectString(value));
      if (url === null) throw broken("a URL was expected");
      return url;
    }
    case noteTypes.bigint:
      return wholeNumber(expectNumeric(value));
    case noteTypes.decimal:
      return new Decimal(expectNumeric(value));
    default:
      throw broken(`"${type}" is a type of a later version`);
  }
}

/** A whole number's digits, which its canonical text may shorten with an exponent. */
function wholeNumber(text: string): bigint {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const zeros = Number(exponent) - fraction.length;
  if (zeros < 0) throw broken("a bigint is stored with a fraction");
  return BigInt(whole + fraction + "0".repeat(zeros));
}

function ownOf(members: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function isNoteList(note: Exclude<Note, string>): note is readonly [string, (Note | null)?, (readonly string[])?] {
  return Array.isArray(note);
}

function expectString(value: unknown): string {
  if (typeof value !== "string") throw broken("a text was expected");
  return value;
}

function expectNumeric(value: unknown): string {
  if (!isNumeric(value)) throw broken("a number was expected");
  return numericText(value);
}

function expectList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw broken("a list was expected");
  return value;
}

function expectPairs(value: unknown): [unknown, unknown][] {
  return expectList(value).map((pair) => {
    const [key, member] = expectList(pair);
    return [key, member];
  });
}

function expectMap(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw broken("a map was expected");
  return value as Record<string, unknown>;
}

function broken(problem: string): DyStoreError {
  return new DyStoreError("INTEGRITY", `the stored types of an item cannot be restored: ${problem}`);
}

/** Reads notes from their JSON text. */
export function parseNotes(text: Value | undefined): Note | undefined {
  if (text === undefined) return undefined;
  try {
    const notes: unknown = JSON.parse(expectString(text));
    if (!isNote(notes)) throw broken("they are no notes");
    return notes;
  } catch (cause) {
    throw new DyStoreError("INTEGRITY", "the stored types of an item cannot be read", { cause });
  }
}

function isNote(notes: unknown): notes is Note {
  if (typeof notes !== "object" || notes === null) return typeof notes === "string";
  if (!Array.isArray(notes)) return Object.values(notes).every(isNote);
  const [type, inner, extra] = notes;
  const isInner = inner === undefined || inner === null || isNote(inner);
  return typeof type === "string" && isInner && (extra === undefined || isTexts(extra as Value));
}
