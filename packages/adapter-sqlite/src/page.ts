import { compareBytes, compareUtf8, type Item, itemBytes, type Range, type Scan } from "@dystore/core/adapter";
import type { ItemTable } from "./item-table.ts";
import { type Column, type KeyColumns, prefixEnd, toColumn, toColumns } from "./key-column.ts";
import { segmentFunction } from "./segment.ts";

/** Items of one request, and the key to go on behind; without it there are no more. */
export interface Page {
  readonly items: readonly Item[];
  readonly last: KeyColumns | undefined;
}

/** A range as SQL has it; shares nothing with the caller's. */
export interface StoredRange {
  readonly partition: Column;
  /** Where it starts: behind this, or from this on. Never both: SQLite would seek to one and compare rows with the other. */
  readonly after: Column | undefined;
  readonly from: Column | undefined;
  /** Where it ends, before this. */
  readonly to: Column | undefined;
  readonly limit: number | undefined;
}

export interface StoredScan {
  readonly after: KeyColumns | undefined;
  readonly segment: Scan["segment"];
  readonly limit: number | undefined;
}

/** The most bytes of a page, as DynamoDB has it. The item that reaches it is still part of the page. */
const pageBytes = 1024 * 1024;

/** The most rows of other segments that a page passes over before it ends, so that no page takes long. */
const rowsPassedOver = 1000;

export function toStoredRange({ partition, prefix, after, limit }: Range): StoredRange {
  const from = prefix === undefined ? undefined : toColumn(prefix);
  const behind = after === undefined ? undefined : toColumn(after);
  const isBehindFrom = behind !== undefined && (from === undefined || compareColumns(behind, from) >= 0);
  return {
    partition: toColumn(partition),
    after: isBehindFrom ? behind : undefined,
    from: isBehindFrom ? undefined : from,
    to: from === undefined ? undefined : prefixEnd(from),
    limit,
  };
}

function compareColumns(one: Column, other: Column): number {
  if (typeof one === "string") return typeof other === "string" ? compareUtf8(one, other) : -1;
  return typeof other === "string" ? 1 : compareBytes(one, other);
}

export function toStoredScan({ segment, after, limit }: Scan): StoredScan {
  return { after: after && toColumns(after), segment: segment && { ...segment }, limit };
}

/** One page of a range: the first, or the one behind the last item of another. */
export function queryPage(table: ItemTable, range: StoredRange, last: KeyColumns | undefined): Page {
  const bounds: readonly (readonly [sql: string, column: Column | undefined])[] = [
    ["partition_key = ?", range.partition],
    ["sort_key >= ?", last === undefined ? range.from : undefined],
    ["sort_key < ?", range.to],
    ["sort_key > ?", last?.[1] ?? range.after],
  ];
  const given = bounds.filter(([, column]) => column !== undefined);
  const where = given.map(([sql]) => sql).join(" AND ");
  const page = readPage(
    table,
    `SELECT ${table.sql.columns}, item FROM ${table.sql.name} WHERE ${where} ORDER BY ${table.sql.columns}`,
    given.map(([, column]) => column),
    range.limit,
  );
  // Without a sort key a partition is one item.
  return table.definition.sortKey === undefined ? { items: page.items, last: undefined } : page;
}

/** One page of a scan, in order of keys, so that resuming needs no item that stands. */
export function scanPage(table: ItemTable, { segment, after, limit }: StoredScan, last: KeyColumns | undefined): Page {
  const { columns, name } = table.sql;
  const behind = last ?? after ?? [];
  // The segment shows in the index alone; items of other segments are not even read.
  const item = segment === undefined ? "item" : `CASE ${segmentFunction}(partition_key, ?) WHEN ? THEN item END`;
  const where = behind.length === 0 ? "" : `WHERE (${columns}) > (${columns.map(() => "?")})`;
  const sql = `SELECT ${columns}, ${item} FROM ${name} ${where} ORDER BY ${columns}`;
  return readPage(table, sql, [...(segment === undefined ? [] : [segment.count, segment.index]), ...behind], limit);
}

/** Reads a page in one go. */
function readPage(
  table: ItemTable,
  sql: string,
  parameters: readonly unknown[],
  limit = Number.POSITIVE_INFINITY,
): Page {
  const items: Item[] = [];
  let bytes = 0;
  let passedOver = 0;
  const rows = table.prepare(sql).iterate(...parameters) as IterableIterator<readonly (Column | null)[]>;
  for (const row of rows) {
    const key = row.slice(0, -1) as KeyColumns;
    const text = row.at(-1);
    // No text: an item of another segment.
    if (typeof text === "string") {
      const item = table.decode(key, text);
      items.push(item);
      bytes += itemBytes(item);
    } else {
      passedOver++;
    }
    if (items.length >= limit || bytes >= pageBytes || passedOver >= rowsPassedOver) return { items, last: key };
  }
  return { items, last: undefined };
}
