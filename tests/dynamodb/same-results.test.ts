import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { memoryAdapter } from "@dystore/adapter-memory";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import type { Adapter } from "@dystore/core/adapter";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { localEndpoint, onDynamodb } from "./local.ts";
import { sequences } from "./same-results/arbitraries.ts";
import { Client } from "./same-results/client.ts";
import { homeRegion, tables } from "./same-results/layouts.ts";
import { play } from "./same-results/play.ts";

const prove = process.env.DYSTORE_PROVE === "1";

onDynamodb("memory, SQLite and DynamoDB", () => {
  let clients: [Client, ...Client[]];

  beforeAll(async () => {
    clients = [
      new Client(memoryAdapter({ region: homeRegion })),
      new Client(sqliteAdapter({ file: ":memory:", region: homeRegion })),
      new Client(dynamodbAdapter({ endpoint: localEndpoint(), region: homeRegion })),
    ];
    await Promise.all(clients.map((client) => client.createTables()));
    vi.useFakeTimers({ toFake: ["Date"] });
  }, 60_000);

  afterAll(async () => {
    vi.useRealTimers();
    await Promise.all(clients.map(({ adapter }) => adapter.close()));
  });

  test("give the same results and errors for random operations", { timeout: 3_600_000 }, async () => {
    const property = fc.asyncProperty(sequences, (commands) => play(clients, commands));
    await fc.assert(property, {
      numRuns: Number(process.env.RUNS ?? 100),
      ...(prove ? {} : { seed: 1 }),
      ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
    });
  });

  test("hold as many items then", async () => {
    const counts = clients.map(({ adapter }) => Promise.all(tables.map((table) => count(adapter, table))));
    const [first, ...others] = await Promise.all(counts);
    for (const other of others) expect(other).toEqual(first);
  });
});

async function count(adapter: Adapter, table: (typeof tables)[number]): Promise<number> {
  let items = 0;
  for await (const page of adapter.scan({ table, consistent: true }, {})) items += page.length;
  return items;
}
