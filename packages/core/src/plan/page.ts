import { metadataAttribute } from "../adapter/reserved.ts";
import type { Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { isMap } from "../values/kind.ts";
import { isTexts } from "../values/texts.ts";
import type { Item, Value } from "../values/value.ts";
import { type GraphAddress, ItemKeys, type ItemName, keyAttributes } from "./address.ts";
import type { Entry } from "./entry.ts";
import type { Layout } from "./layout.ts";
import { decodeEntries, encodeManifest } from "./manifest.ts";
import { decodePlaces, type NamedItems, nameItems } from "./named-items.ts";
import { type ItemStamp, isItemOf, privateHalf, stampItem } from "./shard.ts";

/** A page of a manifest: an item of its own that holds so many of its entries. */
export interface PageName extends ItemName {
  readonly count: number;
}

/** Makes the item of a page. */
export function pageItem(entries: readonly Entry[], tables: readonly Table[], stamp: ItemStamp): Item {
  const halves = encodeManifest(entries, tables);
  const key = new ItemKeys(stamp.graph).item(stamp.graph.table, stamp);
  return stampItem(keyAttributes(key), "page", stamp, { ...halves.public, private: halves.private });
}

/** What a root says of its pages: a flat list of numbers by threes. */
export function encodePageNames(pages: readonly PageName[]): { readonly [name: string]: Value } {
  const versions = [...new Set(pages.map(({ version }) => version))];
  const numbers = new Map(versions.map((version, number) => [version, number]));
  return {
    versions,
    pages: pages.flatMap(({ version, ordinal, count }) => [numbers.get(version) ?? -1, ordinal, count]),
  };
}

/** Reads what {@link encodePageNames} wrote; `undefined` where it is malformed. */
export function decodePageNames(flat: Value, versions: readonly string[]): readonly PageName[] | undefined {
  if (!Array.isArray(flat)) return undefined;
  const pages: PageName[] = [];
  for (let index = 0; index < flat.length; index += 3) {
    const [number, ordinal, count] = flat.slice(index, index + 3) as Value[];
    const version = versions[Number(number)];
    if (version === undefined || typeof ordinal !== "number" || typeof count !== "number") return undefined;
    pages.push({ version, ordinal, count });
  }
  return pages;
}

/** The pages themselves, as items of a graph. */
export function namePages(pages: readonly PageName[], { table }: GraphAddress): readonly NamedItems[] {
  return nameItems(pages.map(({ version, ordinal }) => ({ table, version, ordinal })));
}

/** The items that a page names, by its public half; none where it is not that page. */
export function namedByPage(item: Item, page: PageName, graph: GraphAddress): readonly NamedItems[] {
  const metadata = item[metadataAttribute];
  if (!isMap(metadata) || !isItemOf(item, "page", page, graph) || !isTexts(metadata["versions"])) return [];
  return decodePlaces(metadata["places"] ?? [], metadata["versions"], graph.table) ?? [];
}

/**
 * Appends a page's entries to those before.
 *
 * @throws DyStoreError `INTEGRITY` where it is not that page, or the error of one that cannot be opened.
 */
export function readPage(item: Item, page: PageName, graph: GraphAddress, layout: Layout, entries: Entry[]): void {
  const half = privateHalf(item, "page");
  const metadata = item[metadataAttribute];
  const versions = isMap(metadata) ? metadata["versions"] : undefined;
  const before = entries.length;
  if (isItemOf(item, "page", page, graph) && isTexts(versions))
    decodeEntries(half?.["shards"], versions, layout, entries);
  if (entries.length === before + page.count) return;
  throw new DyStoreError("INTEGRITY", "a page of the graph's manifest is damaged; deleting the graph still works", {
    table: graph.table.name,
    key: graph.key,
  });
}
