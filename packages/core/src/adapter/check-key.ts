import { DyStoreError } from "../errors/error.ts";
import { canonicalNumeric, isNumeric, numericText } from "../values/numeric.ts";
import { utf8Bytes } from "../values/utf8.ts";
import type { KeyValue } from "../values/value.ts";
import type { Limits } from "./capabilities.ts";
import type { ItemKey, KeyAttribute, Table } from "./table.ts";

/**
 * Checks a whole key and makes its number canonical: 1, `1n` and `new Decimal("1")` are one key.
 *
 * @returns the key itself where nothing was to be changed.
 * @throws `INVALID` where a value is of a wrong type or length, or a sort key is missing or too many.
 */
export function checkItemKey(key: ItemKey, limits: Limits): ItemKey {
  const { table, sort } = key;
  const partition = checkPartition(key.partition, table, limits);
  if (table.sortKey !== undefined) checkSort(sort, table, table.sortKey, limits);
  else if (sort !== undefined) {
    const problem = `Table "${table.name}" has no sort key; leave "sort" out of the keys of its items.`;
    throw new DyStoreError("INVALID", problem, { table: table.name });
  }
  return Object.is(partition, key.partition) ? key : { ...key, partition };
}

/** Checks the value of a partition key and makes it canonical. @throws `INVALID`. */
export function checkPartition(value: unknown, table: Table, limits: Limits): KeyValue {
  const { partitionKey } = table;
  if (partitionKey.type !== "number") return checkBytes(value, table, partitionKey, limits.partitionKeyBytes);
  if (!isNumeric(value)) throw invalid(table, partitionKey, "must be a number, bigint or Decimal");
  try {
    numericText(value);
  } catch (cause) {
    throw invalid(table, partitionKey, "must be 0 or from 1E-130 to 9.99E+125, with at most 38 digits", cause);
  }
  return canonicalNumeric(value);
}

/** Checks the value of a sort key. @throws `INVALID`. */
export function checkSort(value: unknown, table: Table, sortKey: KeyAttribute, limits: Limits): KeyValue {
  return checkBytes(value, table, sortKey, limits.sortKeyBytes);
}

function checkBytes(value: unknown, table: Table, attribute: KeyAttribute, most: number): KeyValue {
  let bytes: number;
  if (attribute.type === "string" && typeof value === "string") {
    bytes = utf8Bytes(value);
    if (bytes !== value.length && !value.isWellFormed()) {
      throw invalid(table, attribute, "has a lone surrogate, which UTF-8 cannot hold");
    }
  } else if (attribute.type === "binary" && value instanceof Uint8Array) {
    bytes = value.length;
  } else {
    throw invalid(table, attribute, `must be a ${attribute.type === "string" ? "string" : "Uint8Array"}`);
  }
  if (bytes === 0 || bytes > most) throw invalid(table, attribute, `takes ${bytes} bytes; it must take 1 to ${most}`);
  return value;
}

function invalid(table: Table, { name }: KeyAttribute, problem: string, cause?: unknown): DyStoreError {
  const message = `The key attribute "${name}" of an item of table "${table.name}" ${problem}.`;
  return new DyStoreError("INVALID", message, { table: table.name, path: `$.${name}`, cause });
}
