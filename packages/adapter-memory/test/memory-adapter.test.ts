import { type Adapter, type Item, itemBytes, type Step, type Table } from "@dystore/core/adapter";
import { afterEach, describe, expect, test, vi } from "vitest";
import { memoryAdapter } from "../src/index.ts";

const simple: Table = { name: "Simple", partitionKey: { name: "ID", type: "string" } };
const sorted: Table = { ...simple, name: "Sorted", sortKey: { name: "SK", type: "string" } };

async function open(adapter: Adapter = memoryAdapter()): Promise<Adapter> {
  await adapter.createTable(simple, {});
  await adapter.createTable(sorted, {});
  return adapter;
}

async function all(pages: AsyncIterable<readonly Item[]>): Promise<(readonly Item[])[]> {
  const list: (readonly Item[])[] = [];
  for await (const page of pages) list.push(page);
  return list;
}

const puts = (table: Table, items: readonly Item[]): Step[] => items.map((item) => ({ kind: "put", table, item }));
const write = (adapter: Adapter, steps: readonly Step[]) => adapter.write(steps, { atomic: false }, {});

describe("a memory adapter", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  test("lies in the Region of its options, else of AWS_REGION, else in us-east-2", () => {
    vi.stubEnv("AWS_REGION", "eu-central-1");
    expect(memoryAdapter({ region: "ap-south-1" }).capabilities.region).toBe("ap-south-1");
    expect(memoryAdapter().capabilities.region).toBe("eu-central-1");
    for (const none of [undefined, ""]) {
      vi.stubEnv("AWS_REGION", none);
      expect(memoryAdapter().capabilities.region).toBe("us-east-2");
    }
  });

  test("has DynamoDB's capabilities but where its options say otherwise", () => {
    const { capabilities } = memoryAdapter({ region: "us-east-2" });
    const limits = { itemBytes: 409_600, depth: 32, partitionKeyBytes: 2048, sortKeyBytes: 1024, nameBytes: 65_535 };
    const atomic = { steps: 100, bytes: 4_194_304, scope: "region" };
    expect(capabilities).toEqual({ region: "us-east-2", manyRegions: true, atomic, limits });
    const other = memoryAdapter({ limits: { itemBytes: 5 }, atomic: false }).capabilities;
    expect(other).toMatchObject({ atomic: false, limits: { ...limits, itemBytes: 5 } });
  });

  test("keeps the limits it was given", async () => {
    const adapter = await open(memoryAdapter({ limits: { itemBytes: 5 } }));
    await write(adapter, puts(simple, [{ ID: "abc" }]));
    await expect(write(adapter, puts(simple, [{ ID: "abcd" }]))).rejects.toMatchObject({ code: "ITEM_TOO_LARGE" });
  });

  test("is a database of its own", async () => {
    const [one, two] = [await open(), await open()];
    await write(one, puts(simple, [{ ID: "a" }]));
    expect(await one.get([{ table: simple, partition: "a" }], {}, {})).toEqual([{ ID: "a" }]);
    expect(await two.get([{ table: simple, partition: "a" }], {}, {})).toEqual([undefined]);
  });

  test("ends pages where their items reach 1 MB", async () => {
    const adapter = await open();
    const item = (SK: string) => ({ ID: "a", SK, pad: "x".repeat(100_000) });
    const items = Array.from({ length: 25 }, (_, i) => item(String(i).padStart(2, "0")));
    await write(adapter, puts(sorted, items));
    const perPage = Math.ceil((1024 * 1024) / itemBytes(item("00")));
    const pages = await all(adapter.query({ table: sorted, partition: "a" }, {}));
    expect(pages.map(({ length }) => length)).toEqual([perPage, perPage, 25 - 2 * perPage]);
    expect(pages.flat()).toEqual(items);
    expect(await all(adapter.scan({ table: sorted }, {}))).toEqual(pages);
  });

  test("goes on behind a page whatever was written and deleted since", async () => {
    const adapter = await open();
    const partitions = Array.from({ length: 20 }, (_, i) => `p${i}`);
    const items = partitions.flatMap((ID) => ["a", "b", "c"].map((SK) => ({ ID, SK })));
    await write(adapter, puts(sorted, items));
    const seen: Item[] = [];
    for await (const page of adapter.scan({ table: sorted, limit: 7 }, {})) {
      seen.push(...page);
      const gone = page.map(
        ({ ID = "", SK = "" }): Step => ({
          kind: "delete",
          key: { table: sorted, partition: String(ID), sort: String(SK) },
        }),
      );
      await write(adapter, gone);
    }
    const byKey = (a: Item, b: Item) => (`${a.ID} ${a.SK}` < `${b.ID} ${b.SK}` ? -1 : 1);
    expect(seen.sort(byKey)).toEqual(items.sort(byKey));
    expect(await all(adapter.scan({ table: sorted }, {}))).toEqual([]);
  });

  test("spreads a table over its segments, the same way each time", async () => {
    const adapter = await open();
    await write(
      adapter,
      puts(
        simple,
        Array.from({ length: 1000 }, (_, i) => ({ ID: `user-${i}` })),
      ),
    );
    const segment = async (index: number) =>
      (await all(adapter.scan({ table: simple, segment: { index, count: 4 } }, {}))).flat();
    const segments = await Promise.all([0, 1, 2, 3].map(segment));
    for (const { length } of segments) expect(length).toBeGreaterThan(150);
    expect(new Set(segments.flat().map(({ ID }) => ID)).size).toBe(1000);
    expect(await segment(2)).toEqual(segments[2]);
  });

  test("remembers a token for ten minutes, and the write by what it says", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const adapter = await open();
    const send = (v: number) => adapter.write(puts(simple, [{ ID: "a", v }]), { atomic: true, token: "t" }, {});
    await send(1);
    await write(adapter, puts(simple, [{ ID: "a", v: 5 }]));
    vi.advanceTimersByTime(599_999);
    await send(1);
    expect(await adapter.get([{ table: simple, partition: "a" }], {}, {})).toEqual([{ ID: "a", v: 5 }]);
    await expect(send(2)).rejects.toMatchObject({ code: "INVALID" });
    vi.advanceTimersByTime(1);
    await send(2);
    await send(2);
    await expect(send(1)).rejects.toMatchObject({ code: "INVALID" });
    expect(await adapter.get([{ table: simple, partition: "a" }], {}, {})).toEqual([{ ID: "a", v: 2 }]);
  });

  test("keeps its tables apart from the definitions they were made of", async () => {
    const table = structuredClone(simple);
    const adapter = memoryAdapter();
    await adapter.createTable(table, {});
    Object.assign(table.partitionKey, { name: "Other" });
    await adapter.createTable(simple, {});
    await expect(adapter.createTable(table, {})).rejects.toMatchObject({ code: "INVALID" });
  });
});
