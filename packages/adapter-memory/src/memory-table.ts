import {
  compareBytes,
  compareUtf8,
  DyStoreError,
  type Item,
  type ItemKey,
  type KeyValue,
  keyText,
  type Scan,
  type Table,
} from "@dystore/core/adapter";

/** An item and its sort key, which the items of a table have or have not alike. */
interface Row {
  readonly sort: KeyValue | undefined;
  item: Item;
}

/** The items of one table: partitions by their key, each in order of its sort keys. */
export class MemoryTable {
  readonly #definition: Table;
  readonly #partitions = new Map<string, Row[]>();
  /** The partitions' keys in the order of scans; undefined while it has to be made anew. */
  #order: string[] | undefined;

  constructor(definition: Table) {
    this.#definition = structuredClone(definition);
  }

  /** @throws `INVALID` where `table` has other keys than this one. */
  assertFits({ name, partitionKey, sortKey }: Table): void {
    const { partitionKey: partition, sortKey: sort } = this.#definition;
    const fits = partition.name === partitionKey.name && partition.type === partitionKey.type;
    if (fits && sort?.name === sortKey?.name && sort?.type === sortKey?.type) return;
    const problem = `Table "${name}" stands with other keys; declare it as it is, or use another name.`;
    throw new DyStoreError("INVALID", problem, { table: name });
  }

  get(key: ItemKey): Item | undefined {
    const rows = this.#partitions.get(partitionText(key.partition));
    return rows === undefined ? undefined : rowAt(rows, key.sort)?.item;
  }

  put(key: ItemKey, item: Item): void {
    const text = partitionText(key.partition);
    const sort = key.sort instanceof Uint8Array ? new Uint8Array(key.sort) : key.sort;
    const rows = this.#partitions.get(text);
    if (rows === undefined) {
      this.#partitions.set(text, [{ sort, item }]);
      this.#order = undefined;
      return;
    }
    const row = rowAt(rows, sort);
    if (row === undefined) rows.splice(indexFrom(rows, sort), 0, { sort, item });
    else row.item = item;
  }

  delete(key: ItemKey): void {
    const text = partitionText(key.partition);
    const rows = this.#partitions.get(text) ?? [];
    if (rowAt(rows, key.sort) === undefined) return;
    rows.splice(indexFrom(rows, key.sort), 1);
    if (rows.length > 0) return;
    this.#partitions.delete(text);
    this.#order = undefined;
  }

  /** A partition's items in order: those that begin with a prefix, behind a place. */
  *partition(partition: KeyValue, prefix: KeyValue | undefined, after: KeyValue | undefined): Generator<Item> {
    const rows = this.#partitions.get(partitionText(partition)) ?? [];
    const start = after === undefined || (prefix !== undefined && compareKeys(prefix, after) > 0) ? prefix : after;
    for (let index = start === undefined ? 0 : indexFrom(rows, start); index < rows.length; index++) {
      const row = rows[index];
      if (row === undefined || (prefix !== undefined && !beginsWith(row.sort, prefix))) return;
      if (after === undefined || compareKeys(row.sort, after) > 0) yield row.item;
    }
  }

  /** All items, or a segment's, behind a place. In the order of their partitions' texts, where any key has a place. */
  *items(segment: Scan["segment"], after: ItemKey | undefined): Generator<Item> {
    this.#order ??= [...this.#partitions.keys()].sort();
    const order = this.#order;
    const first = after === undefined ? "" : partitionText(after.partition);
    for (let index = firstIndex(order, (text) => text >= first); index < order.length; index++) {
      const text = order[index] ?? "";
      if (segment !== undefined && hash(text) % segment.count !== segment.index) continue;
      for (const row of this.#partitions.get(text) ?? []) {
        if (after === undefined || text !== first || compareKeys(row.sort, after.sort) > 0) yield row.item;
      }
    }
  }
}

/** One text a key. A table's keys are of one type, so that strings can stand for themselves. */
function partitionText(partition: KeyValue): string {
  return typeof partition === "string" ? partition : keyText(partition);
}

/** Order of two sort keys of one table; all are equal where there are none. */
function compareKeys(a: KeyValue | undefined, b: KeyValue | undefined): number {
  if (typeof a === "string" && typeof b === "string") return compareUtf8(a, b);
  return a instanceof Uint8Array && b instanceof Uint8Array ? compareBytes(a, b) : 0;
}

function beginsWith(sort: KeyValue | undefined, prefix: KeyValue): boolean {
  if (typeof sort === "string" && typeof prefix === "string") return sort.startsWith(prefix);
  if (!(sort instanceof Uint8Array && prefix instanceof Uint8Array)) return false;
  return compareBytes(sort.subarray(0, prefix.length), prefix) === 0;
}

function rowAt(rows: readonly Row[], sort: KeyValue | undefined): Row | undefined {
  const row = rows[indexFrom(rows, sort)];
  return row !== undefined && compareKeys(row.sort, sort) === 0 ? row : undefined;
}

/** Where the first row stands whose sort key is this one or comes behind it. */
function indexFrom(rows: readonly Row[], sort: KeyValue | undefined): number {
  return firstIndex(rows, (row) => compareKeys(row.sort, sort) >= 0);
}

/** Where the first element stands that fits, if all behind it fit as well. */
function firstIndex<T>(list: readonly T[], fits: (element: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const element = list[middle];
    if (element !== undefined && fits(element)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** FNV-1a over the UTF-16 units: spreads partitions over segments, the same way at all times. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}
