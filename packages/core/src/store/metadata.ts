import type { GraphAddress } from "../plan/address.ts";
import { isPart } from "../plan/entry.ts";
import type { RootBody, RootHead } from "../plan/root.ts";
import type { StoredLayout } from "../plan/stored-layout.ts";
import type { KeyValue } from "../values/value.ts";

/**
 * The symbol under which everything that is read carries its {@link Metadata}. Not enumerable, so that it shows in no copy,
 * comparison or JSON.
 *
 * @example
 * ```ts
 * const person = await store.read(key);
 * if (person) await store.write(person, { primaryKey: key, ifVersion: person[metadata].version });
 * ```
 */
export const metadata: unique symbol = Symbol("dystore.metadata");

/**
 * What is known of a stored graph beside its data.
 *
 * @example
 * ```ts
 * const known = await store.metadata(key);
 * console.log([known?.shards, known?.items, known?.expiresAt]); // [1, 2, undefined]
 * ```
 */
export class Metadata {
  readonly key: KeyValue;
  /** Changes with every write; what `ifVersion` takes. */
  readonly version: string;
  /** How the graph is laid out: `new DyStore({ adapter, ...layout })` makes a store like the one that wrote it. */
  readonly layout: StoredLayout;
  /** When a graph was first written under the key, by the writer's clock. */
  readonly createdAt: Date;
  /** When this version was written, by the writer's clock. */
  readonly updatedAt: Date;
  /** When the graph expires, to the second; `undefined`: never. */
  readonly expiresAt: Date | undefined;
  /** How many shards it has; parts of what is too large for an item are none. */
  readonly shards: number;
  /** How many items it takes: the root, shards, parts (of what is too large for an item, or came as a stream), and pages of the manifest. */
  readonly items: number;
  /** Whether the data has the key attribute of its own accord, so that reading gives it back. */
  readonly ownKey: boolean;

  constructor(graph: GraphAddress, head: RootHead, body: RootBody) {
    this.key = graph.key;
    this.version = head.version;
    this.layout = body.layout.source;
    this.createdAt = new Date(body.created);
    this.updatedAt = new Date(head.written);
    this.expiresAt = head.expires === undefined ? undefined : new Date(head.expires * 1000);
    this.shards = body.entries.filter((entry) => !isPart(entry)).length;
    this.items = 1 + body.entries.length + head.pages.length;
    this.ownKey = body.ownKey;
  }
}

/** An object as it was read. */
export type Stored<T> = T & { readonly [metadata]: Metadata };

/** Attaches metadata to an object of our own making. */
export function withMetadata<T extends object>(value: T, data: Metadata): Stored<T> {
  return Object.defineProperty(value, metadata, { value: data, configurable: true, writable: true }) as Stored<T>;
}
