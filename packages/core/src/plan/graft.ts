import { keepClass } from "../codec/class-mark.ts";
import { isMapShaped } from "../codec/encode.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { at } from "../values/at.ts";
import { isPlainObject } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import type { Loaded } from "./assemble.ts";
import { isPart } from "./entry.ts";
import type { Place, PlaceSegment } from "./fragment.ts";

type Container = Record<string, unknown> | unknown[] | Map<unknown, unknown>;

/**
 * The root's own attributes from `data`, with the stored shards of `stored` in their places as references. What `data` has in
 * those places is left out; objects on the way are copied, and made where they are missing.
 *
 * @throws DyStoreError `INVALID` where a stored shard has no place in the data.
 */
export function graftShards(data: object, stored: Loaded, read: object): object {
  const copies = new Map<object, Container>();
  const root = copyOnce(data as Container, copies);
  for (const [index, entry] of stored.body.entries.entries()) {
    if (isPart(entry) || entry.parent !== -1) continue;
    const { container, segment } = entry;
    const { place } = at(stored.places, index);
    let from: unknown = read;
    let to: Container = root;
    for (const step of container) {
      from = member(from, step);
      let below = member(to, step);
      if (below === undefined && isContainer(from) && hasPlace(to, step)) below = emptyLike(from);
      if (!isContainer(below)) throw noPlace(place);
      const copy = copyOnce(below, copies);
      put(to, step, copy);
      to = copy;
    }
    if (!hasPlace(to, segment)) throw noPlace(place);
    put(to, segment, member(from, segment));
  }
  return root;
}

function isContainer(value: unknown): value is Container {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || value instanceof Map || isPlainObject(value);
}

/** Whether something can stand there without leaving a hole before it. */
function hasPlace(container: Container, segment: PlaceSegment): boolean {
  return Array.isArray(container)
    ? typeof segment === "number" && segment <= container.length
    : typeof segment === "string" && isMapShaped(container);
}

function member(value: unknown, segment: PlaceSegment): unknown {
  if (value instanceof Map) return value.get(segment);
  if (!isContainer(value) || !Object.hasOwn(value, segment)) return undefined;
  return (value as Record<PlaceSegment, unknown>)[segment];
}

function put(to: Container, segment: PlaceSegment, value: unknown): void {
  if (Array.isArray(to)) to[Number(segment)] = value;
  else if (to instanceof Map) to.set(segment, value);
  else setOwn(to, String(segment), value);
}

function emptyLike(container: Container): Container {
  if (Array.isArray(container)) return [];
  return container instanceof Map ? new Map() : keepClass({}, container);
}

function copyOnce(original: Container, copies: Map<object, Container>): Container {
  const known = copies.get(original);
  if (known !== undefined) return known;
  const copy = copyOf(original);
  copies.set(original, copy).set(copy, copy);
  return copy;
}

function copyOf(container: Container): Container {
  if (Array.isArray(container)) return [...container];
  return container instanceof Map ? new Map(container) : keepClass({ ...container }, container);
}

function noPlace(place: Place): DyStoreError {
  const path = formatPath(place);
  const message = `${path}: with saveShards: false the data must leave a place for the stored shard here`;
  return new DyStoreError("INVALID", message, { path });
}
