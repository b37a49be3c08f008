import type { KeyValue } from "../values/value.ts";

/**
 * Stands where a shard was not read (`read(key, { resolveShards: false })`). Written back in its place it keeps the stored
 * shard, as long as the graph still has it: once the shard was rewritten or removed, writing the reference is `CONFLICT`.
 *
 * @example
 * ```ts
 * const partly = await store.read(key, { resolveShards: false });
 * if (partly) await store.write({ ...partly, firstname: "Jo" }, { primaryKey: key }); // keeps the shard that was not read
 * await store.readPath(key, "$.location.city"); // ["Osaka"]
 * ```
 */
export class ShardRef {
  /** The table that holds the shard. */
  readonly table: string;
  /** Its Region, where it is not the adapter's. */
  readonly region: string | undefined;
  /** The key of the shard's item. */
  readonly key: KeyValue;
  /** The version of the graph that wrote the shard. */
  readonly version: string;
  /** The shard's number within that version. */
  readonly ordinal: number;
  /** Where the shard stands, with `*` for list positions, which may shift. */
  readonly path: string;

  constructor(fields: {
    readonly table: string;
    readonly region: string | undefined;
    readonly key: KeyValue;
    readonly version: string;
    readonly ordinal: number;
    readonly path: string;
  }) {
    this.table = fields.table;
    this.region = fields.region;
    this.key = fields.key;
    this.version = fields.version;
    this.ordinal = fields.ordinal;
    this.path = fields.path;
  }
}
