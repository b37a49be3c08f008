import type { DyStoreError } from "../errors/error.ts";
import type { Item } from "../values/value.ts";

const itemError: unique symbol = Symbol.for("@dystore/item-error");

/**
 * What a middleware returns for an item that it cannot open: the attributes that are public anyway (key and public metadata)
 * with the error attached. The error is not enumerable and is never stored.
 *
 * @example
 * ```ts
 * const closed = unreadableItem({ ID: "a" }, new DyStoreError("DECRYPTION", "The item is sealed with another key."));
 * errorOf(closed)?.code; // "DECRYPTION"
 * ```
 */
export function unreadableItem(publicAttributes: Item, error: DyStoreError): Item {
  return Object.defineProperty({ ...publicAttributes }, itemError, { value: error });
}

/**
 * The error of an item that could not be opened, or `undefined` for a sound one.
 *
 * @example
 * ```ts
 * errorOf({ ID: "a" }); // undefined
 * ```
 */
export function errorOf(item: Item): DyStoreError | undefined {
  return (item as { readonly [itemError]?: DyStoreError })[itemError];
}
