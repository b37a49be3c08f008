import { DyStoreError, type Item, isDyStoreError } from "@dystore/core/adapter";
import { altered, changingOptions, changingStored, keyOf, oneByOne, type WrongAdapter } from "./wrong-adapter.ts";

/** Leaves attributes out. */
function keeping(keep: (value: unknown) => boolean): (item: Item) => Item {
  return (item) => Object.fromEntries(Object.entries(item).filter(([, value]) => keep(value)));
}

/** Wrong in batches, limits and what may be written. */
export const wrongWrites: readonly WrongAdapter[] = [
  {
    does: "merges a put into what stands there",
    group: "values and types",
    test: "replaces a whole item",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          const items = await adapter.get(steps.map(keyOf), {}, context);
          const merged = steps.map((step, index) =>
            step.kind === "put" ? { ...step, item: { ...items[index], ...step.item } } : step,
          );
          await adapter.write(merged, options, context);
        },
      }),
  },
  {
    does: "takes steps only after it has waited for something else",
    group: "ownership",
    test: "of what is being written stays with the caller",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          await undefined;
          await adapter.write(steps, options, context);
        },
      }),
  },
  {
    does: "fails to delete what is not there",
    group: "values and types",
    test: "deleting one that is not there is no error",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          const items = await adapter.get(steps.map(keyOf), {}, context);
          if (steps.some((step, index) => step.kind === "delete" && items[index] === undefined)) {
            throw new DyStoreError("NOT_FOUND", "There is no such item.");
          }
          await adapter.write(steps, options, context);
        },
      }),
  },
  {
    does: "stops a batch at the first step that fails",
    group: "partial batches",
    test: "carry out the others where one condition fails first",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) =>
          options.atomic || !steps.some((step) => step.if)
            ? adapter.write(steps, options, context)
            : oneByOne(adapter, steps),
      }),
  },
  {
    does: "is always atomic, and so drops steps that could be carried out",
    group: "partial batches",
    test: "carry out the others where one condition fails last",
    make: (adapter) =>
      changingOptions((options, steps) => (steps.length <= 100 ? { ...options, atomic: true } : options), adapter),
  },
  {
    does: "tries nothing where a table is missing",
    group: "partial batches",
    test: "carry out the others where a table is missing last",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          await adapter.get(steps.map(keyOf), {}, context);
          await adapter.write(steps, options, context);
        },
      }),
  },
  {
    does: "swallows failures within a batch",
    group: "partial batches",
    test: "name all that failed",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          await adapter.write(steps, options, context).catch((error: unknown) => {
            if (options.atomic || steps.length < 2 || !isDyStoreError(error, "CONFLICT")) throw error;
          });
        },
      }),
  },
  {
    does: "writes the first 100 steps of a batch only",
    group: "batches",
    test: "write 130 steps and get 250 keys",
    make: (adapter) =>
      altered(adapter, { write: (steps, options, context) => adapter.write(steps.slice(0, 100), options, context) }),
  },
  {
    does: "carries out two steps for one key, one after the other",
    group: "duplicates",
    test: "in a write are INVALID",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) =>
          options.atomic ? adapter.write(steps, options, context) : oneByOne(adapter, steps),
      }),
  },
  {
    does: "writes what comes before a step that cannot be",
    group: "limits",
    test: "what is too large is refused before any step",
    make: (adapter) => altered(adapter, { write: (steps) => oneByOne(adapter, steps) }),
  },
  {
    does: "fails where there is nothing to write",
    group: "batches",
    test: "of nothing do nothing",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          if (steps.length === 0) throw new DyStoreError("INVALID", "There are no steps.");
          await adapter.write(steps, options, context);
        },
      }),
  },
  {
    does: "makes a string of any key",
    group: "refused keys",
    test: "of a wrong kind are INVALID where the partition key is that of the simple table",
    make: (adapter) =>
      changingStored((item) => (typeof item.ID === "number" ? { ...item, ID: String(item.ID) } : item), adapter),
  },
  {
    does: "cuts keys that are too long",
    group: "refused keys",
    test: "may be as long as the limits say, to the byte: binaries",
    make: (adapter) =>
      changingStored(
        (item) => (item.SK instanceof Uint8Array ? { ...item, SK: item.SK.subarray(0, 1024) } : item),
        adapter,
      ),
  },
  {
    does: "says that it takes one byte more than the limit",
    group: "limits",
    test: "an item may have exactly the largest size, and not a byte more: one string",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          await adapter.write(steps, options, context).catch((error: unknown) => {
            const [step] = steps;
            const limit = adapter.capabilities.limits.itemBytes;
            if (step?.kind !== "put" || adapter.storedBytes(step.table, step.item) !== limit + 1) throw error;
          });
        },
      }),
  },
  {
    does: "refuses the last byte",
    group: "limits",
    test: "an item may have exactly the largest size, and not a byte more: one string",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          const limit = adapter.capabilities.limits.itemBytes;
          if (steps.some((step) => step.kind === "put" && adapter.storedBytes(step.table, step.item) >= limit)) {
            throw new DyStoreError("ITEM_TOO_LARGE", "The item is too large.");
          }
          await adapter.write(steps, options, context);
        },
      }),
  },
  {
    does: "stores an empty set as nothing",
    group: "refused values",
    test: "refuses an empty set",
    make: (adapter) =>
      changingStored(
        keeping((value) => !(value instanceof Set && value.size === 0)),
        adapter,
      ),
  },
  {
    does: "drops attributes that are undefined",
    group: "refused values",
    test: "refuses undefined",
    make: (adapter) =>
      changingStored(
        keeping((value) => value !== undefined),
        adapter,
      ),
  },
  {
    does: "replaces lone surrogates",
    group: "refused values",
    test: "refuses a high surrogate alone",
    make: (adapter) =>
      changingStored((item) => {
        const mended = Object.entries(item).map(([name, value]) => [
          name,
          typeof value === "string" ? value.toWellFormed() : value,
        ]);
        return Object.fromEntries(mended);
      }, adapter),
  },
  {
    does: "changes what it is given",
    group: "ownership",
    test: "means that no call changes what it is given",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          for (const step of steps) if (step.kind === "put") Object.assign(step.item, { writtenAt: 1 });
          await adapter.write(steps, options, context);
        },
      }),
  },
];
