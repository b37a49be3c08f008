import type { Container } from "./tree.ts";

/** A place in a tree that a path matched. */
export interface Location {
  /** The location of the container that holds this one; `undefined` for the root. */
  readonly up: Location | undefined;
  /** The container that holds the value; `undefined` for the root. */
  readonly parent: Container | undefined;
  /** The name or (never negative) index there; `undefined` for the root. */
  readonly key: string | number | undefined;
  /** What stood there when the path was evaluated. */
  readonly value: unknown;
  /** The way from the root: names and indexes. Made anew at every access. */
  readonly segments: (string | number)[];
}

/** The root of a tree as a location. */
export class RootLocation implements Location {
  readonly up: undefined;
  readonly parent: undefined;
  readonly key: undefined;
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  get segments(): (string | number)[] {
    return [];
  }
}

/** A member or element as a location. It keeps its way up instead of its segments: most locations are never asked for those. */
export class ChildLocation implements Location {
  readonly up: Location;
  readonly parent: Container;
  readonly key: string | number;
  readonly value: unknown;

  constructor(up: Location, parent: Container, key: string | number, value: unknown) {
    this.up = up;
    this.parent = parent;
    this.key = key;
    this.value = value;
  }

  get segments(): (string | number)[] {
    const segments: (string | number)[] = [];
    let at: Location | undefined = this;
    for (; at?.key !== undefined; at = at.up) segments.push(at.key);
    return segments.reverse();
  }
}

/** Where matches were found, by container and key, and whether the root itself was. */
class Found {
  readonly #keys = new Map<Container, Set<string | number>>();
  #root = false;

  has(location: Location): boolean {
    if (location.parent === undefined || location.key === undefined) return this.#root;
    return this.#keys.get(location.parent)?.has(location.key) ?? false;
  }

  add(location: Location): void {
    if (location.parent === undefined || location.key === undefined) {
      this.#root = true;
      return;
    }
    const keys = this.#keys.get(location.parent);
    if (keys === undefined) this.#keys.set(location.parent, new Set([location.key]));
    else keys.add(location.key);
  }
}

/** Each place once, where it was matched first. RFC 9535 keeps duplicates: `$[0,0]` matches one place twice. */
export function distinct(locations: readonly Location[]): Location[] {
  const found = new Found();
  return locations.filter((location) => {
    if (found.has(location)) return false;
    found.add(location);
    return true;
  });
}

/** Each place once, and none that lies inside another of them: of what `$..*` matches, only the root's own children. */
export function outermost(locations: readonly Location[]): Location[] {
  const found = new Found();
  for (const location of locations) found.add(location);
  return distinct(locations).filter(({ up }) => {
    for (let at = up; at !== undefined; at = at.up) if (found.has(at)) return false;
    return true;
  });
}
