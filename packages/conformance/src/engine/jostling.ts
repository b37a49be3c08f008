import type { Adapter } from "@dystore/core/adapter";
import type { Chance } from "../chance.ts";

/** The adapter, with turns of others before and after each get and write: as many as chance has it. */
export function jostling(adapter: Adapter, chance: Chance): Adapter {
  const aside = async <T>(call: () => Promise<T>): Promise<T> => {
    await turns(chance.below(4));
    const result = await call();
    await turns(chance.below(4));
    return result;
  };
  return {
    name: adapter.name,
    capabilities: adapter.capabilities,
    storedBytes: (table, item) => adapter.storedBytes(table, item),
    get: (keys, options, context) => aside(() => adapter.get(keys, options, context)),
    write: (steps, options, context) => aside(() => adapter.write(steps, options, context)),
    query: (range, context) => adapter.query(range, context),
    scan: (scan, context) => adapter.scan(scan, context),
    createTable: (table, context) => adapter.createTable(table, context),
    close: () => adapter.close(),
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
