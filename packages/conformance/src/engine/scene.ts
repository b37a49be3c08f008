import { DyStore, type DyStoreOptions, type ShardDeclaration } from "@dystore/core";
import type { Adapter, Capabilities, Item, KeyAttribute, Table } from "@dystore/core/adapter";
import type { Scene } from "../adapter/scene.ts";
import { TableClient } from "../adapter/table-client.ts";
import { described } from "./same-graph.ts";

/** What the suite's graphs are: any object. */
export type Graph = Record<string, unknown>;

/** A store's options without its adapter. Table names are a test's own; `table` and `primaryKey` have defaults. */
export type StoreSetup = Omit<Partial<DyStoreOptions<Graph>>, "adapter">;

/**
 * What one test of the engine works with: stores on the database opened for it. Tables are called as in the layout (`Root`,
 * `Shard1`); what they are called in the database is no other test's, so that items can be counted.
 */
export class EngineScene {
  readonly adapter: Adapter;
  readonly #scene: Scene;
  readonly #prefix: string;
  readonly #tables = new Map<string, Table>();

  constructor(scene: Scene) {
    this.#scene = scene;
    this.adapter = scene.adapter;
    this.#prefix = scene.unique("dystore-engine");
  }

  get capabilities(): Capabilities {
    return this.adapter.capabilities;
  }

  /** The name in the database of a table that the test calls `name`. */
  tableName(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  /** A second client on the same database. */
  another(): Promise<Adapter> {
    return this.#scene.another();
  }

  /** The database, closed and opened again. */
  reopen(): Promise<Adapter> {
    return this.#scene.reopen();
  }

  /** A store with its tables created. Default: roots in `Root` under the string key `ID`, no shards. */
  async open(setup: StoreSetup = {}, adapter: Adapter = this.adapter): Promise<DyStore<Graph>> {
    const store = this.store(setup, adapter);
    await store.createTables();
    return store;
  }

  /** A store whose tables stand, or are not to stand. */
  store(setup: StoreSetup = {}, adapter: Adapter = this.adapter): DyStore<Graph> {
    const { table = "Root", primaryKey = "ID", shards, ...rest } = setup;
    const root = { table: this.tableName(table), primaryKey };
    this.#remember(root.table, primaryKey, setup.region);
    const declared = shards === undefined ? {} : { shards: this.#declare(shards, { ...root, region: setup.region }) };
    return new DyStore<Graph>({ adapter, ...rest, ...root, ...declared });
  }

  /** All items of a table of the test's, or of all its tables. */
  async items(name?: string): Promise<Item[]> {
    const tables = [...this.#tables.values()].filter(
      (table) => name === undefined || table.name === this.tableName(name),
    );
    const found: Item[] = [];
    for (const table of tables) found.push(...(await new TableClient(this.adapter, table).scan()));
    return found;
  }

  /** How many items stand in a table of the test's, or in all. */
  async count(name?: string): Promise<number> {
    return (await this.items(name)).length;
  }

  /** Everything that stands in the test's tables, in comparable form. */
  async contents(): Promise<readonly string[]> {
    return (await this.items()).map((item) => JSON.stringify(described(item))).sort();
  }

  /** A table of the test's, for what happens behind the engine's back. */
  table(name: string): TableClient {
    const table = [...this.#tables.values()].find((each) => each.name === this.tableName(name));
    if (table === undefined) throw new Error(`no store of this test has a table ${name}`);
    return new TableClient(this.adapter, table);
  }

  #declare(
    shards: readonly ShardDeclaration[],
    parent: { readonly table: string; readonly primaryKey: string | KeyAttribute; readonly region: string | undefined },
  ): ShardDeclaration[] {
    return shards.map((shard) => {
      const own = shard.table === undefined ? {} : { table: this.tableName(shard.table) };
      const table = own.table ?? parent.table;
      const primaryKey = shard.primaryKey ?? parent.primaryKey;
      const region = shard.region ?? parent.region;
      this.#remember(table, primaryKey, region);
      const inner =
        shard.shards === undefined ? {} : { shards: this.#declare(shard.shards, { table, primaryKey, region }) };
      return { ...shard, ...own, ...inner };
    });
  }

  #remember(name: string, key: string | KeyAttribute, region: string | undefined): void {
    const partitionKey: KeyAttribute = typeof key === "string" ? { name: key, type: "string" } : key;
    const table = region === undefined ? { name, partitionKey } : { name, region, partitionKey };
    this.#tables.set(`${region ?? this.capabilities.region}/${name}`, table);
  }
}
