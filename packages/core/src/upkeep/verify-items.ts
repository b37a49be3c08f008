import type { AnyCodec } from "../codec/codec.ts";
import { settleAll } from "../execute/parallel.ts";
import type { Session } from "../execute/session.ts";
import type { GraphAddress } from "../plan/address.ts";
import { FragmentCheck } from "../plan/check-fragment.ts";
import type { EntryPlace } from "../plan/entry-places.ts";
import type { Problem } from "../plan/problem.ts";
import type { RootBody, RootHead } from "../plan/root.ts";
import { at } from "../values/at.ts";
import { getLeniently } from "./get-leniently.ts";

/** What is read and held at once of a graph; a fragment that is larger is held whole. */
const batchItems = 100;
const batchKilobytes = 4 * 1024;

type Fragment = readonly [fragment: number, indexes: readonly number[]];

/** Checks all items beside a root, so many at a time that a graph of any size can be checked. */
export async function verifyItems(
  session: Session,
  graph: GraphAddress,
  of: { readonly head: RootHead; readonly body: RootBody; readonly places: readonly EntryPlace[] },
  codecs: readonly AnyCodec[],
): Promise<Problem[]> {
  const check = new FragmentCheck(graph, of.head, of.body, of.places, codecs);
  const batches = inBatches(check.fragments(), (index) => at(of.body.entries, index).kilobytes);
  const results = await settleAll(batches, async (batch) => {
    const indexes = batch.flatMap(([, each]) => each);
    const items = await getLeniently(
      session,
      indexes.map((index) => check.key(index)),
    );
    const found = new Map(indexes.map((index, position) => [index, items[position]]));
    return batch.flatMap(([fragment, each]) =>
      check.check(fragment, new Map(each.map((index) => [index, found.get(index)]))),
    );
  });
  return results.flatMap((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

function inBatches(fragments: Iterable<Fragment>, kilobytesOf: (index: number) => number): Fragment[][] {
  const batches: Fragment[][] = [];
  let items = Number.POSITIVE_INFINITY;
  let kilobytes = 0;
  for (const fragment of fragments) {
    const [, indexes] = fragment;
    const size = indexes.reduce((sum, index) => sum + kilobytesOf(index), 0);
    if (items + indexes.length > batchItems || kilobytes + size > batchKilobytes) {
      batches.push([]);
      items = 0;
      kilobytes = 0;
    }
    at(batches, batches.length - 1).push(fragment);
    items += indexes.length;
    kilobytes += size;
  }
  return batches;
}
