import { type DyStore, type KeyValue, ShardRef } from "@dystore/core";
import type { Adapter, Item, ItemKey } from "@dystore/core/adapter";
import type { Command } from "./command.ts";
import { type TestLayout, tableNamed } from "./layouts.ts";

type Foreign = Extract<Command, { do: "foreign" }>["item"];
type Damage = Pick<Extract<Command, { do: "damage" }>, "shard" | "by">;

const foreignItems: Readonly<Record<Foreign, Item>> = {
  "no root": { text: "mine" },
  "later format": { __dystore__: { kind: "root", format: 99, version: "v", written: 1, past: [] } },
  "malformed root": { __dystore__: { kind: "root", format: 1, version: 5 } },
};

/** Puts an item that is no root of DyStore's under a root's key. */
export async function putForeign(adapter: Adapter, layout: TestLayout, key: KeyValue, item: Foreign): Promise<void> {
  const table = tableNamed(layout.table, undefined);
  const own = { ...foreignItems[item], [table.partitionKey.name]: key };
  await adapter.write([{ kind: "put", table, item: own }], { atomic: false }, {});
}

/** Does something to a shard of a graph behind the engine's back. */
export async function spoilShard(
  adapter: Adapter,
  store: DyStore,
  key: KeyValue,
  { shard, by }: Damage,
): Promise<string> {
  const keys = [...shardKeys(await store.read(key, { resolveShards: false }))];
  const one = keys[shard % keys.length];
  const other = keys[(shard + 1) % keys.length];
  if (one === undefined || other === undefined) return "there are no shards";
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
function* shardKeys(value: unknown): Generator<ItemKey> {
  if (value instanceof ShardRef) yield { table: tableNamed(value.table, value.region), partition: value.key };
  else if (value instanceof Map) for (const member of value.values()) yield* shardKeys(member);
  else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    for (const [, member] of Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
      yield* shardKeys(member);
  }
}
