import { DyStoreError } from "../errors/error.ts";
import { utf8Bytes } from "../values/utf8.ts";
import type { Capabilities } from "./capabilities.ts";
import type { KeyAttribute, Table } from "./table.ts";

/** From the developer guide's pages on naming rules and quotas; as are the lengths of key names. */
const tableName = /^[A-Za-z0-9_.-]{3,255}$/;
const longestKeyName = 255;

/** Frozen tables that were found sound, by what for: those of a store come with each of its calls. */
const sound = new WeakMap<Table, Capabilities>();

/**
 * Checks a table's definition.
 *
 * @throws `INVALID` for names or key types that DynamoDB refuses, `NOT_SUPPORTED` for a Region that the adapter does not reach.
 */
export function checkTable(table: Table, capabilities: Capabilities): void {
  if (sound.get(table) === capabilities) return;
  const { name, region, partitionKey, sortKey } = table;
  if (typeof name !== "string" || !tableName.test(name)) {
    throw new DyStoreError("INVALID", "A table's name must have 3 to 255 characters of A-Z, a-z, 0-9, _, . and -.");
  }
  checkKeyAttribute(partitionKey, "partition", name);
  if (sortKey !== undefined) {
    checkKeyAttribute(sortKey, "sort", name);
    if (sortKey.type === "number") throw invalid(name, 'must have a sort key of type "string" or "binary"');
    if (sortKey.name === partitionKey.name) throw invalid(name, "must have two names for its two key attributes");
  }
  if (region !== undefined && region !== capabilities.region && !capabilities.manyRegions) {
    const problem = `Table "${name}" lies in ${region}, and this adapter reaches ${capabilities.region} only.`;
    throw new DyStoreError("NOT_SUPPORTED", problem, { table: name });
  }
  if (isDeeplyFrozen(table)) sound.set(table, capabilities);
}

function isDeeplyFrozen(table: Table): boolean {
  return [table, table.partitionKey, table.sortKey].every(Object.isFrozen);
}

function checkKeyAttribute({ name, type }: KeyAttribute, role: string, table: string): void {
  const bytes = typeof name === "string" ? utf8Bytes(name) : 0;
  if (bytes === 0 || bytes > longestKeyName || (bytes !== name.length && !name.isWellFormed())) {
    throw invalid(table, `must have a ${role} key whose name takes 1 to ${longestKeyName} bytes of UTF-8`);
  }
  if (type !== "string" && type !== "number" && type !== "binary") {
    throw invalid(table, `must have a ${role} key of type "string", "number" or "binary"`);
  }
}

function invalid(table: string, problem: string): DyStoreError {
  return new DyStoreError("INVALID", `Table "${table}" ${problem}.`, { table });
}
