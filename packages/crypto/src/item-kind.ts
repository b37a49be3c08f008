import {
  type Item,
  isMap,
  isNumeric,
  type KeyValue,
  keyText,
  metadataAttribute,
  type Table,
  type ValueMap,
} from "@dystore/core/adapter";

/** The graph that an item belongs to: where its root stands. */
export interface GraphName {
  readonly table: string;
  readonly region: string | undefined;
  readonly key: KeyValue;
}

/** An item's metadata, where it is a map. */
export function metadataOf(item: Item): ValueMap | undefined {
  const metadata = item[metadataAttribute];
  return isMap(metadata) ? metadata : undefined;
}

/** What is private of an item's metadata. */
export function privateOf(item: Item): ValueMap | undefined {
  const half = metadataOf(item)?.["private"];
  return isMap(half) ? half : undefined;
}

/**
 * Whether an item is an intent and nothing besides: it holds no data, and whoever sweeps without keys must be able to write it. It
 * is the one kind of item that is not sealed.
 */
export function isIntent(item: Item, { partitionKey, sortKey }: Table): boolean {
  const metadata = metadataOf(item);
  if (metadata?.["kind"] !== "intent" || Object.hasOwn(metadata, "private")) return false;
  return Object.keys(item).every(
    (name) => name === metadataAttribute || name === partitionKey.name || name === sortKey?.name,
  );
}

/** The graph of an item that stands beside a root, whose keys are in that root; `undefined` for all others. */
export function graphBeside(item: Item): GraphName | undefined {
  const metadata = metadataOf(item);
  const kind = metadata?.["kind"];
  const root = metadata?.["root"];
  if ((kind !== "shard" && kind !== "part" && kind !== "page") || !isMap(root)) return undefined;
  const { table, region, key } = root;
  const isKey = typeof key === "string" || key instanceof Uint8Array || isNumeric(key);
  if (typeof table !== "string" || !isKey || (region !== undefined && typeof region !== "string")) return undefined;
  return { table, region, key };
}

/** An item that holds its graph's keys itself: a root, or an item of no graph. */
export function graphOfRoot(item: Item, table: Table): GraphName {
  return { table: table.name, region: table.region, key: item[table.partitionKey.name] as KeyValue };
}

/** One text for one graph. */
export function graphText({ table, region, key }: GraphName): string {
  return JSON.stringify([region ?? null, table, keyText(key)]);
}

/** Whether two names are of one graph; keys that are not texts may be called different. */
export function isSameGraph(a: GraphName, b: GraphName): boolean {
  return a.key === b.key && a.table === b.table && a.region === b.region;
}
