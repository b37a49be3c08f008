import { DyStoreError } from "../errors/error.ts";
import { Decimal } from "./decimal.ts";
import { containerBytes } from "./item-bytes.ts";
import { keyText } from "./key-text.ts";
import { isList, isPlainObject, isSet } from "./kind.ts";
import { isNumeric, numericBytes } from "./numeric.ts";
import { utf8Bytes } from "./utf8.ts";
import type { Item, Numeric } from "./value.ts";

// Local and called so for speed: V8 makes it free in a for-in loop, but neither `Object.hasOwn` nor an imported function.
const hasOwn = Object.prototype.hasOwnProperty;

/** What {@link checkItem} needs to know of an adapter's limits. */
export interface ItemLimits {
  /** Deepest nesting of lists and maps, the item itself being level 1. */
  readonly depth: number;
  /** Longest name in UTF-8 bytes. */
  readonly nameBytes: number;
}

/** One check under way. */
interface Walk {
  readonly limits: ItemLimits;
  readonly table: string;
  /** The names and indexes that lead to the value at hand, by depth; what stands further back is left over from others. */
  readonly trail: (string | number)[];
}

/**
 * Checks that DynamoDB could store every value of an item, and measures it in the same walk. Whether it is too large, and
 * whether its key is sound, is for the caller to say.
 *
 * @param table The table's name, for messages.
 * @returns the item's bytes, as `itemBytes` gives them.
 * @throws `INVALID` with `table` and `path` at the first value of a wrong type, number out of range, lone surrogate, empty or
 *   too long name, empty set, repeated set member, or list or map that is too deep (as every cycle is).
 *
 * @example
 * ```ts
 * checkItem({ ID: "a" }, { depth: 32, nameBytes: 65_535 }, "T"); // 3
 * ```
 */
export function checkItem(item: Item, limits: ItemLimits, table: string): number {
  const walk: Walk = { limits, table, trail: [] };
  if (typeof item !== "object" || item === null || !isPlainObject(item)) {
    throw invalid("An item must be a plain object", walk, 0);
  }
  return memberBytes(item, 0, walk, 0);
}

/** Bytes of a map's names and values, and `each` for every one; `depth` is how many names and indexes lead to the map. */
function memberBytes(map: { readonly [name: string]: unknown }, each: 0 | 1, walk: Walk, depth: number): number {
  let bytes = 0;
  for (const name in map) {
    if (!hasOwn.call(map, name)) continue;
    walk.trail[depth] = name;
    bytes += each + nameBytes(name, walk, depth + 1) + checkedBytes(map[name], walk, depth + 1);
  }
  return bytes;
}

function nameBytes(name: string, walk: Walk, depth: number): number {
  const bytes = utf8Bytes(name);
  if (bytes === 0) throw invalid("A name is empty; it needs at least one character", walk, depth);
  if (bytes > walk.limits.nameBytes) {
    throw invalid(`A name takes ${bytes} bytes, over the limit of ${walk.limits.nameBytes}`, walk, depth);
  }
  if (bytes !== name.length && !name.isWellFormed()) throw invalid(`A name ${loneSurrogate}`, walk, depth);
  return bytes;
}

function checkedBytes(value: unknown, walk: Walk, depth: number): number {
  if (typeof value === "string") {
    const bytes = utf8Bytes(value);
    if (bytes !== value.length && !value.isWellFormed()) throw invalid(`A string ${loneSurrogate}`, walk, depth);
    return bytes;
  }
  if (typeof value === "number") return numberBytes(value, walk, depth);
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "object") return objectBytes(value, walk, depth);
  if (typeof value === "bigint") return numberBytes(value, walk, depth);
  throw invalid(
    value === undefined ? "A value is undefined; leave it out" : `A value is a ${typeof value}`,
    walk,
    depth,
  );
}

function objectBytes(value: object, walk: Walk, depth: number): number {
  const list = isList(value);
  if (list || isPlainObject(value)) {
    if (depth >= walk.limits.depth) {
      throw invalid(`Lists and maps nest deeper than ${walk.limits.depth} levels, or in a cycle`, walk, depth);
    }
    return containerBytes + (list ? elementBytes(value, walk, depth) : memberBytes(value, 1, walk, depth));
  }
  if (value instanceof Uint8Array) return value.length;
  if (isSet(value)) return setBytes(value, walk, depth);
  if (value instanceof Decimal) return numberBytes(value, walk, depth);
  throw invalid("A value is an instance of a class that no adapter knows", walk, depth);
}

function elementBytes(list: readonly unknown[], walk: Walk, depth: number): number {
  let bytes = list.length;
  for (let i = 0; i < list.length; i++) {
    walk.trail[depth] = i;
    bytes += checkedBytes(list[i], walk, depth + 1);
  }
  return bytes;
}

function numberBytes(value: Numeric, walk: Walk, depth: number): number {
  try {
    return numericBytes(value);
  } catch (error) {
    throw invalid(error instanceof DyStoreError ? error.message : "A number cannot be stored", walk, depth);
  }
}

/** Members must be of one kind, and differ by value: 1 and 1n are the same. */
function setBytes(set: ReadonlySet<unknown>, walk: Walk, depth: number): number {
  if (set.size === 0) throw invalid("A set is empty; leave it out", walk, depth);
  const texts = new Set<string>();
  let kind = "";
  let bytes = 0;
  for (const member of set) {
    const isKey = typeof member === "string" || isNumeric(member) || member instanceof Uint8Array;
    if (!isKey) throw invalid("A set has a member that is no string, number or binary", walk, depth);
    bytes += checkedBytes(member, walk, depth);
    const text = keyText(member);
    kind ||= text.charAt(0);
    if (!text.startsWith(kind)) throw invalid("A set mixes strings, numbers and binaries", walk, depth);
    texts.add(text);
  }
  if (texts.size !== set.size) throw invalid("A set has the same member twice", walk, depth);
  return bytes;
}

const loneSurrogate = "has a lone surrogate, which UTF-8 cannot hold";

function invalid(problem: string, walk: Walk, depth: number): DyStoreError {
  const { table, trail } = walk;
  const path = jsonPath(trail.slice(0, depth));
  return new DyStoreError("INVALID", `${problem.replace(/\.$/, "")} (table "${table}", at ${path}).`, { table, path });
}

/** Plain names dotted, others quoted, long ones shortened: messages must stay readable. */
function jsonPath(trail: readonly (string | number)[]): string {
  let path = "$";
  for (const part of trail) {
    if (typeof part === "number") path += `[${part}]`;
    else if (/^[\p{L}_][\p{L}\p{N}_]{0,63}$/u.test(part)) path += `.${part}`;
    else path += `[${JSON.stringify(part.length > 64 ? `${part.slice(0, 64)}…` : part)}]`;
  }
  return path;
}
