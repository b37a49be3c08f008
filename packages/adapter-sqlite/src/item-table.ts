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
import { ItemSql } from "./item-sql.ts";
import { type Column, fromColumn, type KeyColumns } from "./key-column.ts";
import type { StoredPut, StoredStep } from "./stored-step.ts";

/** The SQL table of a DyStore table: a row for each item, under columns for its key. */
export class ItemTable {
  /** As it was created. */
  readonly definition: Table;
  readonly sql: ItemSql;
  readonly #database: Database;
  readonly #prepared = new Map<string, Statement>();

  constructor(database: Database, definition: Table, name: string) {
    this.#database = database;
    this.definition = definition;
    this.sql = new ItemSql(definition, name);
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
    const row = this.prepare(this.sql.get).get(...key) as readonly [string] | undefined;
    return row && this.decode(key, row[0]);
  }

  /** Gets items by their keys, at most {@link mostTogether} of them. */
  getTogether(keys: readonly KeyColumns[]): readonly (Item | undefined)[] {
    const { getTogether, noKeys, columns } = this.sql;
    const parameters: readonly (Column | null)[] = keys.flat();
    const padded = parameters.concat(noKeys.slice(keys.length * columns.length));
    const texts = this.prepare(getTogether).get(...padded) as readonly (string | null)[];
    return keys.map((key, index) => {
      const text = texts[index];
      return typeof text === "string" ? this.decode(key, text) : undefined;
    });
  }

  /** Carries out a step. `false` where its condition does not hold. */
  apply(step: StoredStep): boolean {
    const { kind, key, if: condition } = step;
    if (condition?.kind === "equals") {
      const statement = this.prepare(this.sql.ifEquals(kind, condition.sql));
      switch (kind) {
        case "put":
          return statement.run(step.text, ...key, ...condition.parameters).changes === 1;
        case "delete":
          return statement.run(...key, ...condition.parameters).changes === 1;
        case "check":
          return statement.get(...key, ...condition.parameters) !== undefined;
      }
    }
    if (kind === "put") {
      const sql = condition === undefined ? this.sql.put : this.sql.insert;
      return this.prepare(sql).run(...key, step.text).changes === 1;
    }
    if (condition !== undefined) return this.prepare(this.sql.exists).get(...key) === undefined;
    if (kind === "delete") this.delete(key);
    return true;
  }

  delete(key: KeyColumns): void {
    this.prepare(this.sql.delete).run(...key);
  }

  /** Deletes an item and puts another under its own key, in one go. Neither has a condition. */
  replace(old: KeyColumns, put: StoredPut): void {
    if (this.prepare(this.sql.replace).run(...put.key, put.text, ...old).changes === 0) this.apply(put);
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
