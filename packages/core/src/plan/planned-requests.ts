import type { Table } from "../adapter/table.ts";
import type { Place } from "./fragment.ts";
import type { PlannedItem } from "./measure-item.ts";

/** What an operation does with one item, and what is known of that. */
export interface ItemUse {
  readonly action: "get" | "put" | "delete";
  readonly item: PlannedItem["kind"] | "intent";
  readonly table: Table;
  readonly place?: Place | undefined;
  /** Of what is read or deleted, or stands there afterwards; `undefined`: nothing stands there, or nobody knows. */
  readonly bytes?: number | undefined;
  /** Of what a put replaces. */
  readonly replaced?: number | undefined;
  /** Whether it is written on a condition. */
  readonly conditional?: boolean | undefined;
}

/** One request, as DynamoDB names it. */
export interface ItemRequest {
  readonly request:
    | "GetItem"
    | "BatchGetItem"
    | "Query"
    | "PutItem"
    | "DeleteItem"
    | "BatchWriteItem"
    | "TransactWriteItems";
  readonly uses: readonly ItemUse[];
  /** Where it goes, for a query that finds nothing. */
  readonly table: Table;
  readonly consistent: boolean;
  /** Of a query's page: whether nothing is left behind it. */
  readonly isLast?: boolean;
}

/** Requests that wait for none of each other, but for those of the round before. */
export interface RequestRound {
  readonly requests: readonly ItemRequest[];
  /** Whether it cleans up behind the commit. */
  readonly cleaning?: boolean;
}

// What one request takes (API reference, `BatchGetItem` and `BatchWriteItem`).
const batchKeys = 100;
const batchSteps = 25;
const batchBytes = 16 * 1024 * 1024;

/** The requests of one `get` of an adapter. */
export function getRequests(uses: readonly ItemUse[], consistent: boolean): ItemRequest[] {
  return batches(uses, (batch) => batch.length < batchKeys).map((batch) =>
    request(batch.length === 1 ? "GetItem" : "BatchGetItem", batch, consistent),
  );
}

/** The requests of one `write` of an adapter that is not atomic: what has no condition goes in batches. */
export function writeRequests(uses: readonly ItemUse[]): ItemRequest[] {
  const alone = uses.filter(({ conditional }) => conditional).map((use) => [use]);
  const others = batches(
    uses.filter(({ conditional }) => !conditional),
    (batch, bytes) => batch.length < batchSteps && bytes <= batchBytes,
  );
  return [...alone, ...others].map((batch) => {
    const [only, ...more] = batch;
    if (only === undefined || more.length > 0) return request("BatchWriteItem", batch, true);
    return request(only.action === "put" ? "PutItem" : "DeleteItem", batch, true);
  });
}

/** The request of one atomic `write`. */
export function transactionRequest(uses: readonly ItemUse[]): ItemRequest {
  return request("TransactWriteItems", uses, true);
}

/** One page of a query. */
export function queryRequest(
  table: Table,
  uses: readonly ItemUse[],
  { consistent, isLast }: { readonly consistent: boolean; readonly isLast: boolean },
): ItemRequest {
  return { request: "Query", table, uses, consistent, isLast };
}

function request(name: ItemRequest["request"], uses: readonly ItemUse[], consistent: boolean): ItemRequest {
  const [first] = uses;
  if (first === undefined) throw new RangeError("a request without items");
  return { request: name, table: first.table, uses, consistent };
}

/** Items of each Region in batches; `fits` tells whether one more goes into a batch, which has so many bytes with it. */
function batches(
  uses: readonly ItemUse[],
  fits: (batch: readonly ItemUse[], bytes: number) => boolean,
): (readonly ItemUse[])[] {
  const all: ItemUse[][] = [];
  for (const ofRegion of Map.groupBy(uses, ({ table }) => table.region).values()) {
    let batch: ItemUse[] = [];
    let bytes = 0;
    for (const use of ofRegion) {
      bytes += use.action === "put" ? (use.bytes ?? 0) : 0;
      if (batch.length === 0 || !fits(batch, bytes)) {
        batch = [];
        bytes = use.action === "put" ? (use.bytes ?? 0) : 0;
        all.push(batch);
      }
      batch.push(use);
    }
  }
  return all;
}
