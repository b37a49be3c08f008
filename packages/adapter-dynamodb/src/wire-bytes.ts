import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Attributes } from "./attribute-value.ts";

/** Below this, what the quick bound says is good enough. */
const exactFrom = 512 * 1024;

/**
 * Bytes that attributes take in a request's JSON, or more. This is not their size in DynamoDB: a control character takes
 * one byte there and six on the wire, an empty string in a list one and nine.
 */
export function wireBytes(attributes: Attributes): number {
  const bound = mapBound(attributes);
  return bound < exactFrom ? bound : Buffer.byteLength(JSON.stringify(attributes, asBase64));
}

function mapBound(map: Attributes): number {
  let bytes = 2;
  for (const name of Object.keys(map)) {
    const attribute = map[name];
    if (attribute !== undefined) bytes += textBound(name) + 2 + bound(attribute);
  }
  return bytes;
}

/** `{"S":"..."}`: braces, type and quotes come to at most 14 bytes. */
function bound(attribute: AttributeValue): number {
  let bytes = 14;
  if (attribute.S !== undefined) bytes += textBound(attribute.S);
  else if (attribute.N !== undefined) bytes += attribute.N.length;
  else if (attribute.M !== undefined) bytes += mapBound(attribute.M);
  else if (attribute.L !== undefined) for (const member of attribute.L) bytes += bound(member) + 1;
  else if (attribute.B !== undefined) bytes += base64Bound(attribute.B);
  else if (attribute.SS !== undefined) for (const member of attribute.SS) bytes += textBound(member) + 1;
  else if (attribute.NS !== undefined) for (const member of attribute.NS) bytes += member.length + 3;
  else if (attribute.BS !== undefined) for (const member of attribute.BS) bytes += base64Bound(member) + 3;
  return bytes;
}

/** At most six bytes a UTF-16 unit (`\u0001`), and quotes. */
function textBound(text: string): number {
  return text.length * 6 + 2;
}

function base64Bound(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / 3) * 4;
}

function asBase64(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? "=".repeat(base64Bound(value)) : value;
}
