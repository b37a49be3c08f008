import {
  DyStoreError,
  decodeItem,
  type Item,
  setOwn,
  type Table,
  unreadableItem,
  type Value,
} from "@dystore/core/adapter";
import type { Database, Statement } from "better-sqlite3";
import { fromColumn, type KeyColumns } from "./key-column.ts";
import type { StoredEquals } from "./stored-condition.ts";
import type { StoredStep } from "./stored-step.ts";

/**
 * The SQL table of a DyStore table: a row for each item, under columns for its key.
 *
 * A rowid table at SQLite's own page size, because items of 1 KB spill out of the pages of a `WITHOUT ROWID` table, which makes
 * getting them 4 times as dear; larger pages gain nothing. `INSERT OR REPLACE` moves rows and costs 4 times as much as
 * `ON CONFLICT DO UPDATE`. (Measured: `npm run bench -- shapes`.)
 */
export class ItemTable {
  /** As it was created. */
  readonly definition: Table;
  /** The SQL table's name, quoted. */
  readonly name: string;
  /** The names of the key's columns. */
  readonly columns: readonly string[];
  readonly #database: Database;
  readonly #prepared = new Map<string, Statement>();
  readonly #get: string;
  readonly #put: string;
  readonly #insert: string;
  readonly #update: string;
  readonly #delete: string;
  readonly #exists: string;

  constructor(database: Database, definition: Table, name: string) {
    this.#database = database;
    this.definition = definition;
    this.name = `"${name.replaceAll('"', '""')}"`;
    this.columns = definition.sortKey === undefined ? ["partition_key"] : ["partition_key", "sort_key"];
    const where = `WHERE ${this.columns.map((column) => `${column} = ?`).join(" AND ")}`;
    const insert = `INSERT INTO ${this.name} (${this.columns}, item) VALUES (${this.columns.map(() => "?")}, ?)`;
    this.#get = `SELECT item FROM ${this.name} ${where}`;
    this.#put = `${insert} ON CONFLICT (${this.columns}) DO UPDATE SET item = excluded.item`;
    this.#insert = `${insert} ON CONFLICT (${this.columns}) DO NOTHING`;
    this.#update = `UPDATE ${this.name} SET item = ? ${where}`;
    this.#delete = `DELETE FROM ${this.name} ${where}`;
    this.#exists = `SELECT 1 FROM ${this.name} ${where}`;
  }

  /** SQL that creates such a table. */
  get creation(): string {
    const { partitionKey, sortKey } = this.definition;
    const types = [partitionKey, sortKey].map((key) => (key?.type === "binary" ? "BLOB" : "TEXT"));
    const columns = this.columns.map((column, index) => `${column} ${types[index]} NOT NULL`);
    return `CREATE TABLE ${this.name} (${columns}, item TEXT NOT NULL, PRIMARY KEY (${this.columns})) STRICT`;
  }

  /** The statement of an SQL text, prepared once. Rows come as lists. */
  prepare(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      if (statement.reader) statement.raw();
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  get(key: KeyColumns): Item | undefined {
    const row = this.prepare(this.#get).get(...key) as readonly [string] | undefined;
    return row && this.decode(key, row[0]);
  }

  /** Carries out a step. `false` where its condition does not hold. */
  apply(step: StoredStep): boolean {
    const { kind, key, if: condition } = step;
    if (condition?.kind === "equals") return this.#applyIfEquals(step, condition);
    if (kind === "put") {
      const sql = condition === undefined ? this.#put : this.#insert;
      return this.prepare(sql).run(...key, step.text).changes === 1;
    }
    if (condition !== undefined) return this.prepare(this.#exists).get(...key) === undefined;
    if (kind === "delete") this.prepare(this.#delete).run(...key);
    return true;
  }

  #applyIfEquals(step: StoredStep, { sql, parameters }: StoredEquals): boolean {
    switch (step.kind) {
      case "put":
        return this.prepare(`${this.#update} AND ${sql}`).run(step.text, ...step.key, ...parameters).changes === 1;
      case "delete":
        return this.prepare(`${this.#delete} AND ${sql}`).run(...step.key, ...parameters).changes === 1;
      case "check":
        return this.prepare(`${this.#exists} AND ${sql}`).get(...step.key, ...parameters) !== undefined;
    }
  }

  /** The item of a row; its key with the error attached where the text cannot be read. */
  decode(key: KeyColumns, text: string): Item {
    try {
      return decodeItem(text);
    } catch (error) {
      if (!(error instanceof DyStoreError)) throw error;
      return unreadableItem(this.#keyAttributes(key), error);
    }
  }

  #keyAttributes([partition, sort]: KeyColumns): Item {
    const { partitionKey, sortKey } = this.definition;
    const attributes: Record<string, Value> = {};
    if (partition !== undefined) setOwn<Value>(attributes, partitionKey.name, fromColumn(partition, partitionKey));
    if (sort !== undefined && sortKey !== undefined) setOwn<Value>(attributes, sortKey.name, fromColumn(sort, sortKey));
    return attributes;
  }
}
