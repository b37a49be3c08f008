import type { Condition, Item, Value } from "@dystore/core/adapter";

/** Whether a condition holds of the item that stands there. */
export function holds(condition: Condition, item: Item | undefined): boolean {
  if (condition.kind === "absent") return item === undefined;
  let value: Value | undefined = item;
  for (const name of condition.path) value = member(value, name);
  return value === condition.value;
}

/** A member of a map. Stored maps are plain objects; lists, sets and binaries have no members, nor has any map a prototype's. */
function member(value: Value | undefined, name: string): Value | undefined {
  const isMap = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isMap && Object.hasOwn(value, name) ? (value as Item)[name] : undefined;
}
