import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { memoryAdapter } from "@dystore/adapter-memory";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import { playSequence, SequenceClient, SequenceLayouts, sequences } from "@dystore/conformance";
import type { Adapter, Table } from "@dystore/core/adapter";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { knownSequences } from "./known-sequences.ts";
import { localEndpoint, onDynamodb } from "./local.ts";

/** The same sequences each time in `npm test`; in `npm run prove` more, and others each time, which a failure names by their seed. */
const random = process.env.DYSTORE_PROVE === "1" ? { numRuns: 5000 } : { numRuns: 100, seed: 1 };

const region = "us-east-2";
const layouts = new SequenceLayouts(`same-results-${randomUUID()}`, { region, manyRegions: true });

onDynamodb("memory, SQLite and DynamoDB", () => {
  let clients: [SequenceClient, ...SequenceClient[]];
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dystore-same-results-"));
    const memory = memoryAdapter({ region });
    const sqlite = { file: join(folder, "items.db"), region, synchronous: "normal" } as const;
    const local = { endpoint: localEndpoint(), region };
    clients = [
      new SequenceClient(layouts, memory, memory),
      new SequenceClient(layouts, sqliteAdapter(sqlite), sqliteAdapter(sqlite)),
      new SequenceClient(layouts, dynamodbAdapter(local), dynamodbAdapter(local)),
    ];
    await Promise.all(clients.map((client) => client.createTables()));
  }, 60_000);

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    rmSync(folder, { recursive: true });
  });

  test.each(Object.entries(knownSequences))("agree on %s", { timeout: 60_000 }, async (_, steps) => {
    const codes = await playSequence(
      clients,
      steps.map(([command]) => command),
    );
    expect(codes.map((code, index) => [steps[index]?.[0], code])).toEqual(steps);
  });

  test("agree on random sequences of operations", { timeout: 3_600_000 }, async () => {
    const property = fc.asyncProperty(sequences, async (commands) => void (await playSequence(clients, commands)));
    await fc.assert(property, random);
  });

  test("hold equally many items then", { timeout: 60_000 }, async () => {
    const counts = clients.map(({ adapter }) => Promise.all(layouts.tables.map((table) => itemsIn(adapter, table))));
    const [first, ...others] = await Promise.all(counts);
    for (const other of others) expect(other).toEqual(first);
  });
});

async function itemsIn(adapter: Adapter, table: Table): Promise<number> {
  let items = 0;
  for await (const page of adapter.scan({ table, consistent: true }, {})) items += page.length;
  return items;
}
