import { expiryAttribute, metadataAttribute } from "../adapter/reserved.ts";
import type { KeyAttribute, Table } from "../adapter/table.ts";
import { errorOf } from "../adapter/unreadable.ts";
import { DyStoreError } from "../errors/error.ts";
import { isMap } from "../values/kind.ts";
import type { Item, KeyValue, Value } from "../values/value.ts";
import type { GraphAddress } from "./address.ts";
import { expiryOf, isExpired } from "./expiry.ts";
import { type Content, formatVersion, type ItemBody } from "./item.ts";
import type { Layout } from "./layout.ts";
import type { LayoutCache } from "./layout-cache.ts";
import { decodeEntries, encodeEntries, type ShardEntry, type ShardTable, shardTables } from "./manifest.ts";

/** How many earlier versions a root remembers: what lets a writer learn that its commit happened although it was replaced since. */
export const rememberedVersions = 8;

/** The most shards that one run of a manifest may name; a larger count can only be damage. */
const largestRun = 100_000_000;

/** The public half of a root: all that deleting, cleaning and resolving need. */
export interface RootHead {
  readonly item: Item;
  readonly version: string;
  /** When this version was written, in epoch milliseconds. */
  readonly written: number;
  /** When the graph expires, in epoch seconds. */
  readonly expires: number | undefined;
  /** Earlier versions, the latest first. */
  readonly past: readonly string[];
  /** Versions that wrote the shards. */
  readonly versions: readonly string[];
  readonly tables: readonly ShardTable[];
}

/** The private half of a root: what reading needs. */
export interface RootBody {
  readonly content: Content;
  /** Whether the data itself has the key attribute. */
  readonly ownKey: boolean;
  /** When the graph was first written, in epoch milliseconds. */
  readonly created: number;
  readonly layout: Layout;
  readonly entries: readonly ShardEntry[];
}

/** Makes a root's item. */
export function rootItem(
  body: ItemBody,
  root: {
    readonly version: string;
    readonly written: number;
    readonly expires: number | undefined;
    readonly created: number;
    readonly previous: RootHead | undefined;
    readonly ownKey: boolean;
    readonly layout: Layout;
    readonly entries: readonly ShardEntry[];
  },
): Item {
  const { layout, entries, previous } = root;
  const past = previous === undefined ? [] : [previous.version, ...previous.past].slice(0, rememberedVersions);
  const versions = [...new Set(entries.map(({ version }) => version))];
  const declared = layout.source.shards ?? [];
  const metadata: Record<string, Value> = {
    kind: "root",
    format: formatVersion,
    version: root.version,
    written: root.written,
    past,
  };
  if (entries.length > 0) {
    metadata["versions"] = versions;
    metadata["places"] = shardTables(entries, layout).map((table) => encodeTable(table, versions));
  }
  metadata["private"] = {
    created: root.created,
    ...(root.ownKey ? { ownKey: true } : {}),
    ...(declared.length > 0 ? { layout: JSON.stringify(declared) } : {}),
    ...(entries.length > 0 ? { shards: encodeEntries(entries, versions) } : {}),
    ...body.content,
  };
  body.attributes[metadataAttribute] = metadata;
  if (root.expires !== undefined) body.attributes[expiryAttribute] = root.expires;
  return body.attributes;
}

function encodeTable({ table, runs }: ShardTable, versions: readonly string[]): Value {
  return {
    table: table.name,
    ...(table.region === undefined ? {} : { region: table.region }),
    key: table.partitionKey.name,
    type: table.partitionKey.type,
    runs: runs.flatMap(({ version, first, count }) => [versions.indexOf(version), first, count]),
  };
}

/** Reads the public half of what stands under a root's key; `undefined` where that is no root of DyStore's. */
export function readHead(item: Item): RootHead | undefined {
  const metadata = item[metadataAttribute];
  if (!isMap(metadata) || metadata["kind"] !== "root") return undefined;
  const { format, version, written, past, versions = [], places = [] } = metadata;
  if (typeof format === "number" && format > formatVersion) {
    throw new DyStoreError(
      "NOT_SUPPORTED",
      `the graph is stored in format ${format}, and this release reads up to ${formatVersion}; update DyStore`,
    );
  }
  if (
    typeof version !== "string" ||
    typeof written !== "number" ||
    !isTexts(past) ||
    !isTexts(versions) ||
    !Array.isArray(places)
  )
    return undefined;
  const tables: ShardTable[] = [];
  for (const place of places as readonly Value[]) {
    const table = decodeTable(place, versions);
    if (table === undefined) return undefined;
    tables.push(table);
  }
  return { item, version, written, expires: expiryOf(item), past, versions, tables };
}

function decodeTable(place: Value, versions: readonly string[]): ShardTable | undefined {
  if (!isMap(place)) return undefined;
  const { table: name, region, key, type, runs: flat } = place;
  if (
    typeof name !== "string" ||
    typeof key !== "string" ||
    (type !== "string" && type !== "binary") ||
    !Array.isArray(flat)
  )
    return undefined;
  if (region !== undefined && typeof region !== "string") return undefined;
  const partitionKey: KeyAttribute = { name: key, type };
  const table: Table = region === undefined ? { name, partitionKey } : { name, region, partitionKey };
  const runs: { version: string; first: number; count: number }[] = [];
  for (let index = 0; index < flat.length; index += 3) {
    const [number, first, count] = flat.slice(index, index + 3) as number[];
    const version = versions[Number(number)];
    if (version === undefined || !isCount(first) || !isCount(count)) return undefined;
    runs.push({ version, first, count });
  }
  return { table, runs };
}

/** Reads the private half. @throws the error of an item that could not be opened; `INTEGRITY` where it is malformed. */
export function readBody(head: RootHead, graph: GraphAddress, layouts: LayoutCache): RootBody {
  const error = errorOf(head.item);
  if (error !== undefined) throw error;
  const metadata = head.item[metadataAttribute];
  const half = isMap(metadata) ? metadata["private"] : undefined;
  if (!isMap(half)) {
    throw new DyStoreError(
      "DECRYPTION",
      "the graph is sealed; wrap the adapter with the encryption that it was written through",
      {
        table: graph.table.name,
        key: graph.key,
      },
    );
  }
  const { created, ownKey, layout: shards, shards: entries } = half;
  const layout = layouts.stored(typeof shards === "string" ? shards : undefined);
  return {
    content: half as Content,
    ownKey: ownKey === true,
    created: typeof created === "number" ? created : head.written,
    layout,
    entries: decodeEntries(entries, head.versions, layout),
  };
}

/**
 * When the graph was first written that a version written at `written` belongs to: at once where it replaces nothing, or what has
 * expired or cannot be opened.
 */
export function createdOf(head: RootHead | undefined, written: number): number {
  if (head === undefined || isExpired(head, written)) return written;
  const metadata = head.item[metadataAttribute];
  const half = isMap(metadata) ? metadata["private"] : undefined;
  const created = isMap(half) ? half["created"] : undefined;
  return typeof created === "number" ? created : written;
}

/** The key of a root's item as found in a scan; `undefined` for any other item, and for a root that has expired `now`. */
export function rootKeyOf(item: Item, table: Table, now: number): KeyValue | undefined {
  const metadata = item[metadataAttribute];
  if (isExpired({ expires: expiryOf(item) }, now)) return undefined;
  return isMap(metadata) && metadata["kind"] === "root" ? (item[table.partitionKey.name] as KeyValue) : undefined;
}

function isTexts(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}

function isCount(value: Value | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= largestRun;
}
