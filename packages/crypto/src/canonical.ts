import {
  compareBytes,
  compareUtf8,
  isList,
  isMap,
  isNumeric,
  isSet,
  numericText,
  parseNumeric,
  setOwn,
  type Value,
} from "@dystore/core/adapter";
import type { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/** The first byte of each value, the ASCII code of a letter. */
export const tags = {
  null: 0x7a, // z
  false: 0x66, // f
  true: 0x74, // t
  string: 0x73, // s
  number: 0x6e, // n
  binary: 0x62, // b
  list: 0x6c, // l
  map: 0x6d, // m
  strings: 0x53, // S
  numbers: 0x4e, // N
  binaries: 0x42, // B
} as const;

const fewNames = 20;

/**
 * The canonical form of a value (docs/crypto.md): equal values have the same bytes, whatever the order of their names and of the
 * members of sets, and different ones never do.
 *
 * @throws DyStoreError `INVALID` for a number that cannot be stored.
 */
export function canonicalBytes(value: Value): Uint8Array {
  const writer = new ByteWriter();
  writeCanonical(writer, value);
  const bytes = new Uint8Array(writer.take());
  writer.release();
  return bytes;
}

/** Writes {@link canonicalBytes}. */
export function writeCanonical(writer: ByteWriter, value: Value): void {
  writeValue(writer, value, true);
}

/** Writes a value as {@link writeCanonical}, but names and members of sets stay in their order: for what is read back. */
export function writePlain(writer: ByteWriter, value: Value): void {
  writeValue(writer, value, false);
}

/** The most frequent first. */
function writeValue(writer: ByteWriter, value: Value, sorted: boolean): void {
  if (typeof value === "string") writer.taggedText(tags.string, value);
  else if (isList(value)) {
    writer.head(tags.list, value.length);
    for (let index = 0; index < value.length; index++) writeValue(writer, value[index] as Value, sorted);
  } else if (typeof value === "number") writer.taggedText(tags.number, numericText(value));
  else if (isMap(value)) writeMap(writer, value, sorted);
  else if (value === null) writer.tag(tags.null);
  else if (typeof value === "boolean") writer.tag(value ? tags.true : tags.false);
  else if (value instanceof Uint8Array) {
    writer.tag(tags.binary);
    writer.binary(value);
  } else if (isSet(value)) writeSet(writer, value, sorted);
  else if (isNumeric(value)) writer.taggedText(tags.number, numericText(value));
  else throw new TypeError("a value is of no type that an item can hold");
}

function writeMap(writer: ByteWriter, map: { readonly [name: string]: Value }, sorted: boolean): void {
  const names = Object.keys(map);
  if (sorted) sortNames(names);
  writer.head(tags.map, names.length);
  for (const name of names) {
    writer.text(name);
    writeValue(writer, map[name] as Value, sorted);
  }
}

/** In place. Most maps have few names, which `sort` with a function takes longer for. */
function sortNames(names: string[]): void {
  if (names.length > fewNames) {
    names.sort(compareUtf8);
    return;
  }
  for (let end = 1; end < names.length; end++) {
    const name = names[end] as string;
    let at = end;
    for (; at > 0 && compareUtf8(names[at - 1] as string, name) > 0; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
}

function writeSet(writer: ByteWriter, set: ReadonlySet<Value>, sorted: boolean): void {
  const [first] = set;
  const isBinary = first instanceof Uint8Array;
  writer.head(isBinary ? tags.binaries : typeof first === "string" ? tags.strings : tags.numbers, set.size);
  const members = [...set].map(memberBytes);
  if (sorted) members.sort(compareBytes);
  for (const member of members) writer.binary(member);
}

function memberBytes(member: Value): Uint8Array {
  if (member instanceof Uint8Array) return member;
  return Buffer.from(isNumeric(member) ? numericText(member) : String(member));
}

/** Reads what {@link writePlain} wrote. Shares nothing with the bytes. @throws RangeError where they are anything else. */
export function readValue(reader: ByteReader): Value {
  const tag = reader.byte();
  switch (tag) {
    case tags.null:
      return null;
    case tags.false:
      return false;
    case tags.true:
      return true;
    case tags.string:
      return reader.text();
    case tags.number:
      return parseNumeric(reader.text());
    case tags.binary:
      return reader.binary();
    case tags.list:
      return reader.repeat(readValue);
    case tags.map:
      return readMap(reader);
    case tags.strings:
      return new Set(reader.repeat((from) => from.text()));
    case tags.numbers:
      return new Set(reader.repeat((from) => parseNumeric(from.text())));
    case tags.binaries:
      return new Set(reader.repeat((from) => from.binary()));
    default:
      throw new RangeError("a value has an unknown tag");
  }
}

function readMap(reader: ByteReader): Value {
  const map: { [name: string]: Value } = {};
  for (let left = reader.length(); left > 0; left--) setOwn(map, reader.text(), readValue(reader));
  return map;
}
