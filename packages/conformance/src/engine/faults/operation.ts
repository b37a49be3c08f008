import type { DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { Graph, StoreSetup } from "../scene.ts";

/** What a store works with, for what is saved without it. */
export interface FaultClient {
  readonly adapter: Adapter;
  readonly clock: () => number;
  /** A store like that which is given, on another adapter. */
  readonly storeOn: (adapter: Adapter) => DyStore<Graph>;
}

/**
 * One operation for {@link crashConformance} and {@link lostAnswerConformance}. What is right before and after it is what is found
 * there when it meets no fault, so it has to do the same each time.
 */
export interface FaultOperation {
  readonly name: string;
  /** The graph that another client interferes with; it need not stand there before. Default: `"a"`. */
  readonly key?: string | undefined;
  /** The store's declarations of shards. Default: `list[*]` with `in` within, in a table of their own each. */
  readonly shards?: StoreSetup["shards"];
  /** Makes what stands there before it, and may let the stores' clock go on. Meets no fault. Default: nothing. */
  readonly prepare?:
    | ((store: DyStore<Graph>, pass: (milliseconds: number) => void, client: FaultClient) => Promise<unknown>)
    | undefined;
  /** Does it, and answers what is to be compared. Throws what the store does. */
  readonly run: (store: DyStore<Graph>, client: FaultClient) => Promise<unknown>;
  /** What has happened cannot be done again, or would do something else. */
  readonly once?: boolean | undefined;
  /** What it answers depends on how much an earlier one had done. */
  readonly answersVary?: boolean | undefined;
}
