import { setImmediate } from "node:timers/promises";
import { type Adapter, type Context, DyStoreError, type ErrorCode, isDyStoreError } from "@dystore/core/adapter";
import { altered, paged, type WrongAdapter } from "./wrong-adapter.ts";

/** Hands every call another context. */
function contextual(adapter: Adapter, change: (context: Context) => Context): Adapter {
  return altered(adapter, {
    get: (keys, options, context) => adapter.get(keys, options, change(context)),
    write: (steps, options, context) => adapter.write(steps, options, change(context)),
    query: (range, context) => adapter.query(range, change(context)),
    scan: (scan, context) => adapter.scan(scan, change(context)),
    createTable: (table, context) => adapter.createTable(table, change(context)),
  });
}

/** Turns what calls of one item reject with into something else. */
function failing(adapter: Adapter, change: (error: unknown) => unknown): Adapter {
  const changed = (error: unknown): never => {
    throw change(error);
  };
  return altered(adapter, {
    get: (keys, options, context) => adapter.get(keys, options, context).catch(changed),
    write: (steps, options, context) => adapter.write(steps, options, context).catch(changed),
  });
}

const recoded = (adapter: Adapter, from: ErrorCode, to: ErrorCode) =>
  failing(adapter, (error) =>
    isDyStoreError(error, from) ? new DyStoreError(to, error.message, { steps: error.steps }) : error,
  );

