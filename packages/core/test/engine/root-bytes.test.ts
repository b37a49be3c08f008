import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { itemBytes, type Table } from "../../src/adapter.ts";
import { DyStore } from "../../src/index.ts";
import { memoryAdapter } from "./memory.ts";

// Items say when they were written, and a number's size depends on its digits.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_795_382_231_148 }));
afterEach(() => void vi.useRealTimers());

const table: Table = { name: "Graphs", partitionKey: { name: "ID", type: "string" } };

test("A root is planned to take what its item takes, however many versions it remembers", async () => {
  const adapter = memoryAdapter();
  const store = new DyStore({ adapter, table: "Graphs", primaryKey: "ID" });
  await store.createTables();
  for (let revision = 0; revision < 10; revision++) {
    vi.setSystemTime(1_795_382_000_000 + revision * 1001);
    const data = { revision, text: "é".repeat(revision) };
    const plan = await store.explain({ kind: "write", data, primaryKey: "k" });
    await store.write(data, { primaryKey: "k" });
    const [item] = await adapter.get([{ table, partition: "k" }], { consistent: true }, {});
    expect(plan.actions.find(({ action }) => action === "put")?.bytes).toBe(itemBytes(item ?? {}));
  }
});
