import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import type { Session } from "../execute/session.ts";
import type { GraphAddress } from "../plan/address.ts";
import { entryTables } from "../plan/entry.ts";
import { itemKeys, type NamedItems, nameItems } from "../plan/named-items.ts";
import { Naming } from "../plan/naming.ts";
import { namedByPage, namePages, type PageName } from "../plan/page.ts";
import { type RootHead, readBody } from "../plan/root.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";

/**
 * Reads, consistently, everything that a version of a graph names: by the public half of its manifest or, where that can be opened,
 * by the private one.
 *
 * @throws DyStoreError `INTEGRITY` where any of it is missing or damaged.
 */
export async function readNaming(session: Session, graph: GraphAddress, head: RootHead): Promise<Naming> {
  const pages = await readPages(session, graph, head);
  const tables = [...head.tables, ...namePages(head.pages, graph)];
  for (const [index, page] of head.pages.entries()) tables.push(...namedBy(at(pages, index), page, graph));
  return new Naming(tables, namedPrivately(session, graph, head, pages));
}

async function readPages({ adapter, context }: Session, graph: GraphAddress, head: RootHead): Promise<Item[]> {
  if (head.pages.length === 0) return [];
  const keys = itemKeys(graph, namePages(head.pages, graph));
  if (keys.length !== head.pages.length) throw damaged(graph);
  const items = await adapter.get(keys, { consistent: true }, context);
  return items.map((item) => {
    if (item === undefined) throw damaged(graph);
    return item;
  });
}

function namedBy(item: Item, page: PageName, graph: GraphAddress): readonly NamedItems[] {
  const named = namedByPage(item, page, graph);
  if (new Naming(named).size !== page.count) throw damaged(graph);
  return named;
}

function namedPrivately(
  session: Session,
  graph: GraphAddress,
  head: RootHead,
  pages: readonly Item[],
): readonly NamedItems[] {
  try {
    const { entries, layout } = readBody(head, graph, session.layouts, pages);
    const tables = entryTables(entries, layout);
    return nameItems(entries.map(({ version, ordinal }, index) => ({ version, ordinal, table: at(tables, index) })));
  } catch (error) {
    if (isDyStoreError(error, "DECRYPTION")) return [];
    throw error;
  }
}

function damaged({ table, key }: GraphAddress): DyStoreError {
  return new DyStoreError("INTEGRITY", "a page of the graph's manifest is missing or damaged", {
    table: table.name,
    key,
  });
}
