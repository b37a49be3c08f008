import type { Adapter } from "@dystore/core/adapter";

/** What went through an adapter. */
export interface Count {
  /** Calls of `get`, `write`, `query` and `scan`. */
  calls: number;
  /** Items asked for by key. */
  gets: number;
  puts: number;
  deletes: number;
  /** Bytes of the items put, by DynamoDB's formula. */
  putBytes: number;
}

/** An adapter that counts what goes through it, and whose count can be taken. */
export interface CountingAdapter extends Adapter {
  /** The count since it was last taken. */
  takeCount(): Count;
}

/** A middleware: everything goes on to `adapter` as it came. */
export function counting(adapter: Adapter): CountingAdapter {
  let count = nothing();
  return {
    name: `counting ${adapter.name}`,
    capabilities: adapter.capabilities,
    storedBytes: (table, item) => adapter.storedBytes(table, item),
    get(keys, options, context) {
      count.calls++;
      count.gets += keys.length;
      return adapter.get(keys, options, context);
    },
    write(steps, options, context) {
      count.calls++;
      for (const step of steps) {
        if (step.kind === "delete") count.deletes++;
        if (step.kind !== "put") continue;
        count.puts++;
        count.putBytes += adapter.storedBytes(step.table, step.item);
      }
      return adapter.write(steps, options, context);
    },
    query(range, context) {
      count.calls++;
      return adapter.query(range, context);
    },
    scan(scan, context) {
      count.calls++;
      return adapter.scan(scan, context);
    },
    createTable: (table, context) => adapter.createTable(table, context),
    close: () => adapter.close(),
    takeCount() {
      const taken = count;
      count = nothing();
      return taken;
    },
  };
}

function nothing(): Count {
  return { calls: 0, gets: 0, puts: 0, deletes: 0, putBytes: 0 };
}
