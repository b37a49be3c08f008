import { type Location, RootLocation } from "./location.ts";
import type { Path } from "./path.ts";
import { mayRepeat } from "./segment.ts";
import { none } from "./tree.ts";

/**
 * The most places that evaluating a path may visit where it can match one place repeatedly: the matches of `$..*..*..*` grow
 * with a power of the tree's depth, those of `$[0,0][0,0]` double with every segment.
 */
const maximumVisits = 2_000_000;

/** What an evaluation may be told about the tree. */
export interface SelectOptions {
  /** Whether a value is a leaf though it is a plain object, list or map. The root is never asked about. */
  readonly opaque?: ((value: unknown) => boolean) | undefined;
}

/**
 * All places that a path matches in a tree, in the order of RFC 9535 and, as there, one place more than once where the path
 * says so: see `distinct` and `outermost`. The tree must not have cycles.
 *
 * @throws DyStoreError `INVALID` where a path that repeats its matches visits more than two million places.
 */
export function select(path: Path, root: unknown, options: SelectOptions = {}): Location[] {
  const matches: Location[] = [];
  const visitsLeft = mayRepeat(path.segments) ? maximumVisits : Number.POSITIVE_INFINITY;
  path.visit(new RootLocation(root), {
    root,
    opaque: options.opaque,
    text: path.text,
    matches,
    visitsLeft,
    views: new Map(),
  });
  return matches;
}

/** The values of all places that a path matches, as {@link select} finds them; at once for paths of names and indexes. */
export function values(path: Path, root: unknown, options: SelectOptions = {}): unknown[] {
  if (path.get === undefined) return select(path, root, options).map((location) => location.value);
  const value = path.get(root, { root, opaque: options.opaque });
  return value === none ? [] : [value];
}
