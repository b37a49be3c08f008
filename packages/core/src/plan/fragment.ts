import type { Note } from "../codec/note.ts";
import type { ShardRef } from "../codec/shard-ref.ts";
import type { Value } from "../values/value.ts";
import type { Declaration } from "./layout.ts";

/** A name in a map, or a position in a list. */
export type PlaceSegment = string | number;

/** Where something stands in a graph, from its root. */
export type Place = readonly PlaceSegment[];

/** What becomes one item: a value without the shards cut out of it. */
export interface Fragment {
  readonly place: Place;
  /** The stored form. That of the root is a map, or a list in the place of one. */
  readonly value: Value;
  readonly notes: Note | undefined;
  /** The deepest level of a list or map, the item itself being 1. */
  readonly deepest: number;
  /** Whether something in it stands for stored parts that were not read. */
  readonly partial: boolean;
  /** Shards cut out of it, in document order; a reference keeps a stored one. */
  readonly shards: readonly (ShardFragment | KeptShard)[];
}

/** A fragment that a declaration cut out of its parent. */
export interface ShardFragment extends Fragment {
  readonly declaration: Declaration;
}

/** A stored shard that stays as it is, with all shards within it. */
export interface KeptShard {
  readonly place: Place;
  readonly declaration: Declaration;
  readonly ref: ShardRef;
}
