// As a whole: older versions of Node have no `hash`, and are told so by what they load, not by an error of linking.
import crypto from "node:crypto";
import type { ItemKey, KeyAttribute, Table } from "../adapter/table.ts";
import { keyText } from "../values/key-text.ts";
import { setOwn } from "../values/own.ts";
import type { KeyValue, Value } from "../values/value.ts";

/** The attribute that holds what is not a map. */
export const valueAttribute = "value";

/** Where sort values of the engine's begin, in tables that have them; the root's is this alone, so that it comes first. */
const sortPrefix = "dystore";

/** Which graph an item belongs to, as stored in each of its shards. */
export interface GraphAddress {
  readonly table: Table;
  readonly key: KeyValue;
}

/** What tells an item of a graph from all others of that graph, at any time. */
export interface ItemName {
  readonly version: string;
  readonly ordinal: number;
}

/** The address of a graph as its items store it. */
export function storedAddress({ table: { name, region }, key }: GraphAddress): { readonly [name: string]: Value } {
  return { table: name, ...(region === undefined ? {} : { region }), key };
}

/** The key of a graph's root item. */
export function rootKey({ table, key }: GraphAddress): ItemKey {
  return table.sortKey === undefined
    ? { table, partition: key }
    : { table, partition: key, sort: ofType(sortPrefix, table.sortKey) };
}

/** What all sort values of a graph's items begin with, for a query of its partition. */
export function graphSortPrefix({ type }: KeyAttribute): string | Uint8Array {
  return type === "binary" ? new Uint8Array(Buffer.from(sortPrefix)) : sortPrefix;
}

/**
 * 128 bits that stand for a graph's Region, table and key, as text. Part of each of its shards' keys, so that no shard of
 * another graph can ever be named by this graph's manifest. The adapter's home Region counts as none: copies of tables stay valid.
 */
export function graphDigest(graph: GraphAddress): string {
  const identity = JSON.stringify([graph.table.region ?? null, graph.table.name, keyText(graph.key)]);
  return crypto.hash("sha256", identity, "buffer").subarray(0, 16).toString("base64url");
}

/** Makes the keys of all items of a graph but its root; none is ever used twice, and none can be another graph's. */
export class ItemKeys {
  readonly #graph: GraphAddress;
  #digest: string | undefined;

  constructor(graph: GraphAddress) {
    this.#graph = graph;
  }

  /** The key of a shard, part or page. */
  item(table: Table, { version, ordinal }: ItemName): ItemKey {
    return this.#key(table, `${version}.${ordinal.toString(36)}`);
  }

  /** The key of the intent of one version: beside the root. */
  intent(version: string): ItemKey {
    return this.#key(this.#graph.table, `${version}.intent`);
  }

  /** Beside the root where its table has sort keys; else under a partition key of its own. */
  #key(table: Table, name: string): ItemKey {
    if (table.sortKey !== undefined) {
      return { table, partition: this.#graph.key, sort: ofType(`${sortPrefix}.${name}`, table.sortKey) };
    }
    this.#digest ??= graphDigest(this.#graph);
    return { table, partition: ofType(`${this.#digest}.${name}`, table.partitionKey) };
  }
}

/** The key of the intent of one version. */
export function intentKey(graph: GraphAddress, version: string): ItemKey {
  return new ItemKeys(graph).intent(version);
}

/** What a sort value says of the item under it: nothing where it is no shard's, part's or page's. */
export function nameInSort(sort: KeyValue): ItemName | undefined {
  const text = sort instanceof Uint8Array ? Buffer.from(sort).toString() : String(sort);
  const [, version, ordinal] = /^dystore\.([\w-]{22})\.([0-9a-z]{1,8})$/.exec(text) ?? [];
  return version === undefined || ordinal === undefined
    ? undefined
    : { version, ordinal: Number.parseInt(ordinal, 36) };
}

/** The attributes that hold a key. */
export function keyAttributes({ table, partition, sort }: ItemKey): Record<string, Value> {
  const attributes: Record<string, Value> = {};
  setOwn(attributes, table.partitionKey.name, partition);
  if (table.sortKey !== undefined && sort !== undefined) setOwn(attributes, table.sortKey.name, sort);
  return attributes;
}

/** A text as a key value of some type; for numbers a negative whole one of 36 digits, made of the text's digest. */
function ofType(text: string, { type }: KeyAttribute): KeyValue {
  switch (type) {
    case "string":
      return text;
    case "binary":
      return new Uint8Array(Buffer.from(text));
    case "number": {
      const bits = BigInt(`0x${crypto.hash("sha256", text)}`);
      return -(10n ** 35n + (bits % 10n ** 35n));
    }
  }
}
