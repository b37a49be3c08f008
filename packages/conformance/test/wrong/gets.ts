import type { Item, ItemKey } from "@dystore/core/adapter";
import { all, altered, keyOf, type WrongAdapter } from "./wrong-adapter.ts";

const idOf = (key: ItemKey) => `${key.table.name} ${String(key.partition)} ${String(key.sort)}`;

/** Wrong in what comes back by key, and to whom it belongs. */
export const wrongGets: readonly WrongAdapter[] = [
  {
    does: "takes keys only after it has waited for something else",
    group: "ownership",
    test: "of keys stays with the caller",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          await undefined;
          return adapter.get(keys, options, context);
        },
      }),
  },
  {
    does: "swaps a batch's order",
    group: "batches",
    test: "write 130 steps and get 250 keys",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => [...(await adapter.get(keys, options, context))].reverse(),
      }),
  },
  {
    does: "leaves out what is not there, so that answers are not aligned",
    group: "batches",
    test: "write 130 steps and get 250 keys",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) =>
          (await adapter.get(keys, options, context)).filter((item) => item !== undefined),
      }),
  },
  {
    does: "gets the first 100 keys only",
    group: "batches",
    test: "write 130 steps and get 250 keys",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          const items = await adapter.get(keys.slice(0, 100), options, context);
          return keys.map((_, index) => items[index]);
        },
      }),
  },
  {
    does: "gets the first 16 MB only",
    group: "batches",
    test: "get 17 MB in one call",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          let bytes = 0;
          const items = await adapter.get(keys, options, context);
          return items.map((item, index) => {
            const table = keys[index]?.table;
            bytes += item === undefined || table === undefined ? 0 : adapter.storedBytes(table, item);
            return bytes > 16 * 1024 * 1024 ? undefined : item;
          });
        },
      }),
  },
  {
    does: "answers undefined for the second of two equal keys",
    group: "duplicates",
    test: "in a get are answered each",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          const seen = new Set<string>();
          const items = await adapter.get(keys, options, context);
          return items.map((item, index) => {
            const key = keys[index];
            const id = key === undefined ? "" : idOf(key);
            if (seen.has(id)) return undefined;
            seen.add(id);
            return item;
          });
        },
      }),
  },
  {
    does: "answers equal keys with one object",
    group: "duplicates",
    test: "in a get are answered each",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          const first = new Map<string, Item | undefined>();
          const items = await adapter.get(keys, options, context);
          for (const [index, key] of keys.entries()) if (!first.has(idOf(key))) first.set(idOf(key), items[index]);
          return keys.map((key) => first.get(idOf(key)));
        },
      }),
  },
  {
    does: "keeps the caller's object",
    group: "ownership",
    test: "of what was given stays with the caller",
    make: (adapter) => {
      const kept = new Map<string, Item>();
      return altered(adapter, {
        write: async (steps, options, context) => {
          await adapter.write(steps, options, context);
          for (const step of steps) if (step.kind === "put") kept.set(idOf(keyOf(step)), step.item);
        },
        get: async (keys, options, context) => {
          const items = await adapter.get(keys, options, context);
          return items.map((item, index) => {
            const key = keys[index];
            return item && key && (kept.get(idOf(key)) ?? item);
          });
        },
      });
    },
  },
  {
    does: "returns one object again and again",
    group: "ownership",
    test: "of what comes back passes to the caller: get",
    make: (adapter) => {
      const cache = new Map<string, Item | undefined>();
      return altered(adapter, {
        get: async (keys, options, context) => {
          const items = await adapter.get(keys, options, context);
          for (const [index, key] of keys.entries()) if (!cache.has(idOf(key))) cache.set(idOf(key), items[index]);
          return keys.map((key) => cache.get(idOf(key)));
        },
      });
    },
  },
  {
    does: "ignores the sort key",
    group: "keys",
    test: "that look alike are different keys: partition and sort key together",
    make: (adapter) =>
      altered(adapter, {
        get: async (keys, options, context) => {
          const items = await adapter.get(keys, options, context);
          const found = keys.map(async ({ table, partition, sort }, index) => {
            if (sort === undefined) return items[index];
            const [first] = await all(adapter.query({ table, partition, limit: 1 }, context));
            return first;
          });
          return Promise.all(found);
        },
      }),
  },
];
