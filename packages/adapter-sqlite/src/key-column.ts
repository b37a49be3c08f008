import { type ItemKey, type KeyAttribute, type KeyValue, numericText, parseNumeric } from "@dystore/core/adapter";

/**
 * A key's value as its column holds it: text for strings, a blob for binaries, canonical decimal text for numbers. SQLite's
 * BINARY collation compares both byte by byte, and text is UTF-8 (https://sqlite.org/datatype3.html#collation).
 */
export type Column = string | Uint8Array;

/** The columns of a whole key: partition, and sort where the table has one. */
export type KeyColumns = readonly Column[];

/** Copies binaries, so that what callers do with theirs meanwhile changes nothing. */
export function toColumn(value: KeyValue): Column {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new Uint8Array(value) : numericText(value);
}

export function toColumns({ partition, sort }: ItemKey): KeyColumns {
  return sort === undefined ? [toColumn(partition)] : [toColumn(partition), toColumn(sort)];
}

export function fromColumn(column: Column, { type }: KeyAttribute): KeyValue {
  if (typeof column !== "string") return new Uint8Array(column);
  return type === "number" ? parseNumeric(column) : column;
}

/** The first value behind all that begin with `prefix`; `undefined` where nothing lies behind them. */
export function prefixEnd(prefix: Column): Column | undefined {
  return typeof prefix === "string" ? textPrefixEnd(prefix) : bytesPrefixEnd(prefix);
}

function textPrefixEnd(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    // Surrogates are no characters: the next after U+D7FF is U+E000.
    if (next <= 0x10ffff) return characters.join("") + String.fromCodePoint(next === 0xd800 ? 0xe000 : next);
  }
  return undefined;
}

function bytesPrefixEnd(prefix: Uint8Array): Uint8Array | undefined {
  const last = prefix.findLastIndex((byte) => byte !== 0xff);
  if (last === -1) return undefined;
  const end = new Uint8Array(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
