import type { GraphAddress, ItemName } from "../plan/address.ts";
import { nothingObsolete, type Obsolete } from "../plan/commit-plan.ts";
import { type Entry, itemName } from "../plan/entry.ts";
import { pageKilobytes } from "../plan/fetch-groups.ts";
import { itemKeys } from "../plan/named-items.ts";
import { namedByPage, namePages, type PageName } from "../plan/page.ts";
import { type RootHead, readBody } from "../plan/root.ts";
import type { Item } from "../values/value.ts";
import type { Session } from "./session.ts";

/**
 * All items that a root and the pages of its manifest name, but those in `kept`. Of a page that is missing or
 * damaged nobody knows what it named: that is left to `sweep`.
 */
export async function namedItems(
  session: Session,
  graph: GraphAddress,
  head: RootHead | undefined,
  kept: readonly ItemName[] = [],
): Promise<Obsolete> {
  if (head === undefined || (head.tables.length === 0 && head.pages.length === 0)) return nothingObsolete;
  const pageKeys = itemKeys(graph, namePages(head.pages, graph));
  const pages = pageKeys.length === 0 ? [] : await session.adapter.get(pageKeys, { consistent: true }, session.context);
  const named = head.pages.flatMap((page, index) => {
    const item = pages[index];
    return item === undefined ? [] : namedByPage(item, page, graph);
  });
  const keys = itemKeys(graph, [...head.tables, ...named, ...namePages(head.pages, graph)], kept);
  const entries = readableEntries(session, graph, head, pages);
  // A sealed or damaged manifest hides sizes: then each item may be as large as any.
  const bytes = entries === undefined ? keys.length * session.measure.itemBytes : sizeOf(entries, head.pages, kept);
  return { keys, bytes };
}

/** Bytes of items, to the KB, without those that stay. */
export function sizeOf(entries: readonly Entry[], pages: readonly PageName[], kept: readonly ItemName[]): number {
  const names = new Set(kept.map(itemName));
  let kilobytes = 0;
  for (const entry of entries) if (!names.has(itemName(entry))) kilobytes += entry.kilobytes;
  for (const page of pages) if (!names.has(itemName(page))) kilobytes += pageKilobytes;
  return kilobytes * 1024;
}

function readableEntries(
  { layouts }: Session,
  graph: GraphAddress,
  head: RootHead,
  pages: readonly (Item | undefined)[],
): readonly Entry[] | undefined {
  if (pages.includes(undefined)) return undefined;
  try {
    return readBody(head, graph, layouts, pages as readonly Item[]).entries;
  } catch {
    return undefined;
  }
}
