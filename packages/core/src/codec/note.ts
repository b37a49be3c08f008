/**
 * What the stored form of a value does not say by itself. Notes mirror the value's shape, sparsely:
 *
 * - a word: the type of a scalar (`"date"`, `"-0"`), or of every such element under `"*"` in a list
 * - an object: notes of members by name, or of elements by index; `"*"` in a list stands for every element, `""` in a map for
 *   the class of which the map is an instance: its name, or `[name, null, [version]]`
 * - a list `[type, inner?, extra?]`: a container or a codec's value, with the notes inside it
 *
 * A fragment keeps its notes as one JSON text, so that they add no level of nesting to its item.
 */
export type Note = string | NoteMap | readonly [type: string, inner?: Note | null, extra?: readonly string[]];

/** Notes of members by name, or of elements by index. */
export interface NoteMap {
  readonly [member: string]: Note;
}

/** Type words of built-in types; those of codecs begin with {@link codecPrefix}. */
export const noteTypes: {
  readonly negativeZero: "-0";
  readonly bigint: "bigint";
  readonly decimal: "decimal";
  readonly date: "date";
  readonly url: "url";
  readonly set: "set";
  readonly map: "map";
  readonly entries: "entries";
  readonly object: "object";
} = {
  negativeZero: "-0",
  bigint: "bigint",
  decimal: "decimal",
  date: "date",
  url: "url",
  /** Stored as a list. */
  set: "set",
  /** Stored as a map; `extra` is the order of its keys. */
  map: "map",
  /** A `Map` stored as a list of `[key, value]`. */
  entries: "entries",
  /** A plain object stored as a list of `[name, value]`, since DynamoDB refuses empty names. */
  object: "object",
};

/** Separates the names of codecs from the built-in type words. */
export const codecPrefix = "codec:";
