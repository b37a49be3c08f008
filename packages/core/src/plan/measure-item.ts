import type { PutStep } from "../adapter/step.ts";
import type { Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import type { Item } from "../values/value.ts";
import type { Fragment, Place } from "./fragment.ts";
import { displacedFit, type ItemBody } from "./item.ts";
import type { ItemKind } from "./shard.ts";

/** What the planner must know of the adapter; pure. */
export interface Measure {
  readonly storedBytes: (table: Table, item: Item) => number;
  /** As `storedBytes`, for an item that is complete: nothing but its metadata changes any more, see `finishAgain`. */
  readonly finish: (table: Table, item: Item) => number;
  /** As `finish`, for an item that was finished before its metadata changed. `bytes` is what it takes now, by DynamoDB's formula. */
  readonly finishAgain: (table: Table, item: Item, bytes: number) => number;
  readonly itemBytes: number;
  readonly depth: number;
}

/** An item to be put, with its size. */
export interface PlannedItem {
  readonly step: PutStep;
  readonly kind: ItemKind | "root";
  /** From the graph's root; of a part that of what it is a piece of, of a page the root's. */
  readonly place: Place;
  readonly bytes: number;
}

/** Whether a fragment can be one item whatever its size: all of it was read, and it nests no deeper than items may. */
export function fitsItem(fragment: Fragment, body: ItemBody, { depth }: Measure): boolean {
  return !fragment.partial && fragment.deepest <= depth && displacedFit(body, depth);
}

/** The error of an item that cannot be cut smaller. */
export function itemTooLarge(place: Place, table: string, limit: number): DyStoreError {
  const path = formatPath(place);
  const message = `${path}: no item of table ${table} can hold this, as items take ${limit} bytes at most; shorten its names or key`;
  return new DyStoreError("ITEM_TOO_LARGE", message, { path, table });
}
