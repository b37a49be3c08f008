import { DyStoreError } from "../errors/error.ts";
import { valueBytes } from "../values/item-bytes.ts";
import type { Item } from "../values/value.ts";
import { type GraphAddress, rootKey } from "./address.ts";
import type { Entry } from "./entry.ts";
import type { Fragment } from "./fragment.ts";
import { type ItemBody, layOut } from "./item.ts";
import { ItemPlanner } from "./item-planner.ts";
import type { Layout } from "./layout.ts";
import { encodeManifest, type ManifestHalves } from "./manifest.ts";
import type { SplitLimits } from "./measure.ts";
import { fitsItem, itemTooLarge, type Measure, type PlannedItem } from "./measure-item.ts";
import { encodePageNames, type PageName } from "./page.ts";
import { pastOf, type RootHead, rememberedVersions, rootItem } from "./root.ts";
import { type Baseline, StoredShards } from "./stored-shards.ts";

/** Everything about a graph's new version but the root's item, which depends on the version it replaces. */
export interface GraphPlan {
  readonly graph: GraphAddress;
  readonly layout: Layout;
  readonly version: string;
  readonly written: number;
  /** When the graph expires, in epoch seconds. */
  readonly expires: number | undefined;
  readonly entries: readonly Entry[];
  /** Pages of the manifest, where the root does not hold it. */
  readonly pages: readonly PageName[];
  /** All new items beside the root: shards, parts and pages; those that stay have none. */
  readonly shards: readonly PlannedItem[];
  readonly manifest: ManifestHalves;
  readonly body: ItemBody;
  readonly ownKey: boolean;
  /** The root's bytes if it replaced what makes it longest. */
  readonly mostBytes: number;
  /** Whether it keeps nothing of the version before. */
  readonly fresh: boolean;
}

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

/** What parts hold, in bytes, and a manifest that stays in its root. Small enough that a change is cheap, large enough that few are needed. */
const partBytes = 128 * 1024;

/** Parts that come out too large, since middleware makes items grow, are planned again at half the size, down to this. */
export const leastPartBytes = 256;

/** How many lists and maps may stand in each other where an item is cut for its depth: leaves room around them. */
const partHeight = 24;

/**
 * Plans a version of a graph: its manifest in breadth-first order, and the items beside its root. Shards that did not change
 * against `baseline`, and references, keep their items. Whatever is too large or too deep for an item is cut into parts.
 *
 * @throws DyStoreError `ITEM_TOO_LARGE` for what cannot be cut, `CONFLICT` for stale references, `INVALID` for misplaced ones.
 */
export function planGraph(input: GraphInput, measure: Measure): GraphPlan {
  let tooLarge: unknown;
  const most = mostPartBytes(measure);
  for (let bytes = most; bytes >= Math.min(most, leastPartBytes); bytes /= 2) {
    for (const splitsRoot of [false, true]) {
      try {
        const plan = planOnce(input, measure, bytes, splitsRoot);
        if (plan !== undefined) return plan;
      } catch (error) {
        if (!(error instanceof DyStoreError) || error.code !== "ITEM_TOO_LARGE") throw error;
        tooLarge = error;
        break;
      }
    }
  }
  throw tooLarge ?? itemTooLarge([], input.graph.table.name, measure.itemBytes);
}

/** What parts hold at most, while middleware does not make them grow too much. */
export function mostPartBytes({ itemBytes }: Measure): number {
  return Math.min(partBytes, Math.floor(itemBytes / 3));
}

/** How items are cut whose parts hold so many bytes. */
export function splitLimits(bytes: number, { depth }: Measure): SplitLimits {
  return { bytes, height: Math.min(partHeight, Math.max(1, depth - 8)) };
}

/** @returns nothing where the root, cut or not, is too large. */
function planOnce(input: GraphInput, measure: Measure, bytes: number, splitsRoot: boolean): GraphPlan | undefined {
  const { graph, layout, root, version, written, expires, ownKey } = input;
  const stored = new StoredShards(input.baseline ?? nothingStored(input), layout, root, expires);
  const limits = splitLimits(bytes, measure);
  const fresh = input.baseline === undefined;
  const planner = new ItemPlanner({ graph, version, written, expires }, measure, limits, stored, fresh);
  const content = planner.plan(root, splitsRoot);
  const body = layOut(content, rootKey(graph), ownKey);
  if (!splitsRoot && !fitsItem(root, body, measure)) return undefined;
  const { entries, tables } = planner;
  const whole = encodeManifest(entries, tables);
  const inline = entries.length === 0 || sizeOf(whole) <= bytes;
  const pages = inline ? [] : planner.planPages();
  const manifest = inline ? whole : { public: encodePageNames(pages), private: {} };
  const plan = { graph, layout, version, written, expires, entries, pages, manifest, body, ownKey, fresh };
  const mostBytes = measure.finish(graph.table, longestRoot(plan));
  return mostBytes <= measure.itemBytes ? { ...plan, mostBytes, shards: planner.items } : undefined;
}

/** Completes a plan by its root's item, which takes over the plan's attributes. */
export function planRoot(
  plan: GraphPlan,
  previous: RootHead | undefined,
  created: number,
  measure: Measure,
): PlannedItem {
  const { graph, body, fresh, mostBytes } = plan;
  const past = pastOf(previous);
  const item = rootItem(body, { ...plan, past, created });
  const bytes = mostBytes - valueBytes([longestPast(plan), longestTime]) + valueBytes([past, created]);
  return {
    step: { kind: "put", table: graph.table, item, ...(fresh ? { fresh } : {}) },
    kind: "root",
    place: [],
    bytes: measure.finishAgain(graph.table, item, bytes),
  };
}

/** A time that takes as many bytes as any: trailing zeros of numbers take none. */
const longestTime = 9_999_999_999_999;

function longestPast({ version }: Pick<GraphPlan, "version">): readonly string[] {
  return new Array<string>(rememberedVersions).fill(version);
}

/** The root's item if it replaced what makes it longest. It gets other metadata once what it does replace is known. */
function longestRoot(plan: Omit<GraphPlan, "shards" | "mostBytes">): Item {
  return rootItem(plan.body, { ...plan, past: longestPast(plan), created: longestTime });
}

/** About how many bytes a manifest adds to its item. */
function sizeOf({ public: open, private: half }: ManifestHalves): number {
  return JSON.stringify(open).length + JSON.stringify(half).length;
}

/** The baseline of a graph of which nothing stays. */
export function nothingStored({ graph, layout, expires }: Pick<GraphInput, "graph" | "layout" | "expires">): Baseline {
  return { graph, layout, expires, mayStay: true, entries: [], places: [], pages: [], contents: new Map() };
}
