import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import type { TableClient } from "./table-client.ts";

/** Adds an attribute `pad`, a string, so long that the adapter says that it will store exactly `bytes`. */
export function fill(client: TableClient, item: Item, bytes: number): Item {
  const stored = (pad: string) => client.adapter.storedBytes(client.table, { ...item, pad });
  const pad = "x".repeat(bytes - stored(""));
  assert.equal(stored(pad), bytes, "storedBytes grows by one for one more ASCII character");
  return { ...item, pad };
}
