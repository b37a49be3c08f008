import { setImmediate } from "node:timers/promises";
import {
  type Adapter,
  type BareAdapter,
  type Capabilities,
  type Context,
  defineAdapter,
  dynamodbAtomicWrites,
  dynamodbLimits,
  type GetOptions,
  type Item,
  type ItemKey,
  type Range,
  type Scan,
  type Step,
  type Table,
  type WriteOptions,
} from "@dystore/core/adapter";
import { Catalog } from "./catalog.ts";
import { Connection } from "./connection.ts";
import { mostTogether } from "./item-sql.ts";
import type { ItemTable } from "./item-table.ts";
import { type KeyColumns, toColumns } from "./key-column.ts";
import type { SqliteOptions } from "./options.ts";
import { type Page, queryPage, scanPage, toStoredRange, toStoredScan } from "./page.ts";
import { Writer } from "./writer.ts";

/** The most gets of one turn: others of this process get theirs in between. Items may be as large as 400 KB. */
const getsAtOnce = 128;

interface Place {
  readonly table: Table;
  readonly columns: KeyColumns;
}

function toPlace(key: ItemKey): Place {
  return { table: key.table, columns: toColumns(key) };
}

/**
 * Stores items in an SQLite file, or in memory. Opens it at once, and makes it where it is missing.
 *
 * Items stand in the file as JSON text that the `sqlite3` shell shows; `dystore_tables` names the SQL table of each table.
 *
 * @throws `INVALID` for a file that cannot be DyStore's: its folder is missing, it is no SQLite database, another program's, or
 *   of a later version of DyStore; `NOT_SUPPORTED` on Node older than 22.18; `THROTTLED` where others kept it busy.
 *
 * @example
 * ```ts
 * const adapter = sqliteAdapter({ file: ":memory:" });
 * const people = { name: "People", partitionKey: { name: "ID", type: "string" } } as const;
 * await adapter.createTable(people, {});
 * await adapter.write([{ kind: "put", table: people, item: { ID: "a", name: "Ada" } }], { atomic: false }, {});
 * ```
 */
export function sqliteAdapter(options: SqliteOptions): Adapter {
  return defineAdapter(new SqliteAdapter(options));
}

class SqliteAdapter implements BareAdapter {
  readonly name = "sqlite";
  readonly capabilities: Capabilities;
  readonly #connection: Connection;
  readonly #catalog: Catalog;
  readonly #writer: Writer;

  constructor(options: SqliteOptions) {
    const region = options.region ?? (process.env["AWS_REGION"] || "us-east-2");
    this.capabilities = {
      region,
      manyRegions: true,
      atomic: options.atomic ?? dynamodbAtomicWrites,
      limits: { ...dynamodbLimits, ...options.limits },
    };
    this.#connection = new Connection(options);
    this.#catalog = this.#connection.prepare((database) => new Catalog(database, region));
    this.#writer = new Writer(this.#connection, this.#catalog, region);
  }

  get(keys: readonly ItemKey[], _: GetOptions, context: Context): Promise<readonly (Item | undefined)[]> {
    const places = keys.map(toPlace);
    return places.length > getsAtOnce
      ? this.#getInTurns(places, context)
      : this.#connection.attempt("get", () => this.#getAll(places), context);
  }

  write(steps: readonly Step[], options: WriteOptions, context: Context): Promise<void> {
    return this.#writer.write(steps, options, context);
  }

  query(range: Range, context: Context): AsyncIterable<readonly Item[]> {
    const stored = toStoredRange(range);
    return this.#pages("query", (last) => queryPage(this.#catalog.open(range.table), stored, last), context);
  }

  scan(scan: Scan, context: Context): AsyncIterable<readonly Item[]> {
    const stored = toStoredScan(scan);
    return this.#pages("scan", (last) => scanPage(this.#catalog.open(scan.table), stored, last), context);
  }

  async createTable(table: Table, context: Context): Promise<void> {
    const create = () => this.#connection.transaction("write", () => this.#catalog.create(table));
    await this.#connection.attempt("createTable", create, context);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  async #getInTurns(places: readonly Place[], context: Context): Promise<readonly (Item | undefined)[]> {
    const items: (Item | undefined)[] = [];
    for (let from = 0; from < places.length; from += getsAtOnce) {
      if (from > 0) await setImmediate();
      const turn = places.slice(from, from + getsAtOnce);
      items.push(...(await this.#connection.attempt("get", () => this.#getAll(turn), context)));
    }
    return items;
  }

  #getAll(places: readonly Place[]): readonly (Item | undefined)[] {
    const [place] = places;
    if (place !== undefined && places.length === 1) return [this.#catalog.open(place.table).get(place.columns)];
    const open = this.#catalog.opener();
    const groups: { readonly table: ItemTable; readonly keys: KeyColumns[] }[] = [];
    for (const { table, columns } of places) {
      const found = open(table);
      const group = groups.at(-1);
      if (group?.table === found && group.keys.length < mostTogether) group.keys.push(columns);
      else groups.push({ table: found, keys: [columns] });
    }
    const read = () => groups.flatMap(({ table, keys }) => table.getTogether(keys));
    return groups.length === 1 ? read() : this.#connection.transaction("read", read);
  }

  async *#pages(
    call: "query" | "scan",
    read: (last: KeyColumns | undefined) => Page,
    context: Context,
  ): AsyncGenerator<readonly Item[], void, undefined> {
    let last: KeyColumns | undefined;
    do {
      const page = await this.#connection.attempt(call, () => read(last), context);
      yield page.items;
      last = page.last;
    } while (last !== undefined);
  }
}
