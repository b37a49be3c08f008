import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { assertLinearizable, type Graphs, type RaceHistory } from "@dystore/conformance";
import type { DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import { afterAll, test } from "vitest";
import { localEndpoint, onDynamodb } from "../dynamodb/local.ts";
import { openAdapter } from "../programs/open-adapter.ts";
import { racedStore } from "../programs/raced-store.ts";
import { killed, momentOf } from "./kill.ts";

const proving = process.env.DYSTORE_PROVE === "1";
const kills = proving ? 500 : 20;
const folder = mkdtempSync(join(tmpdir(), "dystore-kills-"));
afterAll(() => rmSync(folder, { recursive: true }));

const keys = ["a", "b"];

/** When leftovers are older than the grace, and when their intents may go, too. */
const sweeps = [2, 9 * 24].map((hours) => hours * 3_600_000);

/** What stands under the keys, as calls after all others in a history. */
async function read(store: DyStore): Promise<{ readonly graphs: Graphs; readonly history: RaceHistory }> {
  const graphs: Record<string, readonly number[]> = {};
  const calledAt = Number(process.hrtime.bigint());
  for (const key of keys) {
    const graph = await store.read(key);
    if (graph === undefined) continue;
    const items = graph["items"] as { readonly stamp: number }[];
    graphs[key] = [Number(graph["stamp"]), ...items.map(({ stamp }) => stamp)];
  }
  const ended = (key: string) => ({ at: Number(process.hrtime.bigint()), answer: graphs[key] ?? null });
  const history = keys.map((key) => ({ call: { do: "read", key } as const, calledAt, ended: ended(key) }));
  return { graphs, history };
}

/** How many items stand in the tables of a store. */
async function count(adapter: Adapter, store: DyStore): Promise<number> {
  let items = 0;
  for (const table of store.tables) {
    for await (const page of adapter.scan({ table, consistent: true }, {})) items += page.length;
  }
  return items;
}

/** After a kill: all that was answered holds, no graph is damaged, and a sweep leaves nothing that none of them names. */
async function examine(
  adapter: Adapter,
  table: string,
  history: RaceHistory,
  before: Graphs,
  subject: string,
): Promise<Graphs> {
  const store = racedStore(adapter, table);
  const found = await read(store);
  assertLinearizable([...history, ...found.history], subject, before);
  for await (const { key, status, problems } of store.verifyAll({ olderThanMs: 0 })) {
    assert.notEqual(status, "damaged", `${subject}, ${String(key)}: ${JSON.stringify(problems)}`);
  }
  for (const ahead of sweeps) await racedStore(adapter, table, () => Date.now() + ahead).sweep();
  const metadata = await Promise.all(keys.map((key) => store.metadata(key)));
  const named = metadata.reduce((sum, each) => sum + (each?.items ?? 0), 0);
  assert.equal(await count(adapter, store), named, `${subject}: items that no graph names`);
  assert.deepEqual((await read(store)).graphs, found.graphs, `${subject}: what stands there after sweeping`);
  return found.graphs;
}

function integrity(file: string): unknown {
  const database = new DatabaseSync(file);
  try {
    return database.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
  } finally {
    database.close();
  }
}

for (const synchronous of ["full", "normal"]) {
  const times = kills / 2;
  test.concurrent(`A process that is killed ${times} times leaves an SQLite file whole: synchronous ${synchronous}`, {
    timeout: 3_600_000,
  }, async () => {
    const file = join(folder, `${synchronous}.db`);
    const kind = `sqlite ${synchronous}`;
    let graphs: Graphs = {};
    const first = openAdapter(kind, file);
    await racedStore(first, "Root").createTables();
    await first.close();
    for (let seed = 1; seed <= times; seed++) {
      const subject = `seed ${seed}, killed at ${momentOf(seed)}`;
      const history = await killed(kind, file, "Root", seed, folder);
      assert.equal(integrity(file), "ok", subject);
      const adapter = openAdapter(kind, file);
      graphs = await examine(adapter, "Root", history, graphs, subject);
      await adapter.close();
    }
  });
}

onDynamodb("A client of DynamoDB", () => {
  const times = proving ? 50 : 3;
  test(`that is killed ${times} times leaves whole graphs`, { timeout: 3_600_000 }, async () => {
    const adapter = openAdapter("dynamodb", localEndpoint());
    for (let seed = 1; seed <= times; seed++) {
      const table = `kills-${randomUUID()}`;
      await racedStore(adapter, table).createTables();
      const history = await killed("dynamodb", localEndpoint(), table, seed, folder);
      await examine(adapter, table, history, {}, `seed ${seed}, killed at ${momentOf(seed)}`);
    }
    await adapter.close();
  });
});
