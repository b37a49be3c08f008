import type { ItemKey, Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { type GraphAddress, ItemKeys } from "../plan/address.ts";
import type { Loaded } from "../plan/assemble.ts";
import { entryTables, itemName } from "../plan/entry.ts";
import { type EntryPlace, entryPlaces } from "../plan/entry-places.ts";
import { groupFetches, pageKilobytes } from "../plan/fetch-groups.ts";
import type { Place } from "../plan/fragment.ts";
import type { NamedItems } from "../plan/named-items.ts";
import { type RootBody, type RootHead, readBody } from "../plan/root.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";
import { type Extent, type Held, readFirst } from "./first-read.ts";
import { runAll } from "./parallel.ts";
import { live, readRoot } from "./read-root.ts";
import { type Session, throwIfAborted } from "./session.ts";

/** What of a graph is read. */
export interface Choice {
  readonly extent: Extent;
  /** The shards and parts: indexes of entries. */
  readonly entries: (head: RootHead, body: RootBody, places: readonly EntryPlace[]) => Iterable<number>;
}

const noItems: ReadonlyMap<number, Item> = new Map();

/** How often a graph may change while it is read before reading gives up. */
const mostRestarts = 20;

/**
 * Reads a graph or a part of it: the root, then the chosen shards in parallel. Where a shard is missing, somebody may have
 * changed the graph meanwhile: then the root is read again, and only what is not held yet is fetched.
 *
 * @throws DyStoreError `INTEGRITY` where a shard is missing although the root did not change.
 */
export async function load(
  session: Session,
  graph: GraphAddress,
  options: {
    readonly consistent: boolean;
    readonly choose: Choice;
    readonly head?: RootHead | undefined;
    /** Items that were read with the head. */
    readonly held?: Held | undefined;
  },
): Promise<Loaded | undefined> {
  const held: Held = options.held ?? new Map();
  let consistent = options.consistent;
  let head = live(session, options.head ?? (await readFirst(session, graph, options.choose.extent, consistent, held)));
  for (let restarts = 0; restarts <= mostRestarts; restarts++) {
    if (head === undefined) return undefined;
    const attempt = await loadVersion(session, graph, { head, choose: options.choose, consistent }, held);
    if (!("missing" in attempt)) return attempt;
    const again = await readRoot(session, graph, true);
    if (consistent && again?.version === head.version) throw attempt.missing;
    head = live(session, again);
    consistent = true;
  }
  throw new DyStoreError("CONFLICT", "the graph kept changing while it was read; try again", {
    table: graph.table.name,
    key: graph.key,
  });
}

/** What is to be fetched: its name, key and size. */
interface Wanted {
  readonly name: string;
  readonly key: ItemKey;
  readonly kilobytes: number;
  /** Its index in the list of all that is wanted. */
  readonly position: number;
}

/** Reads what one version of a graph names. @returns an error instead where something is missing, for the caller to judge. */
async function loadVersion(
  session: Session,
  graph: GraphAddress,
  of: { readonly head: RootHead; readonly choose: Choice; readonly consistent: boolean },
  held: Held,
): Promise<Loaded | { readonly missing: DyStoreError }> {
  const { head, choose, consistent } = of;
  const pages = head.pages.length === 0 ? [] : await fetchPages(session, graph, head, held, consistent);
  if (pages === undefined) return { missing: missingPage(graph) };
  const body = readBody(head, graph, session.layouts, pages);
  if (head.pages.length === 0 && countNamed(head.tables) !== body.entries.length) throw differingHalves(graph);
  if (body.entries.length === 0) return { graph, head, body, places: [], items: noItems };
  const places = entryPlaces(body.entries);
  const chosen = [...choose.entries(head, body, places)];
  const items = await fetchEntries(session, { graph, head, body, places }, chosen, held, consistent);
  return "missing" in items ? items : { graph, head, body, places, items };
}

/** Fetches the pages of a manifest, unless they are held. @returns nothing where one is missing. */
async function fetchPages(
  session: Session,
  graph: GraphAddress,
  head: RootHead,
  held: Held,
  consistent: boolean,
): Promise<readonly Item[] | undefined> {
  const keys = new ItemKeys(graph);
  const wanted = head.pages.map((page, position) => ({
    name: itemName(page),
    key: keys.item(graph.table, page),
    kilobytes: pageKilobytes,
    position,
  }));
  if ((await fetchItems(session, wanted, held, consistent)) !== undefined) return undefined;
  return wanted.map(({ name }) => held.get(name) as Item);
}

/** Fetches the items of some entries, unless they are held. @returns an error instead where one is missing. */
export async function fetchEntries(
  session: Session,
  { graph, body, places }: Omit<Loaded, "items">,
  indexes: readonly number[],
  held: Held,
  consistent: boolean,
): Promise<Map<number, Item> | { readonly missing: DyStoreError }> {
  const keys = new ItemKeys(graph);
  const tables = entryTables(body.entries, body.layout);
  const wanted = indexes.map((index, position): Wanted => {
    const entry = at(body.entries, index);
    return { name: itemName(entry), key: keys.item(at(tables, index), entry), kilobytes: entry.kilobytes, position };
  });
  const missing = await fetchItems(session, wanted, held, consistent);
  if (missing !== undefined) {
    const index = at(indexes, missing);
    return { missing: missingShard(at(places, index).place, at(tables, index)) };
  }
  const items = new Map<number, Item>();
  for (const { name, position } of wanted) items.set(at(indexes, position), held.get(name) as Item);
  return items;
}

/** Fetches what is not held; answers the position of one that is missing. */
async function fetchItems(
  session: Session,
  wanted: readonly Wanted[],
  held: Held,
  consistent: boolean,
): Promise<number | undefined> {
  const needed = held.size === 0 ? wanted : wanted.filter(({ name }) => !held.has(name));
  if (needed.length === 0) return undefined;
  let missing: number | undefined;
  await runAll(groupFetches(needed), async (request) => {
    throwIfAborted(session);
    const keys = request.map(({ key }) => key);
    const items = await session.adapter.get(keys, { consistent }, session.context);
    for (let index = 0; index < request.length; index++) {
      const { name, position } = at(request, index);
      const item = items[index];
      if (item === undefined) missing ??= position;
      else held.set(name, item);
    }
  });
  return missing;
}

function countNamed(tables: readonly NamedItems[]): number {
  let count = 0;
  for (const { runs } of tables) for (const run of runs) count += run.count;
  return count;
}

function differingHalves({ table, key }: GraphAddress): DyStoreError {
  const message = "the two halves of the graph's manifest differ; the graph can still be deleted, or written whole";
  return new DyStoreError("INTEGRITY", message, { table: table.name, key });
}

function missingShard(place: Place, table: Table): DyStoreError {
  const path = formatPath(place);
  return new DyStoreError(
    "INTEGRITY",
    `${path}: the shard is missing from table ${table.name}; the graph can still be deleted, or written whole`,
    { path, table: table.name },
  );
}

/** The error of a page that is not there although its root names it. */
export function missingPage({ table, key }: GraphAddress): DyStoreError {
  return new DyStoreError(
    "INTEGRITY",
    `a page of the graph's manifest is missing from table ${table.name}; the graph can still be deleted, or written whole`,
    { table: table.name, key },
  );
}
