import { classOf } from "../codec/class-mark.ts";
import { dottedPath } from "../path/format-path.ts";
import { isPlainObject } from "../values/kind.ts";
import type { ObjectClass } from "./object-class.ts";
import type { Reach } from "./reach.ts";

/**
 * Where the fields on the `cryptoIgnorePaths` of classes stand in a graph's plain form: dotted paths, with `[*]` for list positions, since
 * items do not know these. Where such a path also leads to something else, nothing is ignored: rather sealed than not.
 */
export function ignoredPaths(data: object, reach: Reach): string[] {
  if (!reach.classes.some(({ cryptoIgnorePaths: paths }) => paths !== undefined && paths.length > 0)) return [];
  const found: Found = { ignored: new Map(), sealed: new Set(), maps: new Set() };
  collect(data, [], reach, found);
  return [...found.ignored].flatMap(([path, place]) => (isElsewhere(path, place, found) ? [] : [path]));
}

/** Names, and `undefined` for all list positions. */
type Place = readonly (string | undefined)[];

interface Found {
  readonly ignored: Map<string, Place>;
  /** Paths of members that are not ignored. */
  readonly sealed: Set<string>;
  /** Paths of what has members. */
  readonly maps: Set<string>;
}

/** Whether a path leads to members that are not ignored, too: its wildcards fit names as well as positions. */
function isElsewhere(path: string, place: Place, { sealed, maps }: Found): boolean {
  return (
    sealed.has(path) ||
    place.some((segment, depth) => segment === undefined && maps.has(dottedPath(place.slice(0, depth))))
  );
}

function collect(value: unknown, place: Place, reach: Reach, found: Found): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value) || value instanceof Set) {
    for (const element of value) collect(element, [...place, undefined], reach, found);
    return;
  }
  const isMap = value instanceof Map;
  if (!isMap && !isPlainObject(value)) return;
  found.maps.add(dottedPath(place));
  const of = isMap ? undefined : reach.named(classOf(value)?.name ?? "")?.of;
  for (const [key, member] of isMap ? value : Object.entries(value)) {
    const name = String(key);
    const at = [...place, name];
    const path = dottedPath(at);
    if (of !== undefined && isIgnored(of, name)) found.ignored.set(path, at);
    else {
      found.sealed.add(path);
      collect(member, at, reach, found);
    }
  }
}

function isIgnored({ cryptoIgnorePaths = [] }: ObjectClass, name: string): boolean {
  return cryptoIgnorePaths.some((ignored) => (typeof ignored === "string" ? ignored === name : matches(ignored, name)));
}

/** Expressions with the flags `g` or `y` remember where they stopped. */
function matches(expression: RegExp, name: string): boolean {
  expression.lastIndex = 0;
  return expression.test(name);
}
