import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ItemKey, type KeyValue, keyText, parseNumeric, type Table } from "@dystore/core/adapter";
import { type Attributes, toAttribute } from "./attribute-value.ts";

/** A key as the SDK takes it. */
export function keyAttributes(table: Table, partition: KeyValue, sort?: KeyValue): Attributes {
  const entries: [string, AttributeValue][] = [[table.partitionKey.name, toAttribute(partition)]];
  if (table.sortKey !== undefined && sort !== undefined) entries.push([table.sortKey.name, toAttribute(sort)]);
  return Object.fromEntries(entries);
}

/** As {@link keyAttributes}, of an item's key. */
export function itemKeyAttributes(key: ItemKey): Attributes {
  return keyAttributes(key.table, key.partition, key.sort);
}

/** Text that only this key of its table has, taken from an item or key as the SDK gives it. */
export function keyId(table: Table, attributes: Attributes): string {
  const partition = attributeId(attributes[table.partitionKey.name]);
  const sort = table.sortKey ? attributeId(attributes[table.sortKey.name]) : "";
  return `${partition.length}:${partition}${sort}`;
}

function attributeId(attribute: AttributeValue | undefined): string {
  if (attribute?.S !== undefined) return keyText(attribute.S);
  // Parsed, because DynamoDB may write a number in another way than it was sent.
  if (attribute?.N !== undefined) return keyText(parseNumeric(attribute.N));
  return attribute?.B === undefined ? "" : keyText(attribute.B);
}
