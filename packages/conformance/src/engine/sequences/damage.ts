import { type DyStore, type KeyValue, ShardRef } from "@dystore/core";
import type { Adapter, Item, ItemKey, Table } from "@dystore/core/adapter";
import type { Command } from "./command.ts";
import type { SequenceLayouts } from "./layouts.ts";

type Foreign = Extract<Command, { do: "foreign" }>["item"];
type Damage = Pick<Extract<Command, { do: "damage" }>, "shard" | "by">;

/** The sort value of roots. */
const rootSort = "dystore";

const foreignItems: Readonly<Record<Foreign, Item>> = {
  "no root": { text: "mine" },
  "later format": { __dystore__: { kind: "root", format: 99, version: "v", written: 1, past: [] } },
  "malformed root": { __dystore__: { kind: "root", format: 1, version: 5 } },
};

/** Puts an item that is no root of DyStore's under a root's key. */
export async function putForeign(adapter: Adapter, table: Table, key: KeyValue, item: Foreign): Promise<void> {
  const { partitionKey, sortKey } = table;
  const sort = sortKey && { [sortKey.name]: sortKey.type === "binary" ? Buffer.from(rootSort) : rootSort };
  const own = { ...foreignItems[item], [partitionKey.name]: key, ...sort };
  await adapter.write([{ kind: "put", table, item: own }], { atomic: false }, {});
}

/** Does something to a shard of a graph behind the engine's back. */
export async function spoilShard(
  adapter: Adapter,
  layouts: SequenceLayouts,
  store: DyStore,
  key: KeyValue,
  { shard, by }: Damage,
): Promise<string> {
  const keys = [...shardKeys(layouts, await store.read(key, { resolveShards: false }))];
  const one = keys[shard % keys.length];
  const other = keys[(shard + 1) % keys.length];
  if (one === undefined || other === undefined) return "there are no shards";
  if (one.table.sortKey !== undefined || other.table.sortKey !== undefined) return "their sort values are not known";
  if (by === "deleting") {
    await adapter.write([{ kind: "delete", key: one }], { atomic: false }, {});
    return "deleted";
  }
  const [found] = by === "swapping" ? await adapter.get([other], { consistent: true }, {}) : [];
  const { [other.table.partitionKey.name]: _, ...attributes } = found ?? { text: "mine" };
  const item = { ...attributes, [one.table.partitionKey.name]: one.partition };
  await adapter.write([{ kind: "put", table: one.table, item }], { atomic: false }, {});
  return "replaced";
}

/** Keys of the shards that were not read, in the order of the graph. */
function* shardKeys(layouts: SequenceLayouts, value: unknown): Generator<ItemKey> {
  if (value instanceof ShardRef) yield { table: layouts.table(value.table, value.region), partition: value.key };
  else if (value instanceof Map) for (const member of value.values()) yield* shardKeys(layouts, member);
  else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    for (const [, member] of Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
      yield* shardKeys(layouts, member);
  }
}
