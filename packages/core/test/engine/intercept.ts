import type { Adapter, Context, GetOptions, Item, ItemKey, Step, WriteOptions } from "../../src/adapter.ts";
import { DyStoreError, type ErrorCode } from "../../src/index.ts";

/** What may be done in the place of a call; `proceed` carries it out. */
export interface Interception {
  readonly get?: (
    call: { readonly keys: readonly ItemKey[]; readonly options: GetOptions; readonly context: Context },
    proceed: () => Promise<readonly (Item | undefined)[]>,
  ) => Promise<readonly (Item | undefined)[]>;
  readonly write?: (
    call: { readonly steps: readonly Step[]; readonly options: WriteOptions; readonly context: Context },
    proceed: (steps?: readonly Step[]) => Promise<void>,
  ) => Promise<void>;
}

/** An adapter whose calls go through somebody's hands. */
export function intercept(adapter: Adapter, { get, write }: Interception): Adapter {
  return {
    name: adapter.name,
    capabilities: adapter.capabilities,
    storedBytes: (table, item) => adapter.storedBytes(table, item),
    get(keys, options, context) {
      const proceed = () => adapter.get(keys, options, context);
      return get === undefined ? proceed() : get({ keys, options, context }, proceed);
    },
    write(steps, options, context) {
      const proceed = (some: readonly Step[] = steps) => adapter.write(some, options, context);
      return write === undefined ? proceed() : write({ steps, options, context }, proceed);
    },
    query: (range, context) => adapter.query(range, context),
    scan: (scan, context) => adapter.scan(scan, context),
    createTable: (table, context) => adapter.createTable(table, context),
    close: () => adapter.close(),
  };
}

/** An error as an adapter would throw it. */
export function failure(code: ErrorCode): DyStoreError {
  return new DyStoreError(code, `injected: ${code}`);
}

/** What a write is to the protocol. */
export type Role = "staging" | "commit" | "abort" | "cleaning";

/** Tells what the engine wants with a write, by what it writes. */
export function roleOf(steps: readonly Step[]): Role {
  const kinds = steps.map((step) => (step.kind === "put" ? metadataOf(step.item)["kind"] : step.kind));
  if (
    kinds.includes("root") ||
    kinds.includes("check") ||
    steps.some((step) => step.kind === "delete" && step.if !== undefined)
  )
    return "commit";
  if (!kinds.includes("intent")) return "cleaning";
  const aborts = steps.some((step) => step.kind === "put" && metadataOf(step.item)["state"] === "aborted");
  return aborts ? "abort" : "staging";
}

/** The reserved attribute of an item of the engine's. */
export function metadataOf(item: Item): { readonly [name: string]: unknown } {
  return item["__dystore__"] as { readonly [name: string]: unknown };
}
