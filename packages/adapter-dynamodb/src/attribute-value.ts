import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import {
  Decimal,
  type Item,
  type KeyValue,
  type Numeric,
  numericText,
  parseNumeric,
  setOwn,
  type Value,
} from "@dystore/core/adapter";

/** An item, a map or a key as the SDK takes and gives it. */
export type Attributes = Record<string, AttributeValue>;

/** The wire's form of a value that `checkItem` has passed. Numbers go as text, so that no digit is lost. */
export function toAttribute(value: Value): AttributeValue {
  switch (typeof value) {
    case "string":
      return { S: value };
    case "number":
    case "bigint":
      return { N: numberText(value) };
    case "boolean":
      return { BOOL: value };
  }
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Decimal) return { N: value.toString() };
  if (isSet(value)) return setAttribute(value);
  return isList(value) ? { L: value.map(toAttribute) } : { M: toAttributes(value) };
}

/** As {@link toAttribute}, for a whole item or map. */
export function toAttributes(item: Item): Attributes {
  const attributes: Attributes = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value !== undefined) setOwn(attributes, name, toAttribute(value));
  }
  return attributes;
}

/** The value that the wire's form stands for: new, and sharing nothing. */
export function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return parseNumeric(attribute.N);
  if (attribute.M !== undefined) return fromAttributes(attribute.M);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  // Copied: the SDK's bytes may lie in a buffer that other values share.
  if (attribute.B !== undefined) return new Uint8Array(attribute.B);
  if (attribute.SS !== undefined) return new Set(attribute.SS);
  if (attribute.NS !== undefined) return new Set<Numeric>(attribute.NS.map(parseNumeric));
  if (attribute.BS !== undefined) return new Set(attribute.BS.map((bytes) => new Uint8Array(bytes)));
  throw new TypeError("DynamoDB answered with a type of attribute that it did not have when this was written.");
}

/** As {@link fromAttribute}, for a whole item or map. */
export function fromAttributes(attributes: Attributes): { [name: string]: Value } {
  const item: { [name: string]: Value } = {};
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name];
    if (attribute !== undefined) setOwn(item, name, fromAttribute(attribute));
  }
  return item;
}

/** DynamoDB reads exponents, which keep `1e125` short. */
function numberText(value: Numeric): string {
  return typeof value === "number" ? String(value) : numericText(value);
}

function setAttribute(set: ReadonlySet<KeyValue>): AttributeValue {
  const strings: string[] = [];
  const numbers: string[] = [];
  const binaries: Uint8Array[] = [];
  for (const member of set) {
    if (typeof member === "string") strings.push(member);
    else if (member instanceof Uint8Array) binaries.push(member);
    else numbers.push(numericText(member));
  }
  if (numbers.length > 0) return { NS: numbers };
  return binaries.length > 0 ? { BS: binaries } : { SS: strings };
}

/** `Array.isArray` alone does not narrow readonly arrays. */
function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

function isSet(value: unknown): value is ReadonlySet<KeyValue> {
  return value instanceof Set;
}
