import { DyStoreError } from "../errors/error.ts";
import { type GraphAddress, rootKey } from "../plan/address.ts";
import { isExpired } from "../plan/expiry.ts";
import { type RootHead, readHead } from "../plan/root.ts";
import type { Item } from "../values/value.ts";
import { type Session, throwIfAborted } from "./session.ts";

/**
 * Reads the root that stands under a key.
 *
 * @throws DyStoreError `CONFLICT` where something stands there that is no root of DyStore's.
 */
export async function readRoot(
  session: Session,
  graph: GraphAddress,
  consistent: boolean,
): Promise<RootHead | undefined> {
  throwIfAborted(session);
  const [item] = await session.adapter.get([rootKey(graph)], { consistent }, session.context);
  return item === undefined ? undefined : expectRoot(item, graph);
}

/** As {@link readRoot}, for callers to whom an expired graph is no graph. */
export async function readLiveRoot(session: Session, graph: GraphAddress): Promise<RootHead | undefined> {
  return live(session, await readRoot(session, graph, true));
}

/** What an expired graph is to callers: nothing. It is still a version to writers (rules R1 and R6). */
export function live({ clock }: Session, head: RootHead | undefined): RootHead | undefined {
  return head !== undefined && isExpired(head, clock()) ? undefined : head;
}

/** @throws DyStoreError `CONFLICT` where an item is no root of DyStore's. */
export function expectRoot(item: Item, graph: GraphAddress): RootHead {
  const head = readHead(item, graph.table);
  if (head !== undefined) return head;
  const message = `the item under this key in table ${graph.table.name} is not a graph of DyStore's; use another key or remove it by other means`;
  throw new DyStoreError("CONFLICT", message, { table: graph.table.name, key: graph.key });
}
