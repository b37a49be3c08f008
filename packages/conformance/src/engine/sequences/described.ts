import { Decimal, Metadata, ShardRef } from "@dystore/core";

/**
 * A result as plain lists and text that differ wherever a user could tell the difference: `1` is not `1n`, a `Map` keeps its
 * order and a plain object has none. What is random, versions and the keys made of them, is left out.
 */
export function described(value: unknown): unknown {
  if (typeof value === "number") return ["number", Object.is(value, -0) ? "-0" : String(value)];
  if (typeof value === "bigint") return ["bigint", String(value)];
  if (value === undefined) return ["undefined"];
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return ["list", ...value.map(described)];
  if (value instanceof Uint8Array) return [value.constructor.name, Buffer.from(value).toString("base64")];
  if (value instanceof Decimal) return ["Decimal", value.toString()];
  if (value instanceof Date) return ["Date", value.getTime()];
  if (value instanceof URL) return ["URL", value.href];
  if (value instanceof Map) return ["Map", ...Array.from(value, (entry) => entry.map(described))];
  if (value instanceof Set) return ["Set", ...Array.from(value, described)];
  if (value instanceof ShardRef) return members("ShardRef", value, ["key", "ordinal", "version"]);
  if (value instanceof Metadata) return members("Metadata", value, ["version"]);
  return members(Object.getPrototypeOf(value) === Object.prototype ? "object" : "instance", value, []);
}

function members(kind: string, value: object, random: readonly string[]): unknown[] {
  const entries = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return [kind, ...entries.map(([name, member]) => [name, random.includes(name) ? "random" : described(member)])];
}
