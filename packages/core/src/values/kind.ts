import type { Value } from "./value.ts";

/** A value that is a set of DynamoDB's: strings, numbers or binaries. */
export type ValueSet = Extract<Value, ReadonlySet<unknown>>;

/** A value that has names and values of its own. */
export interface ValueMap {
  readonly [name: string]: Value;
}

/**
 * Whether a value is a list. (`Array.isArray` alone does not narrow readonly arrays.)
 *
 * @example
 * ```ts
 * isList([1]); // true
 * ```
 */
export function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

/**
 * Whether a value is a set.
 *
 * @example
 * ```ts
 * isSet(new Set(["a"])); // true
 * ```
 */
export function isSet(value: unknown): value is ValueSet {
  return value instanceof Set;
}

/**
 * Whether a value is a map.
 *
 * @example
 * ```ts
 * isMap({ a: 1 }); // true
 * isMap([1]); // false
 * ```
 */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && isPlainObject(value);
}

/** Whether an object is a plain one, of any realm, rather than a list or an instance of some class. */
export function isPlainObject(value: object): value is { readonly [name: string]: unknown } {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}
