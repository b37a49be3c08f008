import type { PutStep } from "../adapter/step.ts";
import type { Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";
import { type GraphAddress, graphDigest, shardKeyValue } from "./address.ts";
import { isKept } from "./cut.ts";
import type { Fragment, KeptShard, Place, ShardFragment } from "./fragment.ts";
import { type ItemBody, layOut } from "./item.ts";
import type { Layout } from "./layout.ts";
import type { ShardEntry } from "./manifest.ts";
import { type RootHead, rememberedVersions, rootItem } from "./root.ts";
import { shardItem } from "./shard.ts";
import { type Baseline, StoredShards } from "./stored-shards.ts";

/** What the planner must know of the adapter; pure. */
export interface Measure {
  readonly storedBytes: (table: Table, item: Item) => number;
  /** As `storedBytes`, for an item that is complete and will be written as it is: nothing changes it any more. */
  readonly finish: (table: Table, item: Item) => number;
  readonly itemBytes: number;
  readonly depth: number;
}

/** An item to be put, with its size. */
export interface PlannedItem {
  readonly step: PutStep;
  readonly place: Place;
  readonly bytes: number;
}

/** Everything about a graph's new version but the root's item, which depends on the version it replaces. */
export interface GraphPlan {
  readonly graph: GraphAddress;
  readonly layout: Layout;
  readonly version: string;
  readonly written: number;
  /** When the graph expires, in epoch seconds. */
  readonly expires: number | undefined;
  readonly entries: readonly ShardEntry[];
  /** New shards; those that stay have none. */
  readonly shards: readonly PlannedItem[];
  readonly body: ItemBody;
  readonly ownKey: boolean;
}

type Work =
  | { readonly shard: ShardFragment | KeptShard; readonly parent: number; readonly parentPlace: Place }
  | { readonly stored: number; readonly parent: number };

/** What a version of a graph is planned from. */
export interface GraphInput {
  readonly graph: GraphAddress;
  readonly layout: Layout;
  readonly root: Fragment;
  readonly version: string;
  readonly written: number;
  readonly expires: number | undefined;
  readonly ownKey: boolean;
  readonly baseline: Baseline | undefined;
}

/**
 * Plans a version of a graph: its manifest in breadth-first order, and the items of its new shards. Shards that did not change
 * against `baseline`, and references, keep their items.
 *
 * @throws DyStoreError `ITEM_TOO_LARGE` for shards over the limit, `CONFLICT` for stale references, `INVALID` for misplaced ones.
 */
export function planGraph(input: GraphInput, measure: Measure): GraphPlan {
  const { graph, layout, root, version, written, expires, ownKey } = input;
  const body = layOut(root, graph.table.partitionKey.name, graph.key, ownKey, measure.depth);
  return { graph, layout, version, written, expires, ...planShards(input, measure), body, ownKey };
}

function planShards(
  input: GraphInput,
  measure: Measure,
): { readonly entries: readonly ShardEntry[]; readonly shards: readonly PlannedItem[] } {
  const { graph, layout, root, version, written, expires, baseline = nothingStored(layout, expires) } = input;
  const entries: ShardEntry[] = [];
  const shards: PlannedItem[] = [];
  if (root.shards.length === 0) return { entries, shards };
  const digest = graphDigest(graph);
  const stored = new StoredShards(baseline, layout, root, expires);
  const queue: Work[] = root.shards.map((shard) => ({ shard, parent: -1, parentPlace: [] }));
  for (const work of queue) {
    const { parent } = work;
    if ("stored" in work) {
      for (const inner of stored.inside(work.stored)) queue.push({ stored: inner, parent: entries.length });
      entries.push({ ...stored.entry(work.stored), parent, declaration: stored.declared(work.stored) });
      continue;
    }
    const { shard } = work;
    const { declaration, place } = shard;
    const where = {
      declaration: declaration.index,
      parent,
      container: place.slice(work.parentPlace.length, -1),
      segment: at(place, place.length - 1),
    };
    const kept = stored.kept(shard);
    if (isKept(shard)) {
      for (const inner of stored.inside(kept ?? -1)) queue.push({ stored: inner, parent: entries.length });
    } else {
      for (const inner of shard.shards) queue.push({ shard: inner, parent: entries.length, parentPlace: place });
    }
    if (kept !== undefined) entries.push({ ...stored.entry(kept), ...where });
    else if (!isKept(shard)) {
      const planned = planShard(shard, shards.length, { graph, version, written, expires, digest }, measure);
      entries.push({ ...where, version, ordinal: shards.length, kilobytes: Math.ceil(planned.bytes / 1024) });
      shards.push(planned);
    }
  }
  return { entries, shards };
}

function nothingStored(layout: Layout, expires: number | undefined): Baseline {
  return { layout, expires, entries: [], places: [], contents: new Map() };
}

function planShard(
  fragment: ShardFragment,
  ordinal: number,
  to: {
    readonly graph: GraphAddress;
    readonly version: string;
    readonly written: number;
    readonly expires: number | undefined;
    readonly digest: string;
  },
  measure: Measure,
): PlannedItem {
  const { place, declaration } = fragment;
  const { table } = declaration;
  const key = shardKeyValue(to.digest, to.version, ordinal, table.partitionKey.type);
  const item = shardItem(layOut(fragment, table.partitionKey.name, key, false, measure.depth), {
    ...to,
    ordinal,
    place,
  });
  const bytes = measure.finish(table, item);
  if (bytes > measure.itemBytes) throw tooLarge(place, table, bytes, measure.itemBytes);
  return { step: { kind: "put", table, item }, place, bytes };
}

/** Completes a plan by its root's item, which takes over the plan's attributes. @throws DyStoreError `ITEM_TOO_LARGE`. */
export function planRoot(
  plan: GraphPlan,
  previous: RootHead | undefined,
  created: number,
  measure: Measure,
): PlannedItem {
  const { graph, body } = plan;
  const item = rootItem(body, { ...plan, previous, created });
  const bytes = measure.finish(graph.table, item);
  if (bytes > measure.itemBytes) throw tooLarge([], graph.table, bytes, measure.itemBytes);
  return { step: { kind: "put", table: graph.table, item }, place: [], bytes };
}

/** Whether the root's item is small enough whatever version it replaces. */
export function rootFits(plan: GraphPlan, measure: Measure): boolean {
  const { graph, body, version, written, expires } = plan;
  const past = new Array<string>(rememberedVersions).fill(version);
  const longest: RootHead = { item: {}, version, written, expires, past, versions: [], tables: [] };
  const item = rootItem(
    { ...body, attributes: { ...body.attributes } },
    { ...plan, previous: longest, created: written },
  );
  return measure.storedBytes(graph.table, item) <= measure.itemBytes;
}

function tooLarge(place: Place, table: Table, bytes: number, limit: number): DyStoreError {
  const path = formatPath(place);
  const message = `${path}: the item for table ${table.name} would take ${bytes} bytes of at most ${limit}; declare a shard for its largest part`;
  return new DyStoreError("ITEM_TOO_LARGE", message, { path, table: table.name });
}
