import { checkItem, type ItemLimits } from "../values/check-item.ts";
import { cloneItem } from "../values/clone.ts";
import type { Item } from "../values/value.ts";

/**
 * Items that the engine made for one write and is done with: sound within some limits, in canonical form, and changed by nobody
 * any more. Known by their identity, so that nothing a middleware makes of one passes for it.
 */
const finished = new WeakMap<Item, { readonly limits: ItemLimits; readonly bytes: number }>();

/**
 * Checks and measures an item once for all. For the engine alone, and only for items whose every part is a copy of its own.
 *
 * @returns the item's bytes.
 * @throws `INVALID` as `checkItem`.
 */
export function finishItem(item: Item, limits: ItemLimits, table: string): number {
  const bytes = checkItem(item, limits, table);
  finished.set(item, { limits, bytes });
  return bytes;
}

/** As {@link finishItem}, for an item that was finished before its metadata changed, and takes so many bytes now. */
export function finishAgain(item: Item, limits: ItemLimits, bytes: number): number {
  finished.set(item, { limits, bytes });
  return bytes;
}

/** The bytes of an item that was found sound within these very limits. */
export function finishedBytes(item: Item, limits: ItemLimits): number | undefined {
  const known = finished.get(item);
  return known?.limits === limits ? known.bytes : undefined;
}

/**
 * Whether an item is the engine's own, complete and sound: nobody changes it any more, so that a middleware may remember what it found
 * out about it, for as long as the item is there. Whoever else made an item may change it.
 *
 * @example
 * ```ts
 * isFinished({ ID: "a" }); // false
 * ```
 */
export function isFinished(item: Item): boolean {
  return finished.has(item);
}

/**
 * What an adapter that keeps items as they are has to keep of one that it was given to write: a deep copy in canonical form, as
 * `cloneItem` makes it, or the item itself where it is the engine's own and nobody else's.
 *
 * @example
 * ```ts
 * const rows = new Map<string, Item>();
 * const row: Item = { ID: "a", tags: ["x"] };
 * rows.set("a", keepItem(row));
 * rows.get("a") === row; // false
 * ```
 */
export function keepItem(item: Item): Item {
  // Each is kept once: what is remembered of it must not last as long as the adapter does.
  return finished.delete(item) ? item : cloneItem(item);
}
