import { readFileSync } from "node:fs";
import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore } from "@dystore/core";
import { type Adapter, decodeItem, encodeItem, type Item, type Table } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { graphs } from "./graphs.ts";

interface StoredTable {
  readonly definition: Table;
  readonly items: readonly string[];
}

const fixture: Readonly<Record<string, readonly StoredTable[]>> = JSON.parse(
  readFileSync(new URL("format-1.json", import.meta.url), "utf8"),
);

async function restored(tables: readonly StoredTable[]): Promise<Adapter> {
  const adapter = memoryAdapter({ region: "us-east-2" });
  for (const { definition, items } of tables) {
    await adapter.createTable(definition, {});
    const steps = items.map((text) => ({ kind: "put" as const, table: definition, item: decodeItem(text) }));
    await adapter.write(steps, { atomic: false }, {});
  }
  return adapter;
}

async function allItems(adapter: Adapter, table: Table): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of adapter.scan({ table }, {})) items.push(...page);
  return items;
}

/** Versions and times differ from run to run; everything else is the format. */
function withoutChance(items: readonly Item[]): readonly string[] {
  return items
    .map((item) =>
      encodeItem(item)
        .replaceAll(/"\$number":"-\d{36}"/g, '"$number":"ID"')
        .replaceAll(/[\w-]{22}(?=["\\.])/g, "ID")
        .replaceAll(/"(written|created)":\d+/g, '"$1":0')
        .replaceAll(/"\$binary":"[A-Za-z0-9+/=]{40,}"/g, '"$binary":"ID"'),
    )
    .sort();
}

describe("format 1", () => {
  test.each(graphs)("$name: a bare store reads what the first release wrote", async ({ name, store, key, data }) => {
    const { table, primaryKey } = store;
    const bare = new DyStore({ adapter: await restored(fixture[name] ?? []), table, primaryKey });
    expect(await bare.read(key)).toEqual(data);
    expect(Object.is((await bare.readPath(key, "$.mixed[2]"))[0], -0)).toBe(name === "types");
  });

  test.each(graphs)("$name: a bare store deletes it without leaving anything", async ({ name, store, key }) => {
    const { table, primaryKey } = store;
    const tables = fixture[name] ?? [];
    const adapter = await restored(tables);
    expect(await new DyStore({ adapter, table, primaryKey }).delete(key)).toBe(true);
    for (const { definition } of tables) expect(await allItems(adapter, definition)).toEqual([]);
  });

  test.each(graphs)("$name: it is still written so", async ({ name, store, key, data, itemBytes }) => {
    const adapter = memoryAdapter({
      region: "us-east-2",
      ...(itemBytes === undefined ? {} : { limits: { itemBytes } }),
    });
    const today = new DyStore({ ...store, adapter });
    await today.createTables();
    await today.write(data, { primaryKey: key });
    for (const { definition, items } of fixture[name] ?? []) {
      const written = await allItems(adapter, definition);
      expect(withoutChance(written)).toEqual(withoutChance(items.map(decodeItem)));
    }
  });
});
