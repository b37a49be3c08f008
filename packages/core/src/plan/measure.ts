import { isUnread, type PartlyRead, unreadMembers } from "../codec/unread.ts";
import { containerBytes, valueBytes } from "../values/item-bytes.ts";
import { isList, isMap } from "../values/kind.ts";
import { utf8Bytes } from "../values/utf8.ts";
import type { Value } from "../values/value.ts";

/** How items are cut by size and depth. */
export interface SplitLimits {
  /** What a part should hold at most, in bytes; parts that grew are left alone up to half as much again. */
  readonly bytes: number;
  /** Most lists and maps in each other. */
  readonly height: number;
}

// Local and called so for speed: V8 makes it free in a for-in loop, but neither `Object.hasOwn` nor an imported function.
const hasOwn = Object.prototype.hasOwnProperty;

/** Size and nesting of a value that stays within the limits; `undefined` where it does not, or where something in it was not read. */
export function measure(
  value: Value,
  limits: SplitLimits,
): { readonly bytes: number; readonly height: number } | undefined {
  const measured = { bytes: 0, height: 0 };
  return add(value, 1, limits, measured) ? measured : undefined;
}

/** Adds a value to what was measured before. @returns whether all stays within the limits. */
function add(value: Value, level: number, limits: SplitLimits, sum: { bytes: number; height: number }): boolean {
  if (typeof value !== "object" || value === null || !(isList(value) || isMap(value))) {
    if (isUnread(value)) return false;
    sum.bytes += valueBytes(value);
    return sum.bytes <= limits.bytes;
  }
  if (level > limits.height) return false;
  if (level > sum.height) sum.height = level;
  sum.bytes += containerBytes;
  if (isList(value)) {
    sum.bytes += value.length;
    for (const element of value) if (!add(element, level + 1, limits, sum)) return false;
  } else {
    if ((value as PartlyRead)[unreadMembers] !== undefined) return false;
    for (const name in value) {
      const member = hasOwn.call(value, name) ? value[name] : undefined;
      if (member === undefined) continue;
      sum.bytes += 1 + utf8Bytes(name);
      if (!add(member, level + 1, limits, sum)) return false;
    }
  }
  return sum.bytes <= limits.bytes;
}

/** How many lists and maps stand in each other. */
export function heightOf(value: Value): number {
  if (!isList(value) && !isMap(value)) return 0;
  let deepest = 0;
  for (const member of Object.values<Value>(value)) deepest = Math.max(deepest, heightOf(member));
  return deepest + 1;
}
