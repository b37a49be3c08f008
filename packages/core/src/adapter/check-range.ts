import { DyStoreError } from "../errors/error.ts";
import type { Range, Scan } from "./adapter.ts";
import type { Capabilities } from "./capabilities.ts";
import { checkItemKey, checkPartition, checkSort } from "./check-key.ts";
import { checkTable } from "./check-table.ts";
import { tableText } from "./item-key.ts";

/** From the API reference of `Scan`: `TotalSegments`. */
const mostSegments = 1_000_000;

/**
 * Checks what a query asks for and makes the number in its key canonical.
 *
 * @throws `INVALID`, or `NOT_SUPPORTED` for another Region than the adapter's.
 */
export function checkRange(range: Range, capabilities: Capabilities): Range {
  const { table, prefix, after } = range;
  const { limits } = capabilities;
  checkTable(table, capabilities);
  checkLimit(range.limit);
  const { sortKey } = table;
  if (sortKey === undefined) {
    if (prefix !== undefined || after !== undefined) {
      throw invalid(table.name, "has no sort key; query it without prefix and after");
    }
  } else {
    if (prefix !== undefined) checkPrefix(prefix, sortKey.type, table.name);
    if (after !== undefined) checkSort(after, table, sortKey, limits);
  }
  const partition = checkPartition(range.partition, table, limits);
  return Object.is(partition, range.partition) ? range : { ...range, partition };
}

/**
 * Checks what a scan asks for and makes the number in its key canonical.
 *
 * @throws `INVALID`, or `NOT_SUPPORTED` for another Region than the adapter's.
 */
export function checkScan(scan: Scan, capabilities: Capabilities): Scan {
  const { table, segment, after } = scan;
  checkTable(table, capabilities);
  checkLimit(scan.limit);
  if (segment !== undefined) {
    const { index, count } = segment;
    if (!Number.isInteger(count) || count < 1 || count > mostSegments) {
      throw invalid(table.name, `can be scanned in 1 to ${mostSegments} segments`);
    }
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw invalid(table.name, `has segments 0 to ${count - 1} in this scan`);
    }
  }
  if (after === undefined) return scan;
  if (tableText(after.table, capabilities.region) !== tableText(table, capabilities.region)) {
    throw invalid(table.name, "can be scanned only from behind a key of its own");
  }
  const key = checkItemKey({ ...after, table }, capabilities.limits);
  return { ...scan, after: key };
}

function checkPrefix(prefix: string | Uint8Array, type: string, table: string): void {
  const fits = type === "binary" ? prefix instanceof Uint8Array : typeof prefix === "string" && prefix.isWellFormed();
  if (!fits) throw invalid(table, `has a sort key of type ${type}, and a prefix must be ${type} too, and well-formed`);
}

function checkLimit(limit: number | undefined): void {
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) {
    throw new DyStoreError("INVALID", "The limit of items a page must be a whole number, 1 or more.");
  }
}

function invalid(table: string, problem: string): DyStoreError {
  return new DyStoreError("INVALID", `Table "${table}" ${problem}.`, { table });
}
