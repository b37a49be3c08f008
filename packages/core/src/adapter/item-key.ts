import { keyText } from "../values/key-text.ts";
import type { Item, KeyValue } from "../values/value.ts";
import type { Step } from "./step.ts";
import type { ItemKey, Table } from "./table.ts";

/**
 * Text that stands for a table among all tables of an adapter; `homeRegion` is where it lies if it names no Region.
 *
 * @example
 * ```ts
 * tableText({ name: "T", partitionKey: { name: "ID", type: "string" } }, "eu-central-1"); // "eu-central-1/T"
 * ```
 */
export function tableText({ name, region }: Table, homeRegion: string): string {
  return `${region ?? homeRegion}/${name}`;
}

/**
 * Text that stands for an item among all items of its table.
 *
 * @example
 * ```ts
 * itemKeyText({ table: { name: "T", partitionKey: { name: "ID", type: "string" } }, partition: "a" }); // "sa"
 * ```
 */
export function itemKeyText({ partition, sort }: ItemKey): string {
  const text = keyText(partition);
  // The length keeps apart what would run together.
  return sort === undefined ? text : `${text.length}:${text}${keyText(sort)}`;
}

/**
 * The key under which an item stands in its table. Only of use for items whose key attributes were checked.
 *
 * @example
 * ```ts
 * keyOf({ ID: "a", n: 1 }, { name: "T", partitionKey: { name: "ID", type: "string" } }).partition; // "a"
 * ```
 */
export function keyOf(item: Item, table: Table): ItemKey {
  const { partitionKey, sortKey } = table;
  const partition = item[partitionKey.name] as KeyValue;
  return sortKey === undefined ? { table, partition } : { table, partition, sort: item[sortKey.name] as KeyValue };
}

/**
 * The key that a step is about.
 *
 * @example
 * ```ts
 * const table: Table = { name: "T", partitionKey: { name: "ID", type: "string" } };
 * stepKey({ kind: "put", table, item: { ID: "a", n: 1 } }).partition; // "a"
 * ```
 */
export function stepKey(step: Step): ItemKey {
  return step.kind === "put" ? keyOf(step.item, step.table) : step.key;
}