/** Wrong in signals, closing, errors, sizes, and what other clients see. */
export const wrongSurroundings: readonly WrongAdapter[] = [
  {
    does: "ignores signals",
    group: "aborts",
    test: "before a call are ABORTED",
    make: (adapter) => contextual(adapter, () => ({})),
  },
  {
    does: "looks at the signal when all is written",
    group: "aborts",
    test: "before a write leave everything as it was",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          await adapter.write(steps, options, {});
          if (context.signal?.aborted) throw new DyStoreError("ABORTED", "The signal fired.");
        },
      }),
  },
  {
    does: "looks at the signal once more when all is written",
    group: "aborts",
    test: "during a write are ABORTED only where nothing was written",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          await adapter.write(steps, options, context);
          if (context.signal?.aborted) throw new DyStoreError("ABORTED", "The signal fired.");
        },
      }),
  },
  {
    does: "looks at the signal a turn after an atomic write",
    group: "aborts",
    test: "during an atomic write are ABORTED only where nothing was written",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          await adapter.write(steps, options, context);
          await setImmediate();
          if (options.atomic && context.signal?.aborted) throw new DyStoreError("ABORTED", "The signal fired.");
        },
      }),
  },
  {
    does: "throws the signal's own reason",
    group: "aborts",
    test: "before a call are ABORTED",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          context.signal?.throwIfAborted();
          return adapter.get(keys, options, context);
        },
      }),
  },
  {
    does: "works on after it was closed",
    group: "closing",
    test: "makes every later call CLOSED",
    make: (adapter) => altered(adapter, { close: async () => undefined }),
  },
  {
    does: "fails when it is closed again",
    group: "closing",
    test: "again does nothing",
    make: (adapter) => {
      let closed = false;
      return altered(adapter, {
        close: async () => {
          if (closed) throw new DyStoreError("CLOSED", "It is closed already.");
          closed = true;
          await adapter.close();
        },
      });
    },
  },
  {
    does: "fails when it is closed before it was used",
    group: "closing",
    test: "before any call is no error",
    make: (adapter) => {
      let used = false;
      return altered(adapter, {
        createTable: (table, context) => {
          used = true;
          return adapter.createTable(table, context);
        },
        close: async () => {
          if (!used) throw new TypeError("The connection is undefined.");
          await adapter.close();
        },
      });
    },
  },
  {
    does: "has another code for a table that is not there",
    group: "errors",
    test: "are TABLE_NOT_FOUND where there is no such table",
    make: (adapter) => recoded(adapter, "TABLE_NOT_FOUND", "NOT_FOUND"),
  },
  {
    does: "reads a table that is not there as an empty one",
    group: "errors",
    test: "are TABLE_NOT_FOUND where there is no such table",
    make: (adapter) =>
      altered(adapter, {
        get: (keys, options, context) =>
          adapter.get(keys, options, context).catch((error: unknown) => {
            if (!isDyStoreError(error, "TABLE_NOT_FOUND")) throw error;
            return keys.map(() => undefined);
          }),
      }),
  },
  {
    does: "throws errors of another class",
    group: "conditions",
    test: "refuse: absent, and an item is there",
    make: (adapter) =>
      failing(adapter, (error) => Object.assign(new Error("failed"), { code: (error as DyStoreError).code })),
  },
  {
    does: "puts what it was given into its messages",
    group: "errors",
    test: "never carry keys or values",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) =>
          adapter.write(steps, options, context).catch((error: unknown) => {
            if (!isDyStoreError(error)) throw error;
            const [step] = steps;
            const told = step?.kind === "put" ? String(step.item.ID) : String(step?.key.partition);
            throw new DyStoreError(error.code, `Could not write ${told}.`, { steps: error.steps });
          }),
      }),
  },
  {
    does: "puts keys into its events",
    group: "errors",
    test: "and events carry no keys",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          const told = keys.map(({ partition }) => String(partition)).join();
          context.observe?.({ adapter: told, call: "get", requests: 1, retries: 0, capacity: [] });
          return adapter.get(keys, options, context);
        },
      }),
  },
  {
    does: "throws where it should return pages that reject",
    group: "errors",
    test: "are TABLE_NOT_FOUND where there is no such table",
    make: (adapter) => {
      const tables = new Set<string>();
      return altered(adapter, {
        createTable: async (table, context) => {
          await adapter.createTable(table, context);
          tables.add(table.name);
        },
        query: (range, context) => {
          if (!tables.has(range.table.name)) throw new Error("no such table");
          return adapter.query(range, context);
        },
      });
    },
  },
  {
    does: "promises larger items than DynamoDB takes",
    group: "limits",
    test: "are at most DynamoDB's",
    make: (adapter) =>
      altered(adapter, {
        capabilities: { ...adapter.capabilities, limits: { ...adapter.capabilities.limits, itemBytes: 500_000 } },
      }),
  },
  {
    does: "says one byte too few",
    group: "storedBytes",
    test: "is at least what lies beneath",
    make: (adapter) => altered(adapter, { storedBytes: (table, item) => adapter.storedBytes(table, item) - 1 }),
  },
  {
    does: "counts characters rather than bytes",
    group: "storedBytes",
    test: "is DynamoDB's size to the byte",
    make: (adapter) =>
      altered(adapter, {
        storedBytes: (table, item) => {
          const over = Object.values(item).map((value) =>
            typeof value === "string" ? Buffer.byteLength(value) - value.length : 0,
          );
          return adapter.storedBytes(table, item) - over.reduce((sum, bytes) => sum + bytes, 0);
        },
      }),
  },
  {
    does: "gives a second client what it read first, for ever",
    group: "two clients on one database",
    test: "see what the other wrote",
    make: (adapter) => {
      const cache = new Map<string, Awaited<ReturnType<Adapter["get"]>>>();
      return altered(adapter, {
        get: async (keys, options, context) => {
          const id = keys.map(({ table, partition }) => `${table.name} ${String(partition)}`).join();
          const items = cache.get(id) ?? (await adapter.get(keys, options, context));
          cache.set(id, items);
          return items;
        },
      });
    },
  },
  {
    does: "ends pages quietly when it is closed",
    group: "closing",
    test: "ends pages that are still being read",
    make: (adapter) =>
      altered(adapter, {
        query: async function* (range, context) {
          try {
            yield* adapter.query(range, context);
          } catch (error) {
            if (!isDyStoreError(error, "CLOSED")) throw error;
            yield* paged(Promise.resolve([]), 1);
          }
        },
      }),
  },
];
