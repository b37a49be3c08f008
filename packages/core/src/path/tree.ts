import { isPlainObject } from "../values/kind.ts";

/**
 * What paths walk through: plain objects, lists, and maps, whose string keys count as names. Everything else is a leaf, except
 * that the root of a tree is walked by its own members whatever its class.
 */
export type Container = Record<string, unknown> | unknown[] | Map<unknown, unknown>;

/** What a walk knows beside the value it looks at. */
export interface Surroundings {
  readonly root: unknown;
  /** Whether a value is to be a leaf though it is a container; not asked for the root. */
  readonly opaque: ((value: unknown) => boolean) | undefined;
}

/** Stands for a child that is not there; `undefined` may be a value. */
export const none: unique symbol = Symbol("none");

function isRoot(value: object, root: unknown): value is Record<string, unknown> {
  return value === root;
}

/** The value as what it can be walked as; `undefined` for leaves. */
export function containerOf(value: unknown, around: Surroundings): Container | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (around.opaque !== undefined && value !== around.root && around.opaque(value)) return undefined;
  if (isPlainObject(value) || Array.isArray(value) || value instanceof Map || isRoot(value, around.root)) return value;
  return undefined;
}

/** The child under a name, or under an index, negative ones counted from the end. Lists have no names, and only they indexes. */
export function childOf(container: Container, key: string | number): unknown {
  if (Array.isArray(container)) {
    if (typeof key === "string") return none;
    const index = key < 0 ? key + container.length : key;
    return index >= 0 && index < container.length ? container[index] : none;
  }
  if (typeof key === "number") return none;
  if (container instanceof Map) return container.has(key) ? container.get(key) : none;
  return Object.hasOwn(container, key) ? container[key] : none;
}

/** Visits elements by index, members and string-keyed entries by name, in their own order. */
export function eachChild(container: Container, visit: (key: string | number, value: unknown) => void): void {
  if (Array.isArray(container)) {
    for (let index = 0; index < container.length; index++) visit(index, container[index]);
  } else if (container instanceof Map) {
    for (const [key, value] of container) if (typeof key === "string") visit(key, value);
  } else {
    for (const name of Object.keys(container)) visit(name, container[name]);
  }
}
