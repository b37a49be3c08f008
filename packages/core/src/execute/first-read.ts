import type { KeyAttribute } from "../adapter/table.ts";
import { type GraphAddress, graphSortPrefix, nameInSort, rootKey } from "../plan/address.ts";
import { itemName } from "../plan/entry.ts";
import type { RootHead } from "../plan/root.ts";
import { keyText } from "../values/key-text.ts";
import type { Item, KeyValue } from "../values/value.ts";
import { expectRoot, readRoot } from "./read-root.ts";
import { type Session, throwIfAborted } from "./session.ts";

/** Items that were fetched, by name. */
export type Held = Map<string, Item>;

/**
 * What a read begins with, where a graph's items share a partition: with the root alone, with as much as one request brings,
 * or with all of it.
 */
export type Extent = "root" | "page" | "graph";

/** Reads a root, and in the same requests what stands beside it. */
export function readFirst(
  session: Session,
  graph: GraphAddress,
  extent: Extent,
  consistent: boolean,
  held: Held,
): Promise<RootHead | undefined> {
  const { sortKey } = graph.table;
  if (sortKey === undefined || extent === "root") return readRoot(session, graph, consistent);
  return queryGraph(session, graph, sortKey, extent, consistent, held);
}

async function queryGraph(
  session: Session,
  graph: GraphAddress,
  sortKey: KeyAttribute,
  extent: "page" | "graph",
  consistent: boolean,
  held: Held,
): Promise<RootHead | undefined> {
  throwIfAborted(session);
  const { table, key } = graph;
  const range = { table, partition: key, prefix: graphSortPrefix(sortKey), consistent };
  const rootSort = keyText(rootKey(graph).sort ?? "");
  let head: RootHead | undefined;
  for await (const page of session.adapter.query(range, session.context)) {
    throwIfAborted(session);
    for (const item of page) {
      const sort = item[sortKey.name] as KeyValue;
      const name = nameInSort(sort);
      if (name !== undefined) held.set(itemName(name), item);
      else if (keyText(sort) === rootSort) head = expectRoot(item, graph);
    }
    // The root comes first: without it there is no graph, whatever else stands there.
    if (head === undefined || extent === "page") break;
  }
  return head;
}
