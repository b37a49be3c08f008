import assert from "node:assert/strict";
import { Decimal, Metadata, ShardRef } from "@dystore/core";

/**
 * A value as plain arrays and text that differ wherever a user could tell the difference: `1` is not `1n`, `-0` is not `0`, a
 * `Map` keeps its order and a plain object has none. `node:assert` sees neither into a `URL` nor what a `Buffer` is.
 */
export function described(value: unknown): unknown {
  if (typeof value === "number") return Object.is(value, -0) ? ["-0"] : ["number", String(value)];
  if (typeof value === "bigint") return ["bigint", String(value)];
  if (typeof value !== "object" || value === null) return value ?? [String(value)];
  if (Array.isArray(value)) return ["list", ...Array.from(value, described)];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Uint8Array.prototype) return ["binary", Buffer.from(value as Uint8Array).toString("base64")];
  if (value instanceof Decimal) return ["Decimal", value.toString()];
  if (value instanceof Date) return ["Date", value.getTime()];
  if (value instanceof URL) return ["URL", value.href];
  if (value instanceof Map)
    return ["Map", ...Array.from(value, ([key, member]) => [described(key), described(member)])];
  if (value instanceof Set) return ["Set", ...Array.from(value, described)];
  if (value instanceof ShardRef) return ["ShardRef", { ...value, key: described(value.key) }];
  if (value instanceof Metadata) return ["Metadata", value.version];
  const kind = prototype === Object.prototype ? "object" : `instance of ${value.constructor?.name}`;
  const members = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return [kind, ...members.map(([name, member]) => [name, described(member)])];
}

/** Asserts that what was read is, in every value and type, what is expected. */
export function assertSameGraph(actual: unknown, expected: unknown, message?: string): void {
  assert.deepEqual(described(actual), described(expected), message);
}

/** Freezes a value all the way down, so that whoever changes it fails. Binaries cannot be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  Object.freeze(value);
  if (value instanceof Map) for (const [key, member] of value) deepFreeze([key, member]);
  else if (value instanceof Set) for (const member of value) deepFreeze(member);
  else for (const member of Object.values(value)) deepFreeze(member);
  return value;
}
