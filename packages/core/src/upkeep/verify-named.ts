import type { Session } from "../execute/session.ts";
import { type GraphAddress, ItemKeys } from "../plan/address.ts";
import type { NamedItem, Naming } from "../plan/naming.ts";
import { type Problem, problemOf } from "../plan/problem.ts";
import { isItemOf } from "../plan/shard.ts";
import { getLeniently } from "./get-leniently.ts";

const itemsAtOnce = 100;

/** Where just the public half of a manifest can be read: whether the items that it names are there, and are those items. */
export async function verifyNamed(session: Session, graph: GraphAddress, naming: Naming): Promise<Problem[]> {
  const problems: Problem[] = [];
  let batch: NamedItem[] = [];
  for (const item of naming) {
    batch.push(item);
    if (batch.length < itemsAtOnce) continue;
    problems.push(...(await verifyBatch(session, graph, batch)));
    batch = [];
  }
  return [...problems, ...(await verifyBatch(session, graph, batch))];
}

async function verifyBatch(session: Session, graph: GraphAddress, batch: readonly NamedItem[]): Promise<Problem[]> {
  const keys = new ItemKeys(graph);
  const items = await getLeniently(
    session,
    batch.map((each) => keys.item(each.table, each)),
  );
  return batch.flatMap((each, index) => {
    const key = keys.item(each.table, each);
    const item = items[index];
    if (item === undefined) return [problemOf("MISSING", key, undefined, "the item is missing")];
    const isIt = (["shard", "part"] as const).some((kind) => isItemOf(item, kind, each, graph));
    return isIt ? [] : [problemOf("FOREIGN", key, undefined, "the item under a key is not that item")];
  });
}
