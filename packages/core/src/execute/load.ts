import type { ItemKey } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { type GraphAddress, graphDigest, rootKey, shardKeyValue } from "../plan/address.ts";
import type { Loaded } from "../plan/assemble.ts";
import { isExpired } from "../plan/expiry.ts";
import type { Place } from "../plan/fragment.ts";
import { entryPlaces, type ShardEntry, shardName } from "../plan/manifest.ts";
import { type RootBody, type RootHead, readBody, readHead } from "../plan/root.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";
import { forEachParallel } from "./parallel.ts";
import { type Session, throwIfAborted } from "./session.ts";

/** Chooses the shards to read: indexes of entries. */
export type Choice = (head: RootHead, body: RootBody, places: readonly Place[]) => Iterable<number>;

/** Bounds of one request for items, DynamoDB's with room to spare: keys, and KB of what they hold. */
const requestKeys = 100;
const requestKilobytes = 15 * 1024;

const noItems: ReadonlyMap<number, Item> = new Map();

/** How often a graph may change while it is read before reading gives up. */
const mostRestarts = 20;

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
  return live(await readRoot(session, graph, true));
}

/** What an expired graph is to callers: nothing. It is still a version to writers (rules R1 and R6). */
export function live(head: RootHead | undefined): RootHead | undefined {
  return head !== undefined && isExpired(head, Date.now()) ? undefined : head;
}

/** @throws DyStoreError `CONFLICT` where an item is no root of DyStore's. */
export function expectRoot(item: Item, graph: GraphAddress): RootHead {
  const head = readHead(item);
  if (head !== undefined) return head;
  const message = `the item under this key in table ${graph.table.name} is not a graph of DyStore's; use another key or remove it by other means`;
  throw new DyStoreError("CONFLICT", message, { table: graph.table.name, key: graph.key });
}

/**
 * Reads a graph or a part of it: the root, then the chosen shards in parallel. Where a shard is missing, somebody may have
 * changed the graph meanwhile: then the root is read again, and only what is not held yet is fetched.
 *
 * @throws DyStoreError `INTEGRITY` where a shard is missing although the root did not change.
 */
export async function load(
  session: Session,
  graph: GraphAddress,
  options: { readonly consistent: boolean; readonly choose: Choice; readonly head?: RootHead | undefined },
): Promise<Loaded | undefined> {
  let held: Map<string, Item> | undefined;
  let consistent = options.consistent;
  let head = live(options.head ?? (await readRoot(session, graph, consistent)));
  for (let restarts = 0; restarts <= mostRestarts; restarts++) {
    if (head === undefined) return undefined;
    const body = readBody(head, graph, session.layouts);
    if (body.entries.length === 0) return { graph, head, body, places: [], items: noItems };
    const places = entryPlaces(body.entries);
    const wanted = [...options.choose(head, body, places)];
    held ??= new Map();
    const missing = await fetchShards(session, graph, body, wanted, held, consistent);
    if (missing === undefined) {
      const items = new Map<number, Item>();
      for (const index of wanted) items.set(index, held.get(shardName(at(body.entries, index))) as Item);
      return { graph, head, body, places, items };
    }
    const again = await readRoot(session, graph, true);
    if (consistent && again?.version === head.version) throw missingShard(body, places, missing);
    head = live(again);
    consistent = true;
  }
  throw new DyStoreError("CONFLICT", "the graph kept changing while it was read; try again", {
    table: graph.table.name,
    key: graph.key,
  });
}

/** Keys of shards with their sizes, grouped into requests that one answer can hold. */
function groupRequests<T extends { readonly kilobytes: number }>(shards: readonly T[]): T[][] {
  const requests: T[][] = [];
  let kilobytes = Number.POSITIVE_INFINITY;
  for (const shard of shards) {
    const request = requests.at(-1);
    if (request === undefined || request.length === requestKeys || kilobytes + shard.kilobytes > requestKilobytes) {
      requests.push([shard]);
      kilobytes = shard.kilobytes;
    } else {
      request.push(shard);
      kilobytes += shard.kilobytes;
    }
  }
  return requests;
}

/** Runs requests, a bounded number at once; the first failure is thrown after all under way have ended. */
async function runRequests<T>(requests: readonly T[], run: (request: T) => Promise<void>): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  await forEachParallel(requests, async (request) => {
    if (failure !== undefined) return;
    try {
      await run(request);
    } catch (error) {
      failure = { error };
    }
  });
  if (failure !== undefined) throw failure.error;
}

/** Where the key of an entry's item is needed: table, key value and size. */
function entryKey(entry: ShardEntry, body: RootBody, digest: string): ItemKey {
  const { table } = at(body.layout.all, entry.declaration);
  return { table, partition: shardKeyValue(digest, entry.version, entry.ordinal, table.partitionKey.type) };
}

/** Fetches what is not held; answers the index of one that is missing. */
async function fetchShards(
  session: Session,
  graph: GraphAddress,
  body: RootBody,
  wanted: readonly number[],
  held: Map<string, Item>,
  consistent: boolean,
): Promise<number | undefined> {
  if (wanted.length === 0) return undefined;
  const digest = graphDigest(graph);
  const needed = wanted
    .map((index) => ({ index, entry: at(body.entries, index) }))
    .filter(({ entry }) => !held.has(shardName(entry)))
    .map(({ index, entry }) => ({
      index,
      name: shardName(entry),
      kilobytes: entry.kilobytes,
      key: entryKey(entry, body, digest),
    }));
  let missing: number | undefined;
  await runRequests(groupRequests(needed), async (request) => {
    throwIfAborted(session);
    const items = await session.adapter.get(
      request.map(({ key }) => key),
      { consistent },
      session.context,
    );
    for (const [position, { index, name }] of request.entries()) {
      const item = items[position];
      if (item === undefined) missing ??= index;
      else held.set(name, item);
    }
  });
  return missing;
}

function missingShard(body: RootBody, places: readonly Place[], index: number): DyStoreError {
  const path = formatPath(at(places, index));
  const { table } = at(body.layout.all, at(body.entries, index).declaration);
  return new DyStoreError(
    "INTEGRITY",
    `${path}: the shard is missing from table ${table.name}; the graph can still be deleted, or written whole`,
    {
      path,
      table: table.name,
    },
  );
}
