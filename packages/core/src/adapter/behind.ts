import type { Item } from "../values/value.ts";

const behind: unique symbol = Symbol.for("@dystore/behind");

/** How an item that reads well differs from what its middleware would store today. */
export interface Behind {
  /** For people; no keys, no values. */
  readonly message: string;
  /** Asked by `verify` only: whether it is so. */
  readonly isSo: () => boolean;
  /** Whether the next change of its graph has to write all items of the graph again. Matters in roots. */
  readonly rewrites: boolean;
}

/**
 * Lets a middleware say of an item that it is behind. What is said is not enumerable and is never stored.
 *
 * @returns the item itself.
 *
 * @example
 * ```ts
 * const renamed = itemMiddleware({
 *   name: "renamed",
 *   storedBytes: (_table, item, below) => below(item),
 *   encode: (_table, item) => item,
 *   decode: (_table, item) =>
 *     behindItem({ ...item }, { message: "an item has an old name", isSo: () => "old" in item, rewrites: false }),
 * });
 * console.log(renamed(memoryAdapter()).name); // "renamed(memory)"
 * ```
 */
export function behindItem(item: Item, how: Behind): Item {
  return Object.defineProperty(item, behind, { value: how });
}

/** What a middleware said of an item. */
export function behindOf(item: Item): Behind | undefined {
  return (item as { readonly [behind]?: Behind })[behind];
}
