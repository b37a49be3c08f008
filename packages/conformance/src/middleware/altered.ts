import type { Adapter } from "@dystore/core/adapter";

/** The adapter with some of its members replaced. */
export function altered(adapter: Adapter, changes: Partial<Adapter>): Adapter {
  return {
    name: adapter.name,
    capabilities: adapter.capabilities,
    storedBytes: (table, item) => adapter.storedBytes(table, item),
    get: (keys, options, context) => adapter.get(keys, options, context),
    write: (steps, options, context) => adapter.write(steps, options, context),
    query: (range, context) => adapter.query(range, context),
    scan: (scan, context) => adapter.scan(scan, context),
    createTable: (table, context) => adapter.createTable(table, context),
    close: () => adapter.close(),
    ...changes,
  };
}
