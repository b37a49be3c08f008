import { DyStoreError, type KeyAttribute, type Table, tableText } from "@dystore/core/adapter";
import type { Database, Statement } from "better-sqlite3";
import { ItemSql } from "./item-sql.ts";
import { ItemTable } from "./item-table.ts";

interface CatalogRow {
  readonly partition_key: string;
  readonly partition_type: KeyAttribute["type"];
  readonly sort_key: string | null;
  readonly sort_type: KeyAttribute["type"] | null;
  readonly item_table: string;
}

/** The tables of a database, each in a Region. Its methods are to be called in a transaction or alone. */
export class Catalog {
  readonly #database: Database;
  readonly #region: string;
  /** What was found so far. Tables are never dropped; those that other processes create are found when they are asked for. */
  readonly #tables = new Map<string, ItemTable>();
  readonly #select: Statement<[region: string, name: string], CatalogRow>;
  readonly #nextId: Statement;
  readonly #insert: Statement;

  constructor(database: Database, region: string) {
    this.#database = database;
    this.#region = region;
    this.#select = database.prepare("SELECT * FROM dystore_tables WHERE region = ? AND name = ?");
    this.#nextId = database.prepare("SELECT coalesce(max(id), 0) + 1 FROM dystore_tables").pluck();
    this.#insert = database.prepare("INSERT INTO dystore_tables VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  }

  /** @throws `TABLE_NOT_FOUND`; `INVALID` where the table stands with another key. */
  open(table: Table): ItemTable {
    const found = this.#find(table);
    if (found !== undefined) return found;
    const region = table.region ?? this.#region;
    throw new DyStoreError("TABLE_NOT_FOUND", `There is no table "${table.name}" in ${region}; create it first.`, {
      table: table.name,
    });
  }

  /** As {@link open}, for work in which the same table comes again and again. */
  opener(): (table: Table) => ItemTable {
    let last: { readonly table: Table; readonly found: ItemTable } | undefined;
    return (table) => {
      if (last?.table !== table) last = { table, found: this.open(table) };
      return last.found;
    };
  }

  /** Creates a table unless it stands. Must run in a transaction that writes. @throws `INVALID` where it stands with another key. */
  create(table: Table): void {
    if (this.#find(table) !== undefined) return;
    const { name, region = this.#region, partitionKey, sortKey } = table;
    const id = Number(this.#nextId.get());
    // The number tells apart what SQLite would not: it takes names that differ by case for the same.
    const itemTable = `items_${id}_${name.replace(/[^A-Za-z0-9]/g, "_")}`;
    const keys = [partitionKey.name, partitionKey.type, sortKey?.name ?? null, sortKey?.type ?? null];
    this.#insert.run(id, region, name, ...keys, itemTable);
    this.#database.exec(new ItemSql(table, itemTable).create);
  }

  #find(table: Table): ItemTable | undefined {
    const found = this.#tables.get(tableText(table, this.#region)) ?? this.#load(table);
    if (found === undefined || hasSameKeys(found.definition, table)) return found;
    const words = `Table "${table.name}" stands with another key; declare it as it is, or use another name.`;
    throw new DyStoreError("INVALID", words, { table: table.name });
  }

  #load({ name, region = this.#region }: Table): ItemTable | undefined {
    const row = this.#select.get(region, name);
    if (row === undefined) return undefined;
    const sortKey = row.sort_key === null ? {} : { sortKey: { name: row.sort_key, type: row.sort_type ?? "string" } };
    const definition = {
      name,
      region,
      partitionKey: { name: row.partition_key, type: row.partition_type },
      ...sortKey,
    };
    const table = new ItemTable(this.#database, definition, row.item_table);
    this.#tables.set(tableText(definition, region), table);
    return table;
  }
}

function hasSameKeys(one: Table, other: Table): boolean {
  return isSameKey(one.partitionKey, other.partitionKey) && isSameKey(one.sortKey, other.sortKey);
}

function isSameKey(one: KeyAttribute | undefined, other: KeyAttribute | undefined): boolean {
  return one?.name === other?.name && one?.type === other?.type;
}
