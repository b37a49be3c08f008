import {
  expiryAttribute,
  type Item,
  itemMiddleware,
  type Middleware,
  metadataAttribute,
  type Table,
  type Value,
} from "@dystore/core/adapter";

/** What stands before every string, and as many zeros before every binary. */
const before = "grown:";

/** The attribute that is added, and how attributes of the data make way for it. */
const added = "grown";
const addedBytes = 32;

function growValue(value: Value): Value {
  if (typeof value === "string") return before + value;
  if (!(value instanceof Uint8Array)) return value;
  const longer = new Uint8Array(before.length + value.length);
  longer.set(value, before.length);
  return longer;
}

function shrinkValue(value: Value): Value {
  if (typeof value === "string" || value instanceof Uint8Array) return value.slice(before.length);
  return value;
}

/** What every middleware has to leave as it is: keys, metadata that conditions are about, the expiry. */
function isPublic({ partitionKey, sortKey }: Table, name: string): boolean {
  return name === partitionKey.name || name === sortKey?.name || name === metadataAttribute || name === expiryAttribute;
}

function grow(table: Table, item: Item): Item {
  const entries = Object.entries(item).map(([name, value]): [string, Value] => {
    if (isPublic(table, name)) return [name, value];
    return [/^grown_*$/.test(name) ? `${name}_` : name, growValue(value)];
  });
  return Object.fromEntries([...entries, [added, new Uint8Array(addedBytes)]]);
}

function shrink(table: Table, item: Item): Item {
  const entries = Object.entries(item).flatMap(([name, value]): [string, Value][] => {
    if (name === added) return [];
    if (isPublic(table, name)) return [[name, value]];
    return [[/^grown_+$/.test(name) ? name.slice(0, -1) : name, shrinkValue(value)]];
  });
  return Object.fromEntries(entries);
}

/**
 * A middleware that makes every item larger, as encryption does: an attribute is added, and strings and binaries at the top
 * level get longer. Run a suite under it to show that nothing relies on items being stored as they were given. Its
 * `storedBytes` is exact.
 *
 * @example
 * ```ts
 * adapterConformance({ describe, test, factory, middleware: growingMiddleware });
 * ```
 */
export const growingMiddleware: Middleware = itemMiddleware({
  name: "growing",
  storedBytes: (table, item, below) => below(grow(table, item)),
  encode: grow,
  decode: shrink,
});
