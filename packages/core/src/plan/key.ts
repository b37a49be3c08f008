import type { Limits } from "../adapter/capabilities.ts";
import { checkPartition } from "../adapter/check-key.ts";
import type { Table } from "../adapter/table.ts";
import type { KeyValue } from "../values/value.ts";

/**
 * Checks a graph's key and makes it canonical; binaries are copied.
 *
 * @throws DyStoreError `INVALID` for a wrong type or length.
 */
export function checkKey(key: unknown, table: Table, limits: Limits): KeyValue {
  const checked = checkPartition(key, table, limits);
  return checked instanceof Uint8Array ? new Uint8Array(checked) : checked;
}
