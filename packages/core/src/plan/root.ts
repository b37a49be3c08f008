import { behindOf } from "../adapter/behind.ts";
import { expiryAttribute, metadataAttribute } from "../adapter/reserved.ts";
import type { Table } from "../adapter/table.ts";
import { errorOf } from "../adapter/unreadable.ts";
import { DyStoreError } from "../errors/error.ts";
import { at } from "../values/at.ts";
import { isMap } from "../values/kind.ts";
import { isTexts } from "../values/texts.ts";
import { compareBytes } from "../values/utf8.ts";
import type { Item, KeyValue, Value } from "../values/value.ts";
import { type GraphAddress, rootKey } from "./address.ts";
import type { Entry } from "./entry.ts";
import { expiryOf, isExpired } from "./expiry.ts";
import { type Content, formatVersion, type ItemBody, refuseLater } from "./item.ts";
import type { Layout } from "./layout.ts";
import type { LayoutCache } from "./layout-cache.ts";
import { decodeEntries, type ManifestHalves } from "./manifest.ts";
import { decodePlaces, type NamedItems } from "./named-items.ts";
import { decodePageNames, type PageName, readPage } from "./page.ts";

/** How many earlier versions a root remembers: what lets a writer learn that its commit happened although it was replaced since. */
export const rememberedVersions = 8;

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
  /** The items beside the root; of a manifest in pages these name them. */
  readonly tables: readonly NamedItems[];
  readonly pages: readonly PageName[];
}

/** The private half of a root: what reading needs. */
export interface RootBody {
  readonly content: Content;
  /** Whether the data itself has the key attribute. */
  readonly ownKey: boolean;
  /** When the graph was first written, in epoch milliseconds. */
  readonly created: number;
  readonly layout: Layout;
  readonly entries: readonly Entry[];
}

/** Makes a root's item. */
export function rootItem(
  body: ItemBody,
  root: {
    readonly version: string;
    readonly written: number;
    readonly expires: number | undefined;
    readonly created: number;
    readonly past: readonly string[];
    readonly ownKey: boolean;
    readonly layout: Layout;
    readonly manifest: ManifestHalves;
  },
): Item {
  const { layout, manifest, version, written, past, created, ownKey, expires } = root;
  const declared = layout.source.shards ?? [];
  body.attributes[metadataAttribute] = {
    kind: "root",
    format: formatVersion,
    version,
    written,
    past,
    ...manifest.public,
    private: {
      created,
      ...(ownKey ? { ownKey: true } : {}),
      ...(declared.length > 0 ? { layout: JSON.stringify(declared) } : {}),
      ...manifest.private,
      ...body.content,
    },
  };
  if (expires !== undefined) body.attributes[expiryAttribute] = expires;
  return body.attributes;
}

/** Whether items of a graph may stay when it changes: not where middleware would have all of them written again. */
export function mayStay({ item }: RootHead): boolean {
  return behindOf(item)?.rewrites !== true;
}

/** The versions that a root remembers which replaces another. */
export function pastOf(previous: RootHead | undefined): readonly string[] {
  return previous === undefined ? [] : [previous.version, ...previous.past].slice(0, rememberedVersions);
}

/** Reads the public half of what stands under a root's key; `undefined` where that is no root of DyStore's. */
export function readHead(item: Item, table: Table): RootHead | undefined {
  const metadata = item[metadataAttribute];
  if (!isMap(metadata) || metadata["kind"] !== "root") return undefined;
  const { format, version, written, past, versions = [], places = [], pages = [] } = metadata;
  refuseLater(format, "graph");
  if (typeof version !== "string" || typeof written !== "number" || !isTexts(past) || !isTexts(versions))
    return undefined;
  const tables = decodePlaces(places, versions, table);
  const named = decodePageNames(pages, versions);
  if (tables === undefined || named === undefined) return undefined;
  return { item, version, written, expires: expiryOf(item), past, tables, pages: named };
}

/**
 * Reads the private half.
 *
 * @param pages The items of the pages that the root names.
 * @throws the error of an item that could not be opened; `INTEGRITY` where it is malformed.
 */
export function readBody(
  head: RootHead,
  graph: GraphAddress,
  layouts: LayoutCache,
  pages: readonly Item[] = [],
): RootBody {
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
  const { created, ownKey, layout: shards, shards: text } = half;
  const layout = layouts.stored(typeof shards === "string" ? shards : undefined);
  const entries: Entry[] = [];
  const own = isMap(metadata) ? metadata["versions"] : undefined;
  decodeEntries(text, isTexts(own) ? own : [], layout, entries);
  for (const [index, page] of pages.entries()) readPage(page, at(head.pages, index), graph, layout, entries);
  return {
    content: half as Content,
    ownKey: ownKey === true,
    created: typeof created === "number" ? created : head.written,
    layout,
    entries,
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
  if (!isMap(metadata) || metadata["kind"] !== "root" || isExpired({ expires: expiryOf(item) }, now)) return undefined;
  const key = item[table.partitionKey.name] as KeyValue;
  const { sort } = rootKey({ table, key });
  // A root that was copied to another sort value is none.
  const isCopy = table.sortKey !== undefined && sort !== undefined && !isSame(item[table.sortKey.name], sort);
  return isCopy ? undefined : key;
}

function isSame(value: Value | undefined, sort: KeyValue): boolean {
  return value instanceof Uint8Array && sort instanceof Uint8Array ? compareBytes(value, sort) === 0 : value === sort;
}
