import { tableText } from "../adapter/item-key.ts";
import type { ItemKey, KeyAttribute, Table } from "../adapter/table.ts";
import { isMap } from "../values/kind.ts";
import type { Value } from "../values/value.ts";
import { type GraphAddress, ItemKeys, type ItemName } from "./address.ts";
import { itemName } from "./entry.ts";

/** The most items that one run may name; a larger count can only be damage. */
const largestRun = 100_000_000;

/** Items of one version with consecutive ordinals. */
export interface Run {
  readonly version: string;
  readonly first: number;
  readonly count: number;
}

/** A table of a graph's items with their names as (version, first ordinal, count): the public half of a manifest. */
export interface NamedItems {
  readonly table: Table;
  readonly runs: readonly Run[];
}

/** Sorts items by table. */
export function nameItems(items: Iterable<ItemName & { readonly table: Table }>): readonly NamedItems[] {
  const tables = new Map<string, { table: Table; runs: { version: string; first: number; count: number }[] }>();
  for (const { table, version, ordinal } of items) {
    const identity = tableText(table, "");
    const known = tables.get(identity) ?? { table, runs: [] };
    tables.set(identity, known);
    const last = known.runs.at(-1);
    if (last !== undefined && last.version === version && last.first + last.count === ordinal) last.count++;
    else known.runs.push({ version, first: ordinal, count: 1 });
  }
  return [...tables.values()];
}

/**
 * The keys of the items that the public half of a manifest names and `kept` does not. They embed the graph, so a forged
 * manifest can name no other graph's.
 */
export function itemKeys(graph: GraphAddress, tables: readonly NamedItems[], kept: Iterable<ItemName> = []): ItemKey[] {
  if (tables.length === 0) return [];
  const itemKey = new ItemKeys(graph);
  const names = new Set<string>();
  for (const name of kept) names.add(itemName(name));
  const keys: ItemKey[] = [];
  for (const { table, runs } of tables) {
    for (const { version, first, count } of runs) {
      for (let ordinal = first; ordinal < first + count; ordinal++) {
        if (names.size === 0 || !names.has(itemName({ version, ordinal })))
          keys.push(itemKey.item(table, { version, ordinal }));
      }
    }
  }
  return keys;
}

/** As a root or page stores it, in the public half of its metadata. */
export function encodePlaces(tables: readonly NamedItems[], versions: readonly string[]): Value {
  const numbers = new Map(versions.map((version, number) => [version, number]));
  return tables.map(({ table, runs }) => ({
    ...encodeTable(table),
    runs: runs.flatMap(({ version, first, count }) => [numbers.get(version) ?? -1, first, count]),
  }));
}

/** Reads what {@link encodePlaces} wrote; `undefined` where it is malformed. @param root The table of the graph's root. */
export function decodePlaces(
  places: Value,
  versions: readonly string[],
  root: Table,
): readonly NamedItems[] | undefined {
  if (!Array.isArray(places)) return undefined;
  const tables: NamedItems[] = [];
  for (const place of places as readonly Value[]) {
    const table = isMap(place) ? decodeTable(place) : undefined;
    const runs = isMap(place) ? decodeRuns(place["runs"], versions) : undefined;
    if (table === undefined || runs === undefined || !isSound(table, root)) return undefined;
    tables.push({ table, runs });
  }
  return tables;
}

/** A table as it is stored. */
export function encodeTable({ name, region, partitionKey, sortKey }: Table): { readonly [name: string]: Value } {
  return {
    table: name,
    ...(region === undefined ? {} : { region }),
    key: partitionKey.name,
    type: partitionKey.type,
    ...(sortKey === undefined ? {} : { sortKey: sortKey.name, sortType: sortKey.type }),
  };
}

/** Reads what {@link encodeTable} wrote; `undefined` where it is malformed. */
export function decodeTable(place: { readonly [name: string]: Value }): Table | undefined {
  const { table: name, region, key, type, sortKey, sortType } = place;
  const partition = keyAttribute(key, type);
  const sort = sortKey === undefined ? undefined : keyAttribute(sortKey, sortType);
  if (typeof name !== "string" || partition === undefined || (sortKey !== undefined && sort === undefined))
    return undefined;
  if (region !== undefined && typeof region !== "string") return undefined;
  return {
    name,
    ...(region === undefined ? {} : { region }),
    partitionKey: partition,
    ...(sort === undefined ? {} : { sortKey: sort }),
  };
}

/**
 * Items lie in a table with a sort key, or with number keys, only beside their root. In another such table the very same keys could
 * be those of another graph's items.
 */
function isSound(table: Table, root: Table): boolean {
  if (table.sortKey === undefined && table.partitionKey.type !== "number") return true;
  return (
    table.name === root.name &&
    table.region === root.region &&
    isSameKey(table.partitionKey, root.partitionKey) &&
    isSameKey(table.sortKey, root.sortKey)
  );
}

function isSameKey(one: KeyAttribute | undefined, two: KeyAttribute | undefined): boolean {
  return one?.name === two?.name && one?.type === two?.type;
}

function keyAttribute(name: Value | undefined, type: Value | undefined): KeyAttribute | undefined {
  if (typeof name !== "string" || (type !== "string" && type !== "binary" && type !== "number")) return undefined;
  return { name, type };
}

function decodeRuns(flat: Value | undefined, versions: readonly string[]): readonly Run[] | undefined {
  if (!Array.isArray(flat)) return undefined;
  const runs: Run[] = [];
  for (let index = 0; index < flat.length; index += 3) {
    const [number, first, count] = flat.slice(index, index + 3) as Value[];
    const version = versions[Number(number)];
    if (version === undefined || !isCount(first) || !isCount(count)) return undefined;
    runs.push({ version, first, count });
  }
  return runs;
}

function isCount(value: Value | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= largestRun;
}
