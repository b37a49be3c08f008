import type { Table } from "@dystore/core/adapter";
import type { StoredStep } from "./stored-step.ts";

/** The most keys of {@link ItemSql.getTogether}. */
export const mostTogether = 16;

/**
 * The SQL of a table of items. Every text is made once: they are what prepared statements are found by.
 *
 * A rowid table at SQLite's own page size, because items of 1 KB spill out of the pages of a `WITHOUT ROWID` table, which makes
 * getting them 4 times as dear; larger pages gain nothing. `INSERT OR REPLACE` moves rows and costs 4 times as much as
 * `ON CONFLICT DO UPDATE`. (Measured: `npm run bench -- shapes`.)
 */
export class ItemSql {
  /** The table's name, quoted. */
  readonly name: string;
  /** The names of the key's columns. */
  readonly columns: readonly string[];
  readonly create: string;
  readonly get: string;
  readonly exists: string;
  readonly put: string;
  readonly insert: string;
  readonly delete: string;
  /**
   * Puts an item in the row of another that goes: half of what deleting one row and inserting another costs, and it dirties a third
   * of the pages. `OR REPLACE` is about a row that stands under the new key.
   */
  readonly replace: string;
  /**
   * Gets up to {@link mostTogether} items as the columns of one row. One statement takes and leaves the readers' lock once and sees
   * one state; keys left over are {@link noKeys}, which stand for no row.
   */
  readonly getTogether: string;
  readonly noKeys: readonly null[];
  readonly #conditional = new Map<string, Readonly<Record<StoredStep["kind"], string>>>();
  readonly #update: string;

  constructor({ partitionKey, sortKey }: Table, name: string) {
    this.name = `"${name.replaceAll('"', '""')}"`;
    this.columns = sortKey === undefined ? ["partition_key"] : ["partition_key", "sort_key"];
    const types = [partitionKey, sortKey].map((key) => (key?.type === "binary" ? "BLOB" : "TEXT"));
    const declared = this.columns.map((column, index) => `${column} ${types[index]} NOT NULL`);
    const where = `WHERE ${this.columns.map((column) => `${column} = ?`).join(" AND ")}`;
    const insert = `INSERT INTO ${this.name} (${this.columns}, item) VALUES (${this.columns.map(() => "?")}, ?)`;
    this.create = `CREATE TABLE ${this.name} (${declared}, item TEXT NOT NULL, PRIMARY KEY (${this.columns})) STRICT`;
    this.get = `SELECT item FROM ${this.name} ${where}`;
    this.exists = `SELECT 1 FROM ${this.name} ${where}`;
    this.put = `${insert} ON CONFLICT (${this.columns}) DO UPDATE SET item = excluded.item`;
    this.insert = `${insert} ON CONFLICT (${this.columns}) DO NOTHING`;
    this.delete = `DELETE FROM ${this.name} ${where}`;
    this.#update = `UPDATE ${this.name} SET item = ? ${where}`;
    const assignments = this.columns.map((column) => `${column} = ?`);
    this.replace = `UPDATE OR REPLACE ${this.name} SET ${assignments}, item = ? ${where}`;
    this.getTogether = `SELECT ${new Array(mostTogether).fill(`(${this.get})`)}`;
    this.noKeys = new Array(mostTogether * this.columns.length).fill(null);
  }

  /** A step's SQL where its item must satisfy more: an SQL expression over the column `item`. */
  ifEquals(kind: StoredStep["kind"], expression: string): string {
    let texts = this.#conditional.get(expression);
    if (texts === undefined) {
      texts = {
        put: `${this.#update} AND ${expression}`,
        delete: `${this.delete} AND ${expression}`,
        check: `${this.exists} AND ${expression}`,
      };
      this.#conditional.set(expression, texts);
    }
    return texts[kind];
  }
}
