import { errorOf } from "../adapter/unreadable.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";
import type { GraphAddress, ItemName } from "./address.ts";
import { entryTables, isPart } from "./entry.ts";
import { type EntryPlace, entryPlaces } from "./entry-places.ts";
import type { Measure } from "./measure-item.ts";
import { namedByPage } from "./page.ts";
import type { ItemUse } from "./planned-requests.ts";
import type { RootBody, RootHead } from "./root.ts";

/** A stored graph, as far as its root and the pages of its manifest tell. */
export interface StoredGraph {
  readonly graph: GraphAddress;
  readonly head: RootHead;
  /** Items of the manifest's pages; `undefined` for one that is missing. */
  readonly pages: readonly (Item | undefined)[];
  /** Absent where it cannot be read: `problem` says why. */
  readonly body: RootBody | undefined;
  readonly problem?: unknown;
}

/** An item beside a root, as its manifest names it. */
export interface StoredItem extends ItemName, Pick<ItemUse, "item" | "table" | "place" | "bytes"> {}

/** A stored graph's items with their sizes: exact of root and pages, up to the KB of what a manifest names. */
export interface StoredItems {
  readonly root: number | undefined;
  /** By the indexes of their entries; empty where the manifest cannot be read. */
  readonly entries: readonly StoredItem[];
  readonly places: readonly EntryPlace[];
  readonly pages: readonly StoredItem[];
  /** All of them but the root, and what only the public halves name where the manifest cannot be read. */
  readonly all: readonly StoredItem[];
}

/** Lists what belongs to a stored graph. */
export function storedItems({ graph, head, body, pages: items }: StoredGraph, measure: Measure): StoredItems {
  const size = (item: Item | undefined): number | undefined =>
    item === undefined || errorOf(item) !== undefined ? undefined : measure.storedBytes(graph.table, item);
  const pages = head.pages.map(
    ({ version, ordinal }, index): StoredItem => ({
      version,
      ordinal,
      item: "page",
      table: graph.table,
      place: [],
      bytes: size(items[index]),
    }),
  );
  const root = size(head.item);
  if (body === undefined) return { root, entries: [], places: [], pages, all: publicItems(graph, head, items, pages) };
  const places = entryPlaces(body.entries);
  const tables = entryTables(body.entries, body.layout);
  const entries = body.entries.map((entry, index): StoredItem => {
    const { version, ordinal, kilobytes } = entry;
    const item = isPart(entry) ? "part" : "shard";
    const { place } = at(places, index);
    return { version, ordinal, item, table: at(tables, index), place, bytes: kilobytes * 1024 };
  });
  return { root, entries, places, pages, all: [...entries, ...pages] };
}

/** What can be said of a graph whose manifest is sealed or damaged. */
function publicItems(
  graph: GraphAddress,
  head: RootHead,
  items: readonly (Item | undefined)[],
  pages: readonly StoredItem[],
): StoredItem[] {
  const named = [...head.tables];
  for (const [index, page] of head.pages.entries()) {
    const item = items[index];
    if (item !== undefined) named.push(...namedByPage(item, page, graph));
  }
  const shards = named.flatMap(({ table, runs }) =>
    runs.flatMap(({ version, first, count }) =>
      Array.from({ length: count }, (_, n): StoredItem => ({ version, ordinal: first + n, item: "shard", table })),
    ),
  );
  return [...pages, ...shards];
}
