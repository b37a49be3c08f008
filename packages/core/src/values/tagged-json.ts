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
import { isList, isMap, isSet, type ValueMap, type ValueSet } from "./kind.ts";
import { canonicalNumeric, isNumeric, numericText, parseNumeric } from "./numeric.ts";
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
  return JSON.stringify(isJsonMembers(item, true) ? item : tagMembers(item));
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

/** Whether an item or map holds only what JSON can hold as it is; a map must not look like a tag either. */
function isJsonMembers(map: ValueMap, isItem: boolean): boolean {
  let names = 0;
  let tag = false;
  for (const name in map) {
    if (!hasOwn.call(map, name)) continue;
    if (++names === 1) tag = name.charCodeAt(0) === dollar;
    const value = map[name];
    if (typeof value !== "string" && value !== undefined && !isJson(value)) return false;
  }
  return isItem || names !== 1 || !tag;
}

function isJson(value: Value): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (isList(value)) return value.every(isJson);
  return isMap(value) && isJsonMembers(value, false);
}

function looksTagged(names: readonly string[]): boolean {
  return names.length === 1 && names[0]?.charCodeAt(0) === dollar;
}

/** Shares what needs no tag with the map: it is only made text of. */
function tagMembers(map: ValueMap): JsonMap {
  let tagged: JsonMap | undefined;
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value === undefined) continue;
    const json = tag(value);
    if (json === value) continue;
    tagged ??= { ...(map as JsonMap) };
    setOwn(tagged, name, json);
  }
  return tagged ?? (map as JsonMap);
}

function tagElements(list: readonly Value[]): Json[] {
  let tagged: Json[] | undefined;
  for (const [index, value] of list.entries()) {
    const json = tag(value);
    if (json === value) continue;
    tagged ??= [...(list as readonly Json[])];
    tagged[index] = json;
  }
  return tagged ?? (list as Json[]);
}

function tag(value: Value): Json {
  if (isNumeric(value)) {
    const canonical = canonicalNumeric(value);
    return typeof canonical === "number" ? canonical : { $number: numericText(canonical) };
  }
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return tagElements(value);
  if (value instanceof Uint8Array) return { $binary: base64(value) };
  if (isSet(value)) return tagSet(value);
  const members = tagMembers(value);
  return looksTagged(Object.keys(members)) ? { $map: members } : members;
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
  if (!isJsonMap(json) || !looksTagged(Object.keys(json))) throw malformed("has a malformed $map");
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
  const last = bytes.subarray(bytes.length - (bytes.length % 3 || 3));
  return (
    text.length === Math.ceil(bytes.length / 3) * 4 && !/[-_]/.test(text) && text.endsWith(last.toString("base64"))
  );
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
