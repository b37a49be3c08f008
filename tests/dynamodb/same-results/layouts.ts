import { randomUUID } from "node:crypto";
import type { KeyDeclaration, ShardDeclaration } from "@dystore/core";
import type { KeyAttribute, Table } from "@dystore/core/adapter";

/** How a store of these tests lays its graphs out. */
export interface TestLayout {
  readonly table: string;
  readonly primaryKey: KeyDeclaration;
  readonly shards?: readonly ShardDeclaration[];
}

export const homeRegion = "us-east-2";
const farRegion = "eu-west-1";

/** In a database that other tests and other runs use too. */
const run = randomUUID();
const named = (table: string): string => `same-results-${run}-${table}`;

const root = { table: named("Root"), primaryKey: "ID" } as const;
const shards = { table: named("Shards"), primaryKey: "IDX" } as const;

/** Commands name layouts by their position here. Most share a table, so that a graph of one is met by stores of others. */
export const layouts: readonly [TestLayout, ...TestLayout[]] = [
  root,
  {
    ...root,
    shards: [
      { path: "$.a", ...shards, shards: [{ path: "$.b" }] },
      { path: "$.map.*", table: named("Binary"), primaryKey: { name: "B", type: "binary" }, region: homeRegion },
    ],
  },
  { ...root, shards: [{ path: "$.list[*]", shards: [{ path: "$.a", ...shards }] }] },
  { ...root, shards: [{ path: "$.list[0]", ...shards }, { path: "$.list[1]" }] },
  { ...root, shards: [{ path: "$.a", ...shards, region: farRegion, shards: [{ path: "$.list[*]" }] }] },
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
];

/** The layouts' tables, by name and Region. */
export const tables: readonly Table[] = [
  ...new Map(layouts.flatMap(tablesOf).map((table) => [tableId(table), table])).values(),
];

/** The table of that name in that Region. */
export function tableNamed(name: string, region: string | undefined): Table {
  const table = tables.find((one) => tableId(one) === tableId({ name, region }));
  if (table === undefined) throw new TypeError(`No layout has a table ${name}.`);
  return table;
}

function tableId({ name, region = homeRegion }: Pick<Table, "name" | "region">): string {
  return `${region}/${name}`;
}

function tablesOf({ table, primaryKey, shards }: TestLayout): Table[] {
  const parent: Table = { name: table, partitionKey: attribute(primaryKey) };
  return [parent, ...shardTables(parent, shards)];
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
