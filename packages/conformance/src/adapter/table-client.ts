import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  type Adapter,
  type Condition,
  type DeleteStep,
  type Item,
  type ItemKey,
  type KeyValue,
  metadataAttribute,
  type PutStep,
  type Range,
  type Scan,
  type Table,
} from "@dystore/core/adapter";

/** The condition that the engine relies on: the item that stands is of this version. Every middleware leaves it readable. */
export function versionIs(value: string): Condition {
  return { kind: "equals", path: [metadataAttribute, "version"], value };
}

export const absent: Condition = { kind: "absent" };

/** More pages than any test has items: a read that brings more would never end. */
const mostPages = 1000;

/** Pages, asserting that they end and that none has more items than allowed. */
export async function* eachPage(
  pages: AsyncIterable<readonly Item[]>,
  limit: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Item[]> {
  let count = 0;
  for await (const page of pages) {
    assert.ok(page.length <= limit, `a page of ${page.length} items, at most ${limit} were asked for`);
    assert.ok(++count <= mostPages, "the pages never end");
    yield page;
  }
}

/** Everything that {@link eachPage} brings, in order. */
export async function collect(pages: AsyncIterable<readonly Item[]>, limit?: number): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of eachPage(pages, limit)) items.push(...page);
  return items;
}

/** One table of an adapter, for tests that are about single items. Reads are consistent. */
export class TableClient {
  readonly adapter: Adapter;
  readonly table: Table;

  constructor(adapter: Adapter, table: Table) {
    this.adapter = adapter;
    this.table = table;
  }

  /** The same table through another adapter. */
  through(adapter: Adapter): TableClient {
    return new TableClient(adapter, this.table);
  }

  key(partition: KeyValue, sort?: KeyValue): ItemKey {
    return sort === undefined ? { table: this.table, partition } : { table: this.table, partition, sort };
  }

  /** A key that no other test uses, for tables whose partition key is a string. */
  fresh(label: string, sort?: KeyValue): ItemKey {
    return this.key(`${label}-${randomUUID()}`, sort);
  }

  /** Several fresh keys. */
  freshAll<const Labels extends readonly string[]>(...labels: Labels): { readonly [Index in keyof Labels]: ItemKey } {
    return labels.map((label) => this.fresh(label)) as { readonly [Index in keyof Labels]: ItemKey };
  }

  freshMany(label: string, count: number): readonly ItemKey[] {
    const unique = `${label}-${randomUUID()}`;
    return Array.from({ length: count }, (_, index) => this.key(`${unique}-${index}`));
  }

  /** An item with its key attributes. */
  item(key: ItemKey, attributes: Item = {}): Item {
    const { partitionKey, sortKey } = this.table;
    const keyed = { ...attributes, [partitionKey.name]: key.partition };
    return sortKey === undefined || key.sort === undefined ? keyed : { ...keyed, [sortKey.name]: key.sort };
  }

  /** An item that {@link versionIs} can be asked of. */
  versioned(key: ItemKey, version: string, attributes: Item = {}): Item {
    return this.item(key, { ...attributes, [metadataAttribute]: { version } });
  }

  putStep(item: Item, condition?: Condition): PutStep {
    const { table } = this;
    return condition === undefined ? { kind: "put", table, item } : { kind: "put", table, item, if: condition };
  }

  deleteStep(key: ItemKey, condition?: Condition): DeleteStep {
    return condition === undefined ? { kind: "delete", key } : { kind: "delete", key, if: condition };
  }

  async put(item: Item, condition?: Condition): Promise<void> {
    await this.adapter.write([this.putStep(item, condition)], { atomic: false }, {});
  }

  async delete(key: ItemKey, condition?: Condition): Promise<void> {
    await this.adapter.write([this.deleteStep(key, condition)], { atomic: false }, {});
  }

  async get(key: ItemKey): Promise<Item | undefined> {
    const [item] = await this.getMany([key]);
    return item;
  }

  getMany(keys: readonly ItemKey[]): Promise<readonly (Item | undefined)[]> {
    return this.adapter.get(keys, { consistent: true }, {});
  }

  /** Puts items in writes that are small enough for every adapter's patience. */
  async putAll(items: readonly Item[]): Promise<void> {
    await this.adapter.write(
      items.map((item) => this.putStep(item)),
      { atomic: false },
      {},
    );
  }

  queryPages(partition: KeyValue, range: Omit<Range, "table" | "partition"> = {}): AsyncIterable<readonly Item[]> {
    return this.adapter.query({ table: this.table, partition, consistent: true, ...range }, {});
  }

  query(partition: KeyValue, range: Omit<Range, "table" | "partition"> = {}): Promise<Item[]> {
    return collect(this.queryPages(partition, range));
  }

  scanPages(scan: Omit<Scan, "table"> = {}): AsyncIterable<readonly Item[]> {
    return this.adapter.scan({ table: this.table, consistent: true, ...scan }, {});
  }

  scan(scan: Omit<Scan, "table"> = {}): Promise<Item[]> {
    return collect(this.scanPages(scan));
  }
}
