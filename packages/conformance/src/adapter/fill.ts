import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import type { TableClient } from "./table-client.ts";

/**
 * Adds an attribute `pad`, the longest string with which the adapter says that it will store `bytes` at most: exactly as many, but for
 * middleware that makes items grow by blocks.
 */
export function fill(client: TableClient, item: Item, bytes: number): Item {
  const padded = (length: number): Item => ({ ...item, pad: "x".repeat(length) });
  const stored = (length: number) => client.adapter.storedBytes(client.table, padded(length));
  assert.ok(stored(0) <= bytes, "there is room for more");
  // Mostly each character takes a byte.
  const [expected, least] = [bytes - stored(0), stored(0)];
  if (stored(expected) === bytes && stored(expected + 1) === bytes + 1) return padded(expected);
  let [fits, tooLong] = [0, bytes - least + mostBlock];
  assert.ok(stored(tooLong) > bytes, "storedBytes grows with each character, or each block of some");
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (stored(middle) <= bytes) fits = middle;
    else tooLong = middle;
  }
  assert.ok(bytes - stored(fits) < mostBlock, "storedBytes grows by blocks of few bytes");
  return padded(fits);
}

/** Blocks of ciphers have 16 bytes. */
const mostBlock = 16;

/** A filled item with a character more. */
export function overfill(filled: Item): Item {
  return { ...filled, pad: `${String(filled["pad"])}x` };
}
