import { expiryAttribute, metadataAttribute } from "../adapter/reserved.ts";
import { errorOf } from "../adapter/unreadable.ts";
import { DyStoreError } from "../errors/error.ts";
import { keyText } from "../values/key-text.ts";
import { isMap, type ValueMap } from "../values/kind.ts";
import { isNumeric } from "../values/numeric.ts";
import type { Item, KeyValue, Value } from "../values/value.ts";
import type { GraphAddress, ItemName, storedAddress } from "./address.ts";
import { type Entry, isPart } from "./entry.ts";
import { shardsOutliveSeconds } from "./expiry.ts";
import type { Place } from "./fragment.ts";
import { type Content, formatVersion, type ItemBody, refuseLater } from "./item.ts";

/** What the items beside a root are: shards, parts of shards or of the root, and pages of the manifest. */
export type ItemKind = "shard" | "part" | "page";

/** What all items of one version beside its root say of themselves. */
export interface VersionStamp {
  readonly graph: GraphAddress;
  readonly version: string;
  readonly written: number;
  /** When the graph expires, in epoch seconds. */
  readonly expires: number | undefined;
}

/** What one of them says. */
export interface ItemStamp extends VersionStamp, ItemName {
  /** The graph's address as stored: one object for all items. */
  readonly root: ReturnType<typeof storedAddress>;
}

/** Completes an item that stands beside a root. */
export function stampItem(
  attributes: Record<string, Value>,
  kind: ItemKind,
  { root, version, ordinal, written, expires }: ItemStamp,
  rest: { readonly [name: string]: Value },
): Item {
  attributes[metadataAttribute] = {
    kind,
    format: formatVersion,
    version,
    ordinal,
    written,
    root,
    ...rest,
  };
  if (expires !== undefined) attributes[expiryAttribute] = expires + shardsOutliveSeconds;
  return attributes;
}

/** Makes the item of a shard or part. @param place From the graph's root, of a part that of what it is a piece of. */
export function shardItem(body: ItemBody, kind: "shard" | "part", place: Place, stamp: ItemStamp): Item {
  return stampItem(body.attributes, kind, stamp, { private: { path: shapeOf(place), ...body.content } });
}

/**
 * A place without its list positions: what a shard stores of its path. Elements shift when a list grows or shrinks before them,
 * and items never change.
 */
export function shapeOf(place: Place): string {
  return JSON.stringify(place.map((segment) => (typeof segment === "number" ? 0 : segment)));
}

/** Whether an item is the one that a manifest names, of this graph; says nothing of its private half. */
export function isItemOf(
  item: Item,
  kind: ItemKind,
  { version, ordinal }: ItemName,
  { table, key }: GraphAddress,
): boolean {
  const metadata = mapIn(item, metadataAttribute);
  const root = mapIn(metadata, "root");
  return (
    metadata?.["kind"] === kind &&
    metadata["version"] === version &&
    metadata["ordinal"] === ordinal &&
    root?.["table"] === table.name &&
    root["region"] === table.region &&
    isSameKey(root["key"], key)
  );
}

/**
 * Checks that an item is the one that a manifest names, and gives the private half of its metadata.
 *
 * @throws the error of an item that could not be opened; `INTEGRITY` where it is another's.
 */
export function readShard(
  item: Item,
  expected: { readonly graph: GraphAddress; readonly entry: Entry; readonly place: Place },
): Content {
  const { graph, entry, place } = expected;
  const kind = isPart(entry) ? "part" : "shard";
  const half = privateHalf(item, kind);
  if (!isItemOf(item, kind, entry, graph) || half?.["path"] !== shapeOf(place)) {
    throw new DyStoreError("INTEGRITY", `the item under a ${kind}'s key is not that ${kind}`);
  }
  return half as Content;
}

/**
 * The private half of an item's metadata; `undefined` where it has none because it is no such item.
 *
 * @throws the error of an item that could not be opened; `DECRYPTION` where it is still sealed.
 */
export function privateHalf(item: Item, kind: ItemKind): ValueMap | undefined {
  const error = errorOf(item);
  if (error !== undefined) throw error;
  const metadata = mapIn(item, metadataAttribute);
  const half = mapIn(metadata, "private");
  if (metadata?.["kind"] !== kind) return half;
  refuseLater(metadata["format"], kind);
  if (half !== undefined) return half;
  throw new DyStoreError(
    "DECRYPTION",
    `the ${kind} is sealed; wrap the adapter with the encryption that it was written through`,
  );
}

function isSameKey(stored: Value | undefined, key: KeyValue): boolean {
  if (stored === key) return true;
  const isKey = typeof stored === "string" || stored instanceof Uint8Array || isNumeric(stored);
  return isKey && keyText(stored) === keyText(key);
}

function mapIn(map: ValueMap | undefined, name: string): ValueMap | undefined {
  const member = map?.[name];
  return isMap(member) ? member : undefined;
}
