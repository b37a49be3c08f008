/**
 * Tagged JSON: items as JSON text. What the SQLite adapter stores and what exports hold, so these forms are kept for ever.
 *
 * | value | JSON |
 * | --- | --- |
 * | null, boolean, string, list, map | itself |
 * | a number that is canonically a `number` | itself |
 * | any other number (`bigint`, `Decimal`) | `{"$number":"12345678901234567890"}`, in plain decimal notation |
 * | binary | `{"$binary":"AQID"}`, in padded base64 |
 * | set of strings | `{"$strings":["a","b"]}` |
 * | set of numbers | `{"$numbers":["1","2.5"]}` |
 * | set of binaries | `{"$binaries":["AQID"]}` |
 * | a map with one name, which begins with `$` | `{"$map":{"$any":…}}`, so that no data can pass for a tag |
 *
 * The item itself is always a map and therefore stands untagged, whatever its names.
 *
 * @module
 */
import { DyStoreError } from "../errors/error.ts";
import { Decimal } from "./decimal.ts";
import { isList, isMap, isSet, type ValueMap, type ValueSet } from "./kind.ts";
import { canonicalNumeric, numericText, parseNumeric } from "./numeric.ts";
import { setOwn } from "./own.ts";
import type { Item, Numeric, Value } from "./value.ts";

// Local and called so for speed: V8 makes it free in a for-in loop, but neither `Object.hasOwn` nor an imported function.
const hasOwn = Object.prototype.hasOwnProperty;

const dollar = "$".charCodeAt(0);

/** What `JSON.parse` gives, to be changed in place into what it stands for. */
type Json = null | boolean | number | string | Json[] | JsonMap;
type JsonMap = { [name: string]: Json };

/**
 * An item as tagged JSON. The item must have passed `checkItem`.
 *
 * @example
 * ```ts
 * encodeItem({ id: "a", scan: new Uint8Array([1, 2, 3]) }); // '{"id":"a","scan":{"$binary":"AQID"}}'
 * ```
 */
export function encodeItem(item: Item): string {
  const binaries: Uint8Array[] = [];
  const text = JSON.stringify(tagMembers(item, binaries));
  return binaries.length === 0 ? text : withBinaries(text, binaries);
}

/**
 * The item that tagged JSON stands for, its numbers canonical.
 *
 * @throws `INTEGRITY` where the text is no JSON object, or a tag in it is unknown or malformed. The message quotes nothing of it.
 *
 * @example
 * ```ts
 * decodeItem('{"id":"a","n":1.50}'); // { id: "a", n: 1.5 }
 * ```
 */
