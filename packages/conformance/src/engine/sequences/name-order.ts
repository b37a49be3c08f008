import { setOwn } from "@dystore/core/adapter";

/**
 * Data that was read, its objects with their members in the order of their names. DynamoDB keeps no order: it comes back in some other one,
 * and the numbers of shards follow it, with them the bytes of manifests. Instances and what stands under symbols stay as they are.
 */
export function inNameOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inNameOrder) as T;
  if (!isPlain(value)) return value;
  const ordered: { [name: string]: unknown } = {};
  for (const name of Object.keys(value).sort()) setOwn(ordered, name, inNameOrder(value[name]));
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    Object.defineProperty(ordered, symbol, Object.getOwnPropertyDescriptor(value, symbol) ?? {});
  }
  return ordered as T;
}

function isPlain(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
