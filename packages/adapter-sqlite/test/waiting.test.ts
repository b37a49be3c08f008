import { setImmediate } from "node:timers/promises";
import type { Adapter, AdapterEvent, Step, Table } from "@dystore/core/adapter";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { opened, temporaryFile } from "./temporary-folder.ts";

const table: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
const put = (ID: string): Step => ({ kind: "put", table, item: { ID } });

let file: string;
let other: Database.Database;

beforeEach(async () => {
  file = temporaryFile();
  await opened({ file }).createTable(table, {});
  other = new Database(file);
  onTestFinished(() => void other.close());
});

/** Ways to write, each of which needs the lock that the other connection holds. */
const writes: Record<string, (adapter: Adapter, context?: object) => Promise<void>> = {
  "a single step": (adapter, context = {}) => adapter.write([put("a")], { atomic: false }, context),
  "several steps": (adapter, context = {}) => adapter.write([put("a"), put("b")], { atomic: false }, context),
  "an atomic write": (adapter, context = {}) => adapter.write([put("a"), put("b")], { atomic: true }, context),
  "a new table": (adapter, context = {}) => adapter.createTable({ ...table, name: "Other" }, context),
};

describe.each(Object.entries(writes))("while another connection writes, %s", (_, write) => {
  test("is THROTTLED once it has waited as long as it may", async () => {
    const adapter = opened({ file, busyTimeoutMs: 20 });
    other.exec("BEGIN IMMEDIATE");
    await expect(write(adapter)).rejects.toMatchObject({ code: "THROTTLED", steps: undefined });
    other.exec("ROLLBACK");
    expect(await adapter.get([{ table, partition: "a" }], {}, {})).toEqual([undefined]);
    await write(adapter);
  });

  test("waits without holding up the process, and is carried out afterwards", async () => {
    const adapter = opened({ file });
    const events: AdapterEvent[] = [];
    other.exec("BEGIN IMMEDIATE");
    const pending = write(adapter, { observe: (event: AdapterEvent) => events.push(event) });
    await setImmediate();
    // What is read meanwhile is what stood before.
    expect(await adapter.get([{ table, partition: "a" }], {}, {})).toEqual([undefined]);
    other.exec("COMMIT");
    await pending;
    expect(events).toHaveLength(1);
    expect(events[0]?.retries).toBeGreaterThan(0);
    expect(events[0]?.requests).toBe((events[0]?.retries ?? 0) + 1);
  });

  test("can be aborted, and then is not carried out", async () => {
    const adapter = opened({ file });
    const controller = new AbortController();
    other.exec("BEGIN IMMEDIATE");
    const pending = write(adapter, { signal: controller.signal });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ code: "ABORTED" });
    other.exec("COMMIT");
    expect(await adapter.get([{ table, partition: "a" }], {}, {})).toEqual([undefined]);
  });

  test("is CLOSED where the adapter is closed meanwhile", async () => {
    const adapter = opened({ file });
    other.exec("BEGIN IMMEDIATE");
    const pending = write(adapter);
    const refused = expect(pending).rejects.toMatchObject({ code: "CLOSED" });
    await adapter.close();
    await refused;
  });
});

test("What a caller changes while its write waits changes nothing", async () => {
  const table: Table = { name: "Blobs", partitionKey: { name: "ID", type: "binary" } };
  const adapter = opened({ file });
  await adapter.createTable(table, {});
  const [key, item] = [Uint8Array.of(1), { ID: Uint8Array.of(2), list: [1] }];
  other.exec("BEGIN IMMEDIATE");
  const steps: Step[] = [
    { kind: "put", table, item: { ID: key } },
    { kind: "put", table, item },
  ];
  const pending = adapter.write(steps, { atomic: true }, {});
  key[0] = 9;
  item.ID[0] = 9;
  item.list.push(2);
  steps.length = 0;
  other.exec("COMMIT");
  await pending;
  const found = [];
  for await (const page of adapter.scan({ table }, {})) found.push(...page);
  expect(found).toEqual([{ ID: Uint8Array.of(1) }, { ID: Uint8Array.of(2), list: [1] }]);
});

test("Opening waits too", () => {
  const fresh = temporaryFile();
  const blocker = new Database(fresh);
  onTestFinished(() => void blocker.close());
  blocker.exec("BEGIN EXCLUSIVE");
  expect(() => opened({ file: fresh, busyTimeoutMs: 20 })).toThrow(expect.objectContaining({ code: "THROTTLED" }));
  blocker.exec("ROLLBACK");
  opened({ file: fresh });
});
