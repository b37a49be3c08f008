import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { memoryAdapter } from "@dystore/adapter-memory";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import type { Adapter, Table } from "@dystore/core/adapter";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { localEndpoint, onDynamodb } from "./local.ts";
import { Client } from "./same-results/client.ts";
import { sequences } from "./same-results/command-arbitraries.ts";
import { knownSequences } from "./same-results/known-sequences.ts";
import { homeRegion, tables } from "./same-results/layouts.ts";
import { play } from "./same-results/play.ts";

/** The same sequences each time in `npm test`; in `npm run prove` more, and others each time, which a failure names by their seed. */
const random = process.env.DYSTORE_PROVE === "1" ? { numRuns: 5000 } : { numRuns: 300, seed: 1 };

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

  test.each(Object.entries(knownSequences))("agree on %s", { timeout: 60_000 }, async (_, steps) => {
    const codes = await play(
      clients,
      steps.map(([command]) => command),
    );
    expect(codes.map((code, index) => [steps[index]?.[0], code])).toEqual(steps);
  });

  test("agree on random sequences of operations", { timeout: 3_600_000 }, async () => {
    const property = fc.asyncProperty(sequences, async (commands) => void (await play(clients, commands)));
    await fc.assert(property, random);
  });

  test("hold equally many items then", { timeout: 60_000 }, async () => {
    const counts = clients.map(({ adapter }) => Promise.all(tables.map((table) => itemsIn(adapter, table))));
    const [first, ...others] = await Promise.all(counts);
    for (const other of others) expect(other).toEqual(first);
  });
});

async function itemsIn(adapter: Adapter, table: Table): Promise<number> {
  let items = 0;
  for await (const page of adapter.scan({ table, consistent: true }, {})) items += page.length;
  return items;
}
