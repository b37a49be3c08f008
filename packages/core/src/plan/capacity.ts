import { tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import type { ItemRequest } from "./planned-requests.ts";

/** Capacity in DynamoDB's units. */
export interface PlannedUnits {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Capacity in all, and of each table in order of Regions and names, whatever the order in which an adapter gives a map's members. */
export interface PlannedCapacity extends PlannedUnits {
  readonly tables: readonly ({ readonly table: string; readonly region: string } & PlannedUnits)[];
}

/**
 * What requests consume, by the formula of DynamoDB's developer guide, pages "DynamoDB read and write operations" and
 * "Amazon DynamoDB Transactions: How it works" (section "Capacity management for transactions").
 */
const readBytes = 4096;
const writeBytes = 1024;

/** A page of a query ends with the item that makes it this large: "1 MB of data" (page "Paginating table query results"). */
const pageBytes = 1024 * 1024;

/** Units of a get, alone or in a batch: each item for itself. What is not there costs as much as the smallest item. */
function getUnits(bytes: number | undefined, consistent: boolean): number {
  return queryUnits(bytes ?? 0, consistent);
}

/** Units of a page of a query: its items together, rounded up once. Where nothing stands it still costs one unit. */
function queryUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / readBytes)) * (consistent ? 1 : 0.5);
}

/** Units of a put or delete: by the larger of what stood there and what stands there afterwards; in a transaction twice that. */
function writeUnits(before: number | undefined, after: number | undefined, inTransaction: boolean): number {
  const units = Math.max(1, Math.ceil(Math.max(before ?? 0, after ?? 0) / writeBytes));
  return inTransaction ? units * 2 : units;
}

/** Divides what a query brings, in order, into its pages: one at least. */
export function queryPages<T extends { readonly bytes?: number | undefined }>(items: readonly T[]): T[][] {
  const pages: T[][] = [];
  let page: T[] = [];
  let bytes = 0;
  for (const item of items) {
    page.push(item);
    bytes += item.bytes ?? 0;
    if (bytes < pageBytes) continue;
    pages.push(page);
    page = [];
    bytes = 0;
  }
  return page.length > 0 || pages.length === 0 ? [...pages, page] : pages;
}

/** What one request consumes. */
export function unitsOf(request: ItemRequest): PlannedUnits {
  const consumed = consumptions(request);
  return {
    readUnits: sum(consumed.map(({ readUnits }) => readUnits)),
    writeUnits: sum(consumed.map(({ writeUnits }) => writeUnits)),
  };
}

/** What all requests consume. @param homeRegion Where tables lie that name no Region. */
export function capacityOf(requests: readonly ItemRequest[], homeRegion: string): PlannedCapacity {
  const tables = new Map<string, { table: string; region: string; readUnits: number; writeUnits: number }>();
  for (const { table, readUnits, writeUnits } of requests.flatMap(consumptions)) {
    const { name, region = homeRegion } = table;
    const identity = tableText(table, homeRegion);
    const known = tables.get(identity) ?? { table: name, region, readUnits: 0, writeUnits: 0 };
    known.readUnits += readUnits;
    known.writeUnits += writeUnits;
    tables.set(identity, known);
  }
  const all = [...tables].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  return {
    readUnits: sum(all.map(({ readUnits }) => readUnits)),
    writeUnits: sum(all.map(({ writeUnits }) => writeUnits)),
    tables: all,
  };
}

function consumptions({ request, uses, table, consistent }: ItemRequest): (PlannedUnits & { table: Table })[] {
  if (request === "Query") {
    return [{ table, readUnits: queryUnits(sum(uses.map(({ bytes }) => bytes ?? 0)), consistent), writeUnits: 0 }];
  }
  return uses.map((use) => {
    if (use.action === "get") return { table: use.table, readUnits: getUnits(use.bytes, consistent), writeUnits: 0 };
    const units = writeUnits(use.replaced, use.bytes, request === "TransactWriteItems");
    return { table: use.table, readUnits: 0, writeUnits: units };
  });
}

/** All of them together. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
