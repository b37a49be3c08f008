import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type ItemKey, type KeyValue, keyText, type Table } from "@dystore/core/adapter";
import { type Attributes, fromAttribute, toAttribute } from "./attribute-value.ts";

/** A key as the SDK takes it. */
export function keyAttributes(table: Table, partition: KeyValue, sort?: KeyValue): Attributes {
  const attributes = Object.fromEntries([[table.partitionKey.name, toAttribute(partition)]]);
  if (table.sortKey === undefined || sort === undefined) return attributes;
  return Object.fromEntries([...Object.entries(attributes), [table.sortKey.name, toAttribute(sort)]]);
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
  // Numbers are parsed, because DynamoDB may write one in another way than it was sent.
  if (attribute?.S !== undefined) return keyText(attribute.S);
  const value = attribute && fromAttribute(attribute);
  return isKeyValue(value) ? keyText(value) : "";
}

function isKeyValue(value: unknown): value is KeyValue {
  return value !== undefined;
}
