import { Decimal } from "./decimal.ts";
import { isList, isMap, type ValueSet } from "./kind.ts";
import { canonicalNumeric } from "./numeric.ts";
import { isWide, setOwn } from "./own.ts";
import type { Item, Value } from "./value.ts";

// Local and called so for speed: V8 makes it free in a for-in loop, but neither `Object.hasOwn` nor an imported function.
const hasOwn = Object.prototype.hasOwnProperty;

/**
 * A deep copy that shares nothing changeable, in the form in which values come back from an adapter: numbers canonical,
 * every binary a plain `Uint8Array`. The value must have passed `checkItem` or come from an adapter.
 *
 * @example
 * ```ts
 * cloneValue([1n, -0]); // [1, 0]
 * ```
 */
export function cloneValue(value: Value): Value {
  // Adding zero makes -0 plain 0.
  if (typeof value === "number") return value + 0;
  if (typeof value === "bigint") return canonicalNumeric(value);
  return typeof value === "object" && value !== null ? cloneObject(value) : value;
}

/**
 * {@link cloneValue} for a whole item.
 *
 * @example
 * ```ts
 * cloneItem({ ID: "a", n: 1n }); // { ID: "a", n: 1 }
 * ```
 */
export function cloneItem(item: Item): Item {
  return cloneMap(item, isWide(item));
}

function cloneMap(map: Item, wide: boolean): Item {
  const copy: { [name: string]: Value } = wide ? { ...map } : {};
  const members = wide ? copy : map;
  for (const name in members) {
    if (!hasOwn.call(members, name)) continue;
    const value = members[name];
    if (value !== undefined) setOwn(copy, name, cloneValue(value));
    else if (wide) delete copy[name];
  }
  return copy;
}

function cloneObject(value: Exclude<Value, null> & object): Value {
  if (isList(value)) return cloneList(value);
  // Not asked whether they are wide: such maps are many, and most are small.
  if (isMap(value)) return cloneMap(value, false);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Decimal) return canonicalNumeric(value);
  return cloneSet(value);
}

function cloneList(list: readonly Value[]): Value[] {
  // Of the right length: lists that grow have room for about 17 elements at once.
  const copy = new Array<Value>(list.length);
  for (let index = 0; index < copy.length; index++) copy[index] = cloneValue(list[index] ?? null);
  return copy;
}

function cloneSet(set: ValueSet): ValueSet {
  const copy = new Set<Value>();
  for (const member of set) copy.add(cloneValue(member));
  // A copy of members of one kind is a set of that kind, which the compiler cannot see.
  return copy as ReadonlySet<unknown> as ValueSet;
}
