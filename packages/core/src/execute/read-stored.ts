import { type GraphAddress, ItemKeys } from "../plan/address.ts";
import { type RootHead, readBody } from "../plan/root.ts";
import type { StoredGraph } from "../plan/stored-items.ts";
import type { Item } from "../values/value.ts";
import { missingPage } from "./load.ts";
import { readRoot } from "./read-root.ts";
import type { Session } from "./session.ts";

/** How often a graph may change while its manifest is read before what is found counts as damaged. */
const mostRestarts = 3;

/** Reads a root, expired or not, and the pages of its manifest, but nothing that those name. */
export async function readStored(session: Session, graph: GraphAddress): Promise<StoredGraph | undefined> {
  let head = await readRoot(session, graph, true);
  for (let restart = 0; ; restart++) {
    if (head === undefined) return undefined;
    const pages = await readPages(session, graph, head);
    if (pages.includes(undefined) && restart < mostRestarts) {
      const again = await readRoot(session, graph, true);
      if (again?.version !== head.version) {
        head = again;
        continue;
      }
    }
    return { graph, head, pages, ...bodyOf(session, graph, head, pages) };
  }
}

async function readPages(
  session: Session,
  graph: GraphAddress,
  { pages }: RootHead,
): Promise<readonly (Item | undefined)[]> {
  if (pages.length === 0) return [];
  const keys = new ItemKeys(graph);
  const names = pages.map((page) => keys.item(graph.table, page));
  return session.adapter.get(names, { consistent: true }, session.context);
}

function bodyOf(
  session: Session,
  graph: GraphAddress,
  head: RootHead,
  pages: readonly (Item | undefined)[],
): Pick<StoredGraph, "body" | "problem"> {
  try {
    const found = pages.filter((page) => page !== undefined);
    if (found.length < pages.length) throw missingPage(graph);
    return { body: readBody(head, graph, session.layouts, found) };
  } catch (problem) {
    return { body: undefined, problem };
  }
}
