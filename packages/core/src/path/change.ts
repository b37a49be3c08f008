import { DyStoreError } from "../errors/error.ts";
import { setOwn } from "../values/own.ts";
import { compileGet } from "./get.ts";
import { type Location, outermost } from "./location.ts";
import type { Path } from "./path.ts";
import { type SelectOptions, select } from "./select.ts";
import { type Container, containerOf } from "./tree.ts";

function rootRefused(verb: string): DyStoreError {
  return new DyStoreError("INVALID", `The root cannot be ${verb} through a path; use the method for whole objects.`, {
    path: "$",
  });
}

/** Puts a value where a path matched. @throws DyStoreError `INVALID` for the root. */
export function setAt({ parent, key }: Location, value: unknown): void {
  if (parent === undefined || key === undefined) throw rootRefused("replaced");
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else if (parent instanceof Map) parent.set(key, value);
  else setOwn(parent, String(key), value);
}

function removeKeys(container: Container, keys: ReadonlySet<string | number>): void {
  if (Array.isArray(container)) {
    // One pass for all of them: splicing one by one would move the rest of the list each time.
    let kept = 0;
    for (let index = 0; index < container.length; index++) if (!keys.has(index)) container[kept++] = container[index];
    container.length = kept;
  } else if (container instanceof Map) {
    for (const key of keys) container.delete(key);
  } else {
    for (const key of keys) delete container[key];
  }
}

/**
 * Takes members, entries and list elements out of a tree; elements behind them move up. A place given twice goes once.
 *
 * @returns How many places went.
 * @throws DyStoreError `INVALID` for the root, before anything is removed.
 */
export function removeAll(locations: readonly Location[]): number {
  const byParent = new Map<Container, Set<string | number>>();
  for (const { parent, key } of locations) {
    if (parent === undefined || key === undefined) throw rootRefused("removed");
    const keys = byParent.get(parent);
    if (keys === undefined) byParent.set(parent, new Set([key]));
    else keys.add(key);
  }
  let removed = 0;
  for (const [parent, keys] of byParent) {
    removeKeys(parent, keys);
    removed += keys.size;
  }
  return removed;
}

/**
 * Creates the last place of a definite path where its parent exists: the name in a plain object or map, or the element that
 * follows a list's last one. Nothing else is created on the way.
 *
 * @returns Whether the value stands there now.
 */
export function createLast(path: Path, root: unknown, value: unknown, options: SelectOptions = {}): boolean {
  const last = path.keys?.at(-1);
  if (path.keys === undefined || last === undefined) return false;
  const around = { root, opaque: options.opaque };
  const parent = containerOf(compileGet(path.keys.slice(0, -1))(root, around), around);
  if (parent === undefined) return false;
  if (Array.isArray(parent)) {
    if (last !== parent.length) return false;
    parent.push(value);
  } else {
    if (typeof last !== "string") return false;
    if (parent instanceof Map) parent.set(last, value);
    else setOwn(parent, last, value);
  }
  return true;
}

/**
 * Sets every place that a path matches, or creates the last place of a definite path that matches none. Of matches inside one
 * another the outer is set, and the inner goes with what stood there. All places hold the same value afterwards, not copies.
 *
 * @returns How many places were written; 0 where nothing matched and nothing could be created.
 * @throws DyStoreError `INVALID` where the path matches the root, before anything is written.
 */
export function writeValue(path: Path, root: unknown, value: unknown, options: SelectOptions = {}): number {
  const places = outermost(select(path, root, options));
  if (places.length === 0) return createLast(path, root, value, options) ? 1 : 0;
  for (const place of places) setAt(place, value);
  return places.length;
}
