import type { Item } from "../values/value.ts";
import type { ItemKey, Table } from "./table.ts";

/**
 * What must hold of the item that stands under a step's key before the step: that none does, or that the string at `path`
 * (attribute, then names of nested maps) is `value`. An item without that path does not match. A path has at most `limits.depth`
 * names, each of at most `limits.nameBytes`, and does not lead into a key attribute: else the write is `INVALID`.
 */
export type Condition =
  | { readonly kind: "absent" }
  | { readonly kind: "equals"; readonly path: readonly [string, ...string[]]; readonly value: string };

/** Puts a whole item, replacing what stands there. */
export interface PutStep {
  readonly kind: "put";
  readonly table: Table;
  readonly item: Item;
  readonly if?: Condition | undefined;
  /** The item belongs to a version of its graph that keeps nothing of the one before: encryption may use fresh keys. Default `false`. */
  readonly fresh?: boolean | undefined;
}

/** Deletes an item; one that is not there is no error unless a condition says so. */
export interface DeleteStep {
  readonly kind: "delete";
  readonly key: ItemKey;
  readonly if?: Condition | undefined;
}

/** Writes nothing and only demands that a condition holds; of use in atomic writes. */
export interface CheckStep {
  readonly kind: "check";
  readonly key: ItemKey;
  readonly if: Condition;
}

/** One step of a write. A write has at most one step for a key. */
export type Step = PutStep | DeleteStep | CheckStep;
