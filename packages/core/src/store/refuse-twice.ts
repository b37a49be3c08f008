import { tableText } from "../adapter/item-key.ts";
import { DyStoreError } from "../errors/error.ts";
import type { GraphAddress } from "../plan/address.ts";
import { keyText } from "../values/key-text.ts";

/** @throws DyStoreError `INVALID` where two of several operations are about the same graph. */
export function refuseTwice(graphs: readonly GraphAddress[], homeRegion: string): void {
  const known = new Set<string>();
  for (const { table, key } of graphs) {
    const text = JSON.stringify([tableText(table, homeRegion), keyText(key)]);
    if (known.has(text)) {
      const message =
        "two of the operations are on one graph, so that nobody could tell what becomes of it; leave one of them out";
      throw new DyStoreError("INVALID", message, { table: table.name, key });
    }
    known.add(text);
  }
}
