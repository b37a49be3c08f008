import { expiryAttribute, metadataAttribute } from "../adapter/reserved.ts";
import { errorOf } from "../adapter/unreadable.ts";
import { DyStoreError } from "../errors/error.ts";
import { keyText } from "../values/key-text.ts";
import { isMap, type ValueMap } from "../values/kind.ts";
import { isNumeric } from "../values/numeric.ts";
import type { Item, KeyValue, Value } from "../values/value.ts";
import type { GraphAddress } from "./address.ts";
import { shardsOutliveSeconds } from "./expiry.ts";
import type { Place } from "./fragment.ts";
import { type Content, formatVersion, type ItemBody } from "./item.ts";

/** Makes a shard's item. */
export function shardItem(
  body: ItemBody,
  shard: {
    readonly graph: GraphAddress;
    readonly version: string;
    readonly ordinal: number;
    readonly written: number;
    readonly expires: number | undefined;
    readonly place: Place;
  },
): Item {
  const { table, key } = shard.graph;
  body.attributes[metadataAttribute] = {
    kind: "shard",
    format: formatVersion,
    version: shard.version,
    ordinal: shard.ordinal,
    written: shard.written,
    root: { table: table.name, ...(table.region === undefined ? {} : { region: table.region }), key },
    private: { path: shapeOf(shard.place), ...body.content },
  };
  if (shard.expires !== undefined) body.attributes[expiryAttribute] = shard.expires + shardsOutliveSeconds;
  return body.attributes;
}

/**
 * A place without its list positions: what a shard stores of its path. Elements shift when a list grows or shrinks before them,
 * and items never change.
 */
function shapeOf(place: Place): string {
  return JSON.stringify(place.map((segment) => (typeof segment === "number" ? 0 : segment)));
}

/**
 * Checks that an item is the shard that a manifest names, and gives the private half of its metadata.
 *
 * @throws the error of an item that could not be opened; `INTEGRITY` where it is another's.
 */
export function readShard(
  item: Item,
  expected: {
    readonly graph: GraphAddress;
    readonly version: string;
    readonly ordinal: number;
    readonly place: Place;
  },
): Content {
  const error = errorOf(item);
  if (error !== undefined) throw error;
  const metadata = mapIn(item, metadataAttribute);
  const root = mapIn(metadata, "root");
  const half = mapIn(metadata, "private");
  const { table, key } = expected.graph;
  if (metadata?.["kind"] === "shard" && half === undefined) {
    throw new DyStoreError(
      "DECRYPTION",
      "the shard is sealed; wrap the adapter with the encryption that it was written through",
    );
  }
  if (
    metadata?.["kind"] !== "shard" ||
    metadata["version"] !== expected.version ||
    metadata["ordinal"] !== expected.ordinal ||
    root?.["table"] !== table.name ||
    root["region"] !== table.region ||
    !isSameKey(root["key"], key) ||
    half?.["path"] !== shapeOf(expected.place)
  ) {
    throw new DyStoreError("INTEGRITY", "the item under a shard's key is not that shard");
  }
  return half as Content;
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
