import { racedShards } from "@dystore/conformance";
import { DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";

/** A store for races in tables of its own, in a database that others use too. */
export function racedStore(adapter: Adapter, table: string, clock = Date.now): DyStore {
  const shards = racedShards.map((shard) => ({ ...shard, table: `${table}-items` }));
  return new DyStore({ adapter, table, primaryKey: "ID", shards, clock });
}
