import { hash } from "node:crypto";
import type { ItemKey, KeyAttribute, Table } from "../adapter/table.ts";
import { keyText } from "../values/key-text.ts";
import type { KeyValue } from "../values/value.ts";

/** The attribute that holds what is not a map. */
export const valueAttribute = "value";

/** Which graph an item belongs to, as stored in each of its shards. */
export interface GraphAddress {
  readonly table: Table;
  readonly key: KeyValue;
}

/** The key of a graph's root item. */
export function rootKey(graph: GraphAddress): ItemKey {
  return { table: graph.table, partition: graph.key };
}

/**
 * 128 bits that stand for a graph's Region, table and key, as text. Part of each of its shards' keys, so that no shard of
 * another graph can ever be named by this graph's manifest. The adapter's home Region counts as none: copies of tables stay valid.
 */
export function graphDigest(graph: GraphAddress): string {
  const identity = JSON.stringify([graph.table.region ?? null, graph.table.name, keyText(graph.key)]);
  return hash("sha256", identity, "buffer").subarray(0, 16).toString("base64url");
}

/** The key value of a shard: graph, version and number within it; never used twice. */
export function shardKeyValue(digest: string, version: string, ordinal: number, type: KeyAttribute["type"]): KeyValue {
  const text = `${digest}.${version}.${ordinal.toString(36)}`;
  return type === "binary" ? new Uint8Array(Buffer.from(text)) : text;
}

/**
 * The key of the intent of one version: beside the root, in its table. Tables whose key is a number get a negative whole
 * number of 36 digits made from the same identity.
 */
export function intentKey(graph: GraphAddress, version: string): ItemKey {
  const { table } = graph;
  const text = `${graphDigest(graph)}.${version}.intent`;
  switch (table.partitionKey.type) {
    case "string":
      return { table, partition: text };
    case "binary":
      return { table, partition: new Uint8Array(Buffer.from(text)) };
    case "number": {
      const bits = BigInt(`0x${hash("sha256", text)}`);
      return { table, partition: -(10n ** 35n + (bits % 10n ** 35n)) };
    }
  }
}
