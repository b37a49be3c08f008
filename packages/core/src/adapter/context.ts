import type { KeyValue } from "../values/value.ts";

/**
 * Names the key that a leaf is to be sealed with, or `null` for none. Asked by an encrypting middleware, never by an adapter.
 * `path` is dotted and starts at the graph's root (`location.city`, `friends[0]`); `data` is what the store has of the graph.
 */
export type LoadKey = (request: {
  readonly path: string;
  readonly table: string;
  readonly key: KeyValue;
}) => string | null | undefined | Promise<string | null | undefined>;

/**
 * Names the paths of a graph that an encrypting middleware leaves alone: dotted ones, and expressions for the full dotted path.
 * The graph is named as {@link LoadKey} is told it.
 */
export type IgnorePaths = (graph: { readonly table: string; readonly key: KeyValue }) => readonly (string | RegExp)[];

/** Capacity that one call used in one table, in DynamoDB's units. */
export interface ConsumedCapacity {
  readonly table: string;
  readonly region: string;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What one adapter call did; carries counts and names, never keys or values. */
export interface AdapterEvent {
  readonly adapter: string;
  readonly call: "get" | "write" | "query" | "scan" | "createTable";
  /** Requests sent, retries included. */
  readonly requests: number;
  /** How many of them repeated an earlier one. */
  readonly retries: number;
  readonly capacity: readonly ConsumedCapacity[];
}

/** Accompanies every adapter call. A store makes one for each of its operations and hands the same object to all its calls. */
export interface Context {
  /** Stops waiting and retrying. A write that was already sent is never reported as `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  readonly loadKey?: LoadKey | undefined;
  readonly ignorePaths?: IgnorePaths | undefined;
  /** Told what each call did, by {@link report}. */
  readonly observe?: ((event: AdapterEvent) => void) | undefined;
  /**
   * Stands for the store operation, by its identity: what a middleware remembers for the length of one is kept under it, in a
   * `WeakMap`. Default: the context itself.
   */
  readonly operation?: object | undefined;
}
