import assert from "node:assert/strict";
import { Decimal, type Item } from "@dystore/core/adapter";

/**
 * A value as plain arrays and text that differ wherever the contract sees a difference: 1 is not 1n, -0 is not 0, a Buffer is
 * no Uint8Array. Made for comparing, because runners and Node each have their own idea of deep equality.
 */
function described(value: unknown): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string" || value === undefined) return value;
  if (typeof value === "number") return ["number", Object.is(value, -0) ? "-0" : String(value)];
  if (typeof value === "bigint") return ["bigint", String(value)];
  if (typeof value !== "object") return [typeof value];
  if (value instanceof Decimal) return ["Decimal", value.toString()];
  const kind: unknown = Object.getPrototypeOf(value);
  if (value instanceof Uint8Array) {
    return [kind === Uint8Array.prototype ? "binary" : value.constructor.name, Buffer.from(value).toString("base64")];
  }
  if (Array.isArray(value)) return ["list", Array.from(value, described)];
  if (value instanceof Set) return ["set", Array.from(value, (member) => JSON.stringify(described(member))).sort()];
  const name = kind === Object.prototype ? "map" : "an object that is not plain";
  return [
    name,
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, described(member)]),
  ];
}

/** Asserts that what came back is, in type and value, what was expected. Attributes' order and sets' order do not matter. */
export function assertSame(actual: unknown, expected: unknown, message?: string): void {
  assert.deepEqual(described(actual), described(expected), message);
}

/** As {@link assertSame}, for items whose order does not matter. */
export function assertSameItems(
  actual: readonly (Item | undefined)[],
  expected: readonly Item[],
  message?: string,
): void {
  const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(described(item))).sort();
  assert.deepEqual(sorted(actual), sorted(expected), message);
}
