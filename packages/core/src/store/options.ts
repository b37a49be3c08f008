import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Adapter } from "../adapter/adapter.ts";
import type { AdapterEvent } from "../adapter/context.ts";
import type { AnyCodec } from "../codec/codec.ts";
import type { ClassDeclaration, KeyDeclaration, ShardDeclaration } from "../plan/stored-layout.ts";
import type { KeyValue } from "../values/value.ts";
import type { ConfigLoader } from "./config-loader.ts";

/** What an adapter call of an operation did: {@link AdapterEvent} with the operation it belongs to. */
export interface StoreEvent extends AdapterEvent {
  readonly operation: string;
}

/** How a store is set up. */
export interface DyStoreOptions<T extends object, Input extends object = T> {
  /** What stores the items; wrap it with middleware as needed. The store does not close it. */
  readonly adapter: Adapter;
  /** The table of root items. */
  readonly table: string;
  /** The root table's key attribute: its name where it is a string, else name and type. */
  readonly primaryKey: KeyDeclaration;
  /**
   * The root table's sort key, of type string or binary, where it has one: its name where it is a string, else name and type. DyStore
   * makes its values: all items of a graph that lie in the root's table share the root's partition, and reading the graph takes one
   * query a megabyte. Data of that name is stored all the same. Every store of the table has to name it. Default: none.
   */
  readonly sortKey?: KeyDeclaration | undefined;
  /** The root table's Region. Default: the adapter's. */
  readonly region?: string | undefined;
  /**
   * What `write` stores as items of their own. Graphs that are stored keep their own layout for all other operations. Default: nothing;
   * what is too large for an item is cut into parts anyway.
   */
  readonly shards?: readonly (ShardDeclaration | ClassDeclaration)[] | undefined;
  /** Any Standard Schema (zod, valibot, arktype). `write` and `update` validate and store its output; reading does not run it. */
  readonly schema?: StandardSchemaV1<Input, T> | undefined;
  /** Hooks that choose keys and tell of them. Default: none. */
  readonly configLoader?: ConfigLoader | undefined;
  /** For classes beyond the built-in types. */
  readonly codecs?: readonly AnyCodec[] | undefined;
  /** Told of every adapter call: requests, retries and consumed capacity; never keys or values. What it throws is ignored. */
  readonly observe?: ((event: StoreEvent) => void) | undefined;
  /**
   * The time in epoch milliseconds: what says when something was written, has expired, and may be swept. For tests. Default:
   * `Date.now`.
   */
  readonly clock?: (() => number) | undefined;
}

/** What every method takes. */
export interface CallOptions {
  /** Stops the operation. What was committed stays committed; `ABORTED` means that nothing was written. */
  readonly signal?: AbortSignal | undefined;
  /** Hooks for this call, over the store's. */
  readonly configLoader?: ConfigLoader | undefined;
}

/** Options of `write`. */
export interface WriteOptions extends CallOptions {
  /** The graph's key. Default: the data's own attribute of that name, else the loader's, else a random UUID. */
  readonly primaryKey?: KeyValue | undefined;
  /**
   * `false`: writes the root's own attributes and keeps stored shards attached, whatever the data has in their places; values in
   * declared places that have no stored shard are not written. Default: `true`.
   */
  readonly saveShards?: boolean | undefined;
  /**
   * When the graph expires, rounded up to whole seconds: from then on it is absent to readers. Default: never. With
   * `saveShards: false`, and where `ShardRef`s keep stored shards, it must be what is stored; default there: what is stored.
   */
  readonly expiresAt?: Date | undefined;
  /** `CONFLICT` if something stands under the key; with `ifVersion`: something else than that version. */
  readonly ifAbsent?: boolean | undefined;
  /** `CONFLICT` unless the stored graph has this version. */
  readonly ifVersion?: string | undefined;
}

/** Options of reading whole graphs. */
export interface ReadOptions extends CallOptions {
  /** `false`: shards are not read; `ShardRef`s stand in their places. Default: `true`. */
  readonly resolveShards?: boolean | undefined;
  /** `false`: may be a little behind, at half the cost. Default: `true`. */
  readonly consistent?: boolean | undefined;
}

/** Options of methods that take a path. */
export interface PathOptions extends CallOptions {
  /** Allows filters such as `[?(@.price < 10)]` in the path. Default: `false`. */
  readonly filters?: boolean | undefined;
}

/** Options of `readPath`. */
export interface ReadPathOptions extends PathOptions {
  /** `false`: may be a little behind, at half the cost. Default: `true`. */
  readonly consistent?: boolean | undefined;
}

/** Options of `readStream`. */
export interface ReadStreamOptions extends CallOptions {
  /** `false`: may be a little behind, at half the cost. Default: `true`. */
  readonly consistent?: boolean | undefined;
}

/** What a stream is made of: elements of a list, pieces of a binary (`Uint8Array`), or of a text (strings). */
export type StreamKind = "list" | "binary" | "text";

/**
 * Where a stream of a kind comes from that becomes a value of type `V`.
 *
 * @example
 * ```ts
 * const pieces: StreamSource<string, "text"> = ["to be, ", "or not to be"];
 * ```
 */
export type StreamSource<V, Kind extends StreamKind> =
  | Iterable<StreamedAs<V, Kind>>
  | AsyncIterable<StreamedAs<V, Kind>>;

type StreamedAs<V, Kind extends StreamKind> = unknown extends V
  ? unknown
  : Kind extends "list"
    ? V extends readonly (infer Element)[]
      ? Element
      : never
    : [Extract<V, PieceOf[Kind & keyof PieceOf]>] extends [never]
      ? never
      : PieceOf[Kind & keyof PieceOf];

interface PieceOf {
  binary: Uint8Array;
  text: string;
}

/** Options of `writeStream`. */
export interface WriteStreamOptions<Kind extends StreamKind = StreamKind> extends CallOptions {
  /**
   * What is written, by what the source gives: `"list"`: the elements; `"binary"`: pieces of it, each a `Uint8Array`; `"text"`: pieces of
   * it, each a string, which may end within a surrogate pair. Default: `"list"`.
   */
  readonly as?: Kind | undefined;
}

/** Options of `touch`. */
export interface TouchOptions extends CallOptions {
  /** `CONFLICT` unless the stored graph has this version. */
  readonly ifVersion?: string | undefined;
}

/** Options of `update`. */
export interface UpdateOptions extends CallOptions {
  /** When the graph expires from now on, rounded up to whole seconds; `null`: never. Default: as before. Another one rewrites all shards. */
  readonly expiresAt?: Date | null | undefined;
  /** `CONFLICT` unless the stored graph has this version. */
  readonly ifVersion?: string | undefined;
}

/** Options of `delete`. */
export interface DeleteOptions extends CallOptions {
  /** `false`: leaves the shards behind, for `sweep` to find. Default: `true`. */
  readonly deleteShards?: boolean | undefined;
  /** `CONFLICT` unless the stored graph has this version. */
  readonly ifVersion?: string | undefined;
}

/** Options of `deleteMany`. */
export interface DeleteManyOptions extends CallOptions {
  /** `false`: leaves the shards behind, for `sweep` to find. Default: `true`. */
  readonly deleteShards?: boolean | undefined;
}

/** Options of `keys`. */
export interface KeysOptions extends CallOptions {
  /** Resume behind this key, whether or not a graph stands there. */
  readonly after?: KeyValue | undefined;
}
