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

/** Size and nesting of a value that stays within the limits; `undefined` where it does not, or where something in it was not read. */
export function measure(
  value: Value,
  limits: SplitLimits,
): { readonly bytes: number; readonly height: number } | undefined {
  let bytes = 0;
  let height = 0;
  /** Whether all is well so far. */
  const walk = (here: Value, level: number): boolean => {
    if (typeof here !== "object" || here === null || !(isList(here) || isMap(here))) {
      if (isUnread(here)) return false;
      bytes += valueBytes(here);
      return bytes <= limits.bytes;
    }
    if (level > limits.height) return false;
    if (level > height) height = level;
    bytes += containerBytes;
    if (isList(here)) {
      bytes += here.length;
      return here.every((element) => walk(element, level + 1));
    }
    if ((here as PartlyRead)[unreadMembers] !== undefined) return false;
    for (const name of Object.keys(here)) {
      const member = here[name];
      if (member === undefined) continue;
      bytes += 1 + utf8Bytes(name);
      if (!walk(member, level + 1)) return false;
    }
    return bytes <= limits.bytes;
  };
  return walk(value, 1) && bytes <= limits.bytes ? { bytes, height } : undefined;
}

/** How many lists and maps stand in each other. */
export function heightOf(value: Value): number {
  if (!isList(value) && !isMap(value)) return 0;
  let deepest = 0;
  for (const member of Object.values<Value>(value)) deepest = Math.max(deepest, heightOf(member));
  return deepest + 1;
}
