import { DyStore, type DyStoreOptions, type KeyDeclaration, type ShardDeclaration } from "@dystore/core";
import type {
  Adapter,
  Capabilities,
  Condition,
  Item,
  ItemKey,
  KeyAttribute,
  KeyValue,
  Middleware,
  Table,
} from "@dystore/core/adapter";
import { type Scene, Skipped } from "../adapter/scene.ts";
import { TableClient } from "../adapter/table-client.ts";
import { CollectedTables } from "./collected-tables.ts";
import { described } from "./same-graph.ts";

/**
 * Which layout a run of the suite has: tables of roots without a sort key; with one, so that parts and pages stand beside their
 * roots; or all shards beside their roots, too, whatever tables a test declares for them.
 */
export type EngineLayout = "tables" | "sorted" | "collection";

const sortKeyName = "SK";

/** The sort value under which roots stand. */
const rootSort = "dystore";

/** What the suite's graphs are: any object. */
export type Graph = Record<string, unknown>;

/** A store's options without its adapter. Table names are a test's own; `table` and `primaryKey` have defaults. */
export interface StoreSetup extends Omit<Partial<DyStoreOptions<Graph>>, "adapter" | "shards"> {
  readonly shards?: readonly ShardDeclaration[] | undefined;
}

/**
 * What one test of the engine works with: stores on the database opened for it. Tables are called as in the layout (`Root`,
 * `Shard1`); what they are called in the database is no other test's, so that items can be counted.
 */
export class EngineScene {
  readonly adapter: Adapter;
  readonly layout: EngineLayout;
  readonly #scene: Scene;
  readonly #prefix: string;
  readonly #tables = new Map<string, Table>();
  /** In the collection layout, what the test takes for tables of shards. */
  readonly #collected = new CollectedTables();

  constructor(scene: Scene, layout: EngineLayout = "tables") {
    this.#scene = scene;
    this.adapter = scene.adapter;
    this.layout = layout;
    this.#prefix = scene.unique("dystore-engine");
  }

  get capabilities(): Capabilities {
    return this.adapter.capabilities;
  }

  /** The name in the database of a table that the test calls `name`. */
  tableName(name: string): string {
    return `${this.#prefix}-${this.#collected.has(name) ? this.#collected.root : name}`;
  }

  /** Skips a test that is about tables of shards, in the layout that has none. */
  needTables(): void {
    if (this.layout === "collection") throw new Skipped("the test is about tables of shards, and this layout has none");
  }

  /** What a store's options say of the root table's sort key, for tests that make stores of their own. */
  get sortKey(): Pick<StoreSetup, "sortKey"> {
    return this.layout === "tables" ? {} : { sortKey: sortKeyName };
  }

  /** The adapter under test with something between it and its middleware. */
  through(wrap: Middleware): Adapter {
    return this.#scene.through(wrap);
  }

  /** A second client on the same database, maybe with something between it and its middleware. */
  another(wrap?: Middleware): Promise<Adapter> {
    return this.#scene.another(wrap);
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
    const sortKey = this.layout === "tables" ? setup.sortKey : (setup.sortKey ?? sortKeyName);
    const root = { table: this.tableName(table), primaryKey, sortKey };
    this.#remember(root.table, primaryKey, setup.region, sortKey);
    const given = this.layout === "collection" && shards ? this.#collected.collect(table, shards) : shards;
    const declared = given === undefined ? {} : { shards: this.#declare(given, { ...root, region: setup.region }) };
    return new DyStore<Graph>({ adapter, ...rest, ...root, ...declared });
  }

  /** All items of a table of the test's, or of all its tables. */
  async items(name?: string): Promise<Item[]> {
    if (name !== undefined && this.layout === "collection") return this.#collected.select(name, await this.items());
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
    if (this.#collected.has(name)) this.needTables();
    if (table === undefined) throw new Error(`no store of this test has a table ${name}`);
    return table.sortKey === undefined ? new TableClient(this.adapter, table) : new RootClient(this.adapter, table);
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

  #remember(name: string, key: KeyDeclaration, region: string | undefined, sort?: KeyDeclaration): void {
    const identity = `${region ?? this.capabilities.region}/${name}`;
    const sortKey = sort === undefined ? this.#tables.get(identity)?.sortKey : attribute(sort);
    const table = { name, partitionKey: attribute(key), ...(region === undefined ? {} : { region }) };
    this.#tables.set(identity, sortKey === undefined ? table : { ...table, sortKey });
  }
}

function attribute(key: KeyDeclaration): KeyAttribute {
  return typeof key === "string" ? { name: key, type: "string" } : key;
}

/** A root table with a sort key: where a test gives none, the root's own sort value is meant. */
class RootClient extends TableClient {
  override key(partition: KeyValue, sort: KeyValue = rootSort): ItemKey {
    return super.key(partition, sort);
  }

  override put(item: Item, condition?: Condition): Promise<void> {
    const { sortKey } = this.table;
    return super.put(sortKey === undefined ? item : { [sortKey.name]: rootSort, ...item }, condition);
  }
}
