import type { Limits } from "../adapter/capabilities.ts";
import { itemKeyText, keyOf } from "../adapter/item-key.ts";
import { metadataAttribute } from "../adapter/reserved.ts";
import type { ItemKey, Table } from "../adapter/table.ts";
import { isDyStoreError } from "../errors/error.ts";
import { isMap, type ValueMap } from "../values/kind.ts";
import type { Item, KeyValue, Value } from "../values/value.ts";
import { type GraphAddress, ItemKeys, rootKey } from "./address.ts";
import { expiryOf } from "./expiry.ts";
import { formatVersion } from "./item.ts";
import { checkKey } from "./key.ts";
import type { NamedItem } from "./naming.ts";
import type { ItemKind } from "./shard.ts";

/** What an item found in a scan says of itself, where its key agrees. */
export type ItemClaim = RootClaim | PieceClaim | IntentClaim;

interface Claim {
  /** Where it stands. */
  readonly itemKey: ItemKey;
  readonly graph: GraphAddress;
  readonly version: string;
  readonly written: number;
  readonly expires: number | undefined;
  readonly format: number;
}

export interface RootClaim extends Claim {
  readonly kind: "root";
}

/** An item beside a root that a manifest names, or nobody does. */
export interface PieceClaim extends Claim, NamedItem {
  readonly kind: ItemKind;
}

export interface IntentClaim extends Claim {
  readonly kind: "intent";
  readonly state: Value | undefined;
}

/**
 * Reads what an item says of itself. `"other"`: it belongs to no graph with its root in that table. `"doubtful"`: it seems to, but
 * is malformed, of a later format, or stands under another key than it should.
 */
export function readClaim(
  item: Item,
  table: Table,
  rootTable: Table,
  limits: Limits,
): ItemClaim | "other" | "doubtful" {
  const metadata = item[metadataAttribute];
  if (!isMap(metadata)) return "other";
  const { kind, format, version, written } = metadata;
  const isRoot = kind === "root" && isSameTable(table, rootTable);
  if (!isRoot && !isBeside(metadata, table, rootTable)) return "other";
  const root = metadata["root"];
  const graph = graphOf(isRoot ? item[rootTable.partitionKey.name] : isMap(root) && root["key"], rootTable, limits);
  if (graph === undefined || typeof format !== "number" || format > formatVersion) return "doubtful";
  if (typeof version !== "string" || !/^[\w-]{22}$/.test(version) || typeof written !== "number") return "doubtful";
  const itemKey = keyOf(item, table);
  const claim = { itemKey, graph, version, written, expires: expiryOf(item), format };
  const found = isRoot ? ({ ...claim, kind: "root" } as const) : besideClaim(metadata, claim, table);
  return found !== undefined && itemKeyText(itemKey) === claimedKey(found) ? found : "doubtful";
}

/** Whether two tables of one adapter are the same; neither names its home Region. */
function isSameTable(one: Table, two: Table): boolean {
  return one.name === two.name && one.region === two.region;
}

function isBeside({ kind, root }: ValueMap, table: Table, rootTable: Table): boolean {
  const belongs = isMap(root) && root["table"] === rootTable.name && root["region"] === rootTable.region;
  if (kind === "intent") return belongs && isSameTable(table, rootTable);
  return belongs && (kind === "shard" || kind === "part" || kind === "page");
}

function graphOf(key: Value | undefined, table: Table, limits: Limits): GraphAddress | undefined {
  try {
    return { table, key: checkKey(key as KeyValue, table, limits) };
  } catch (error) {
    if (isDyStoreError(error, "INVALID")) return undefined;
    throw error;
  }
}

function besideClaim({ kind, ordinal, state }: ValueMap, claim: Claim, table: Table): ItemClaim | undefined {
  if (kind === "intent") return { ...claim, kind, state };
  if (typeof ordinal !== "number" || !Number.isSafeInteger(ordinal) || ordinal < 0) return undefined;
  return { ...claim, kind: kind as ItemKind, table, ordinal };
}

function claimedKey(claim: ItemClaim): string {
  if (claim.kind === "root") return itemKeyText(rootKey(claim.graph));
  const keys = new ItemKeys(claim.graph);
  return itemKeyText(claim.kind === "intent" ? keys.intent(claim.version) : keys.item(claim.table, claim));
}
