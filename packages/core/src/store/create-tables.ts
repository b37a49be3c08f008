import { checkTable } from "../adapter/check-table.ts";
import { tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import type { Engine, Operation } from "./engine.ts";

/** `DyStore.createTables`: each table once, however many declarations share it. */
export async function createTables({ adapter, context, engine }: Operation): Promise<void> {
  await Promise.all(tablesOf(engine).map((table) => adapter.createTable(table, context)));
}

/**
 * The root's table and those of all declared shards, each once, in order of their declarations. All name their Region.
 *
 * @throws DyStoreError `INVALID` for names that DynamoDB refuses, `NOT_SUPPORTED` for Regions that the adapter does not reach.
 */
export function tablesOf({ adapter, layout }: Engine): readonly Table[] {
  const { capabilities } = adapter;
  const tables = new Map<string, Table>();
  for (const { table } of [layout, ...layout.all]) {
    const region = table.region ?? capabilities.region;
    const text = tableText(table, region);
    if (tables.has(text)) continue;
    checkTable(table, capabilities);
    tables.set(text, Object.freeze({ ...table, region }));
  }
  return [...tables.values()];
}
