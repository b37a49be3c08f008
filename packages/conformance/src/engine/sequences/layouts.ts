import type { KeyDeclaration, ShardDeclaration } from "@dystore/core";
import type { Capabilities, KeyAttribute, Table } from "@dystore/core/adapter";

/** How a store of sequences lays its graphs out. */
export interface SequenceLayout {
  readonly table: string;
  readonly primaryKey: KeyDeclaration;
  readonly sortKey?: KeyDeclaration;
  readonly shards?: readonly ShardDeclaration[];
}

const farRegion = "eu-west-1";

/** How many layouts there are: commands name them by their position. */
export const layoutCount = 14;

/**
 * The layouts of a run, and their tables. Most share a table, so that a graph of one is met by stores of others.
 *
 * @example
 * ```ts
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { SequenceLayouts } from "@dystore/conformance";
 *
 * const layouts = new SequenceLayouts("sequences", memoryAdapter().capabilities);
 * console.log(layouts.all.length); // 14
 * ```
 */
export class SequenceLayouts {
  readonly all: readonly SequenceLayout[];
  readonly tables: readonly Table[];
  readonly #homeRegion: string;

  /** @param prefix What the names of tables begin with, in a database that others use, too. */
  constructor(prefix: string, { region, manyRegions }: Pick<Capabilities, "region" | "manyRegions">) {
    this.#homeRegion = region;
    const named = (table: string): string => `${prefix}-${table}`;
    const root = { table: named("Root"), primaryKey: "ID" } as const;
    const sorted = { table: named("Sorted"), primaryKey: "ID", sortKey: "SK" } as const;
    const shards = { table: named("Shards"), primaryKey: "IDX" } as const;
    const binary = { table: named("Binary"), primaryKey: { name: "B", type: "binary" }, region } as const;
    const far = manyRegions ? { region: farRegion } : {};
    this.all = [
      root,
      {
        ...root,
        shards: [
          { path: "$.a", ...shards, shards: [{ path: "$.b" }] },
          { path: "$.map.*", ...binary },
        ],
      },
      { ...root, shards: [{ path: "$.list[*]", shards: [{ path: "$.a", ...shards }] }] },
      { ...root, shards: [{ path: "$.list[0]", ...shards }, { path: "$.list[1]" }] },
      { ...root, shards: [{ path: "$.a", ...shards, ...far, shards: [{ path: "$.list[*]" }] }] },
      { ...root, shards: [{ path: "$.IDX", ...shards }, { path: "$.value.*", ...shards }, { path: "$.__dystore__" }] },
      {
        table: named("Numbers"),
        primaryKey: { name: "ID", type: "number" },
        shards: [
          { path: "$.a", ...shards },
          { path: "$.list[*]", ...shards },
        ],
      },
      { table: named("Binaries"), primaryKey: { name: "ID", type: "binary" }, shards: [{ path: "$.list[*]" }] },
      sorted,
      { ...sorted, shards: [{ path: "$.a", ...shards, shards: [{ path: "$.b" }] }, { path: "$.list[*]" }] },
      {
        ...sorted,
        shards: [{ path: "$.a", shards: [{ path: "$.list[*]" }] }, { path: "$.list[*]" }, { path: "$.map.*" }],
      },
      {
        table: named("SortedNumbers"),
        primaryKey: { name: "ID", type: "number" },
        sortKey: { name: "SK", type: "binary" },
        shards: [{ path: "$.list[*]", shards: [{ path: "$.a" }] }, { path: "$.SK" }],
      },
      { ...root, shards: [{ path: "$.*", ...shards, shards: [{ path: "$.*", shards: [{ path: "$[*]" }] }] }] },
      { ...sorted, shards: [{ path: "$.*", shards: [{ path: "$[*]", shards: [{ path: "$.*", ...shards }] }] }] },
    ];
    const tables = this.all.flatMap(tablesOf);
    this.tables = [...new Map(tables.map((table) => [this.#identity(table), table])).values()];
  }

  at(number: number): SequenceLayout {
    const layout = this.all[number];
    if (layout === undefined) throw new TypeError(`There is no layout ${number}.`);
    return layout;
  }

  /** The table of that name in that Region. */
  table(name: string, region: string | undefined): Table {
    const table = this.tables.find((one) => this.#identity(one) === this.#identity({ name, region }));
    if (table === undefined) throw new TypeError(`No layout has a table ${name}.`);
    return table;
  }

  #identity({
    name,
    region = this.#homeRegion,
  }: {
    readonly name: string;
    readonly region?: string | undefined;
  }): string {
    return `${region}/${name}`;
  }
}

function tablesOf({ table, primaryKey, sortKey, shards }: SequenceLayout): Table[] {
  const parent: Table = { name: table, partitionKey: attribute(primaryKey) };
  const root = sortKey === undefined ? parent : { ...parent, sortKey: attribute(sortKey) };
  return [...shardTables(parent, shards), root];
}

function shardTables(parent: Table, declarations: readonly ShardDeclaration[] = []): Table[] {
  return declarations.flatMap(
    ({ table = parent.name, primaryKey = parent.partitionKey, region = parent.region, shards }) => {
      const own: Table = {
        name: table,
        partitionKey: attribute(primaryKey),
        ...(region === undefined ? {} : { region }),
      };
      return [own, ...shardTables(own, shards)];
    },
  );
}

function attribute(key: KeyDeclaration): KeyAttribute {
  return typeof key === "string" ? { name: key, type: "string" } : key;
}
