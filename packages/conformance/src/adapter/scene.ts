import { randomUUID } from "node:crypto";
import type { Adapter, Capabilities, KeyAttribute, Middleware, Table } from "@dystore/core/adapter";
import type { ConformanceDatabase } from "./options.ts";
import { TableClient } from "./table-client.ts";

/** Thrown by a test's body to leave the rest out; the suite tells the runner. */
export class Skipped extends Error {}

const partition = (type: KeyAttribute["type"]): KeyAttribute => ({ name: "ID", type });
const sort = (type: KeyAttribute["type"]): KeyAttribute => ({ name: "SK", type });

/** The keys that a table has: a string, a string and a sort key, two binaries, a number. */
export type Shape = "simple" | "sorted" | "binary" | "number";

const shapes: Record<Shape, Omit<Table, "name">> = {
  simple: { partitionKey: partition("string") },
  sorted: { partitionKey: partition("string"), sortKey: sort("string") },
  binary: { partitionKey: partition("binary"), sortKey: sort("binary") },
  number: { partitionKey: partition("number") },
};

/**
 * What one test works with: the adapter of a database opened for this test alone, and tables on it. Tables that a test can
 * share are one per shape in a run, because on some databases a table is dear; a test that counts a table's items has its own.
 */
export class Scene {
  /** The adapter under test, in its middleware. */
  readonly adapter: Adapter;
  /** What is beneath the middleware; the adapter under test itself where there is none. */
  readonly beneath: Adapter;
  readonly #database: ConformanceDatabase;
  readonly #middleware: Middleware;
  readonly #run: string;
  readonly #opened: Adapter[] = [];

  constructor(database: ConformanceDatabase, middleware: Middleware | undefined, run: string) {
    this.#database = database;
    this.#middleware = middleware ?? ((adapter) => adapter);
    this.#run = run;
    this.beneath = database.adapter;
    this.adapter = this.#middleware(database.adapter);
  }

  get capabilities(): Capabilities {
    return this.adapter.capabilities;
  }

  /** The adapter under test with something between it and its middleware. */
  through(wrap: Middleware): Adapter {
    return this.#middleware(wrap(this.beneath));
  }

  /** A second client on the same database, maybe with something between it and its middleware. */
  async another(wrap: Middleware = (adapter) => adapter): Promise<Adapter> {
    const adapter = this.#middleware(wrap(await this.#database.another()));
    this.#opened.push(adapter);
    return adapter;
  }

  /** The database, closed and opened again. */
  async reopen(): Promise<Adapter> {
    const adapter = await this.#database.reopen();
    if (adapter === undefined) throw new Skipped("nothing survives closing this database");
    const wrapped = this.#middleware(adapter);
    this.#opened.push(wrapped);
    return wrapped;
  }

  /** Creates the run's table of a shape where it does not stand yet. */
  async open(shape: Shape): Promise<TableClient> {
    return this.create({ name: `dystore-conformance-${this.#run}-${shape}`, ...shapes[shape] });
  }

  /** Creates a table that no other test uses. */
  async openOwn(shape: Shape): Promise<TableClient> {
    return this.create(this.ownTable(shape));
  }

  /** A table that does not stand and that no other test uses. */
  ownTable(shape: Shape): Table {
    return { name: `dystore-conformance-${this.#run}-${this.unique("own")}`, ...shapes[shape] };
  }

  async create(table: Table): Promise<TableClient> {
    await this.adapter.createTable(table, {});
    return new TableClient(this.adapter, table);
  }

  /** Text that no other test uses, to begin keys with. */
  unique(label: string): string {
    return `${label}-${randomUUID()}`;
  }

  async end(): Promise<void> {
    try {
      for (const adapter of this.#opened) await adapter.close();
    } finally {
      await this.#database.teardown();
    }
  }
}
