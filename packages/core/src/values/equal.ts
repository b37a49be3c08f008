import { keyText } from "./key-text.ts";
import { isList, isMap, isSet, type ValueMap, type ValueSet } from "./kind.ts";
import { isNumeric, numericText } from "./numeric.ts";
import { compareBytes } from "./utf8.ts";
import type { Numeric, Value } from "./value.ts";

/**
 * Whether two values are the same to DynamoDB: numbers by their value, binaries by bytes, sets by members, maps by names. The
 * values must have passed `checkItem` or come from an adapter.
 *
 * @example
 * ```ts
 * equalValues([1, new Set(["a"])], [1n, new Set(["a"])]); // true
 * ```
 */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isNumeric(a)) return isNumeric(b) && equalNumerics(a, b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (isList(a)) return isList(b) && equalLists(a, b);
  if (isSet(a)) return isSet(b) && equalSets(a, b);
  return isMap(b) && equalMaps(a, b);
}

function equalNumerics(a: Numeric, b: Numeric): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b;
  return numericText(a) === numericText(b);
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, i) => equalValues(value, b[i] ?? null));
}

function equalSets(a: ValueSet, b: ValueSet): boolean {
  if (a.size !== b.size) return false;
  const members = new Set<string>();
  for (const member of a) members.add(keyText(member));
  for (const member of b) if (!members.has(keyText(member))) return false;
  return true;
}

function equalMaps(a: ValueMap, b: ValueMap): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const [x, y] = [a[name], b[name]];
    return Object.hasOwn(b, name) && x !== undefined && y !== undefined && equalValues(x, y);
  });
}