export function decodeItem(text: string): Item {
  try {
    const item: unknown = JSON.parse(text);
    if (!isJsonMap(item)) throw malformed("is no JSON object");
    // A tag is an object's first name. The text of most items has none and needs no walk.
    if (text.includes("$") && /\{\s*"\$/.test(text)) reviveMembers(item);
    return item;
  } catch (error) {
    if (error instanceof DyStoreError && error.code === "INTEGRITY") throw error;
    // Not attached as a cause: the message of JSON.parse quotes the text, which is data.
    throw malformed("is no JSON, or nests too deep");
  }
}

/**
 * Binaries of more bytes are put into the text that `JSON.stringify` made of all else: it looks at each character for what it has to
 * escape, and base64 has nothing of the kind.
 */
const shortBinary = 128;

/** Stands for such a binary. No item has such a number, as it is too small. */
const placeholder = { $binary: Number.MIN_VALUE };
const placeholderText = JSON.stringify(placeholder);

function withBinaries(text: string, binaries: readonly Uint8Array[]): string {
  const [first = "", ...pieces] = text.split(placeholderText);
  return binaries.reduce((whole, bytes, index) => `${whole}{"$binary":"${base64(bytes)}"}${pieces[index]}`, first);
}

/** Shares what needs no tag with the map: it is only made text of. @param binaries Gets those that the text does not hold yet. */
function tagMembers(map: ValueMap, binaries: Uint8Array[]): JsonMap {
  let tagged: JsonMap | undefined;
  for (const name in map) {
    if (!hasOwn.call(map, name)) continue;
    const value = map[name];
    if (typeof value === "string" || value === undefined) continue;
    const json = tag(value, binaries);
    if (json === value) continue;
    tagged ??= { ...(map as JsonMap) };
    setOwn(tagged, name, json);
  }
  return tagged ?? (map as JsonMap);
}

function tagElements(list: readonly Value[], binaries: Uint8Array[]): Json[] {
  let tagged: Json[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const value = list[index] as Value;
    const json = tag(value, binaries);
    if (json === value) continue;
    tagged ??= [...(list as readonly Json[])];
    tagged[index] = json;
  }
  return tagged ?? (list as Json[]);
}

function tag(value: Value, binaries: Uint8Array[]): Json {
  if (typeof value === "bigint") return tagNumber(value);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return tagElements(value, binaries);
  if (isMap(value)) {
    const members = tagMembers(value, binaries);
    return looksTagged(members) ? { $map: members } : members;
  }
  if (isSet(value)) return tagSet(value);
  if (value instanceof Decimal) return tagNumber(value);
  if (value.length <= shortBinary) return { $binary: base64(value) };
  binaries.push(value);
  return placeholder;
}

function tagNumber(value: Numeric): Json {
  const canonical = canonicalNumeric(value);
  return typeof canonical === "number" ? canonical : { $number: numericText(canonical) };
}

function looksTagged(map: JsonMap): boolean {
  let names = 0;
  for (const name in map) {
    if (hasOwn.call(map, name) && (++names > 1 || name.charCodeAt(0) !== dollar)) return false;
  }
  return names === 1;
}

function tagSet(set: ValueSet): JsonMap {
  const members: string[] = [];
  let name = "$strings";
  for (const member of set) {
    if (typeof member === "string") members.push(member);
    else if (member instanceof Uint8Array) {
      name = "$binaries";
      members.push(base64(member));
    } else {
      name = "$numbers";
      members.push(numericText(member));
    }
  }
  return { [name]: members };
}

function reviveMembers(map: JsonMap): void {
  for (const name of Object.keys(map)) {
    const json = map[name];
    // In place: what was parsed belongs to nobody else, and what is no tag stays as it is.
    if (typeof json === "object" && json !== null) setOwn<Value>(map, name, revive(json));
  }
}

function revive(json: Json): Value {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(revive);
  const [name, other] = Object.keys(json);
  if (name?.charCodeAt(0) === dollar && other === undefined) return untag(name, json[name]);
  reviveMembers(json);
  return json;
}

function untag(name: string, json: Json | undefined): Value {
  if (name === "$number") return untagNumber(json);
  if (name === "$binary") return untagBinary(json);
  if (name === "$strings") return untagSet(json, untagString);
  if (name === "$numbers") return untagSet(json, untagNumber);
  if (name === "$binaries") return untagSet(json, untagBinary);
  if (name !== "$map") throw malformed("has a tag that this version does not know");
  if (!isJsonMap(json) || !looksTagged(json)) throw malformed("has a malformed $map");
  reviveMembers(json);
  return json;
}

function untagString(json: Json | undefined): string {
  if (typeof json !== "string") throw malformed("has a malformed tag");
  return json;
}

function untagNumber(json: Json | undefined): Numeric {
  try {
    return parseNumeric(untagString(json));
  } catch {
    throw malformed("has a malformed number");
  }
}

function untagBinary(json: Json | undefined): Uint8Array {
  const text = untagString(json);
  const bytes = Buffer.from(text, "base64");
  if (!isWhole(text, bytes)) throw malformed("has malformed base64");
  // Short ones share memory with others.
  return bytes.length === bytes.buffer.byteLength ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}

/**
 * Whether text is what Buffer would write of these bytes. It skips what it does not understand, so that they come out too short, and
 * takes the letters of base64url; without a copy of the text, as binaries may be all that there is.
 */
function isWhole(text: string, bytes: Buffer): boolean {
  const end = bytes.toString("base64", bytes.length - (bytes.length % 3 || 3));
  const isOtherAlphabet = text.includes("-") || text.includes("_");
  return text.length === Math.ceil(bytes.length / 3) * 4 && !isOtherAlphabet && text.endsWith(end);
}

function untagSet<T>(json: Json | undefined, untagMember: (json: Json) => T): ReadonlySet<T> {
  if (!Array.isArray(json) || json.length === 0) throw malformed("has a malformed set");
  return new Set(json.map(untagMember));
}

function isJsonMap(json: unknown): json is JsonMap {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

function malformed(problem: string): DyStoreError {
  return new DyStoreError("INTEGRITY", `The text of a stored item ${problem}.`);
}
