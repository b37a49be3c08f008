import type { Adapter, Item } from "../../src/adapter.ts";
import { DyStore, type DyStoreOptions } from "../../src/index.ts";

export type Graph = Record<string, unknown>;

type Setup = Partial<Omit<DyStoreOptions<Graph>, "adapter">>;

const tables = ["Root", "Elements", "Inner"] as const;

/** The layout of all tests of this folder: elements of a list in a table, and a part of each in another. */
export function storeOn(adapter: Adapter, setup: Setup = {}): DyStore<Graph> {
  return new DyStore<Graph>({
    adapter,
    table: "Root",
    primaryKey: "ID",
    shards: [{ path: "$.list[*]", table: "Elements", primaryKey: "IDX", shards: [{ path: "$.in", table: "Inner" }] }],
    ...setup,
  });
}

/** A store on an adapter whose tables are made first through another, uncounted and unharmed. */
export async function prepared(
  beneath: Adapter,
  adapter: Adapter = beneath,
  setup: Setup = {},
): Promise<DyStore<Graph>> {
  await storeOn(beneath).createTables();
  return storeOn(adapter, setup);
}

/** A graph of so many shards. */
export function graphOf(shards: number, stamp = 0): Graph {
  return { stamp, list: Array.from({ length: shards }, (_, n) => ({ n, stamp })) };
}

/** Everything that stands in the tables. */
export async function itemsIn(adapter: Adapter): Promise<Item[]> {
  const items: Item[] = [];
  for (const name of tables) {
    const table = { name, partitionKey: { name: name === "Root" ? "ID" : "IDX", type: "string" } } as const;
    for await (const page of adapter.scan({ table, consistent: true }, {})) items.push(...page);
  }
  return items;
}

/** What the items of the engine's are, sorted: `root`, `shard`, `intent open`, `intent aborted`. */
export async function kindsIn(adapter: Adapter): Promise<string[]> {
  const kinds = (await itemsIn(adapter)).map((item) => {
    const { kind, state } = item["__dystore__"] as { readonly kind: string; readonly state?: string };
    return state === undefined ? kind : `${kind} ${state}`;
  });
  return kinds.sort();
}
