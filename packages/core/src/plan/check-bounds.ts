import { isList, isMap } from "../values/kind.ts";
import type { Value } from "../values/value.ts";
import { type Entry, isPart } from "./entry.ts";
import { sameContainer } from "./entry-places.ts";
import { compareNames } from "./names.ts";

/** Whether what the item of an entry holds is what the manifest says: kind, number, and for members of a map their names. */
export function isWithinBounds(entries: readonly Entry[], index: number, value: Value): boolean {
  const entry = entries[index];
  if (entry === undefined || !isPart(entry)) return true;
  const { kind, count, first } = entry.part;
  if (kind === "list") return isList(value) && value.length === count;
  if (kind === "whole") return sizeOf(value) === count;
  if (!isMap(value) || Object.keys(value).length !== count) return false;
  const before = entries[index - 1];
  const after = entries[index + 1];
  const from = sameContainer(before, entry) ? first : undefined;
  const to = sameContainer(after, entry) ? after.part.first : undefined;
  return Object.keys(value).every(
    (name) => (from === undefined || compareNames(from, name) <= 0) && (to === undefined || compareNames(name, to) < 0),
  );
}

function sizeOf(value: Value): number | undefined {
  if (typeof value === "string" || value instanceof Uint8Array || isList(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : undefined;
}
