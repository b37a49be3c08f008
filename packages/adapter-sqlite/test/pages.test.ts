import { type Item, itemBytes, type Scan, type Table } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { segmentOf } from "../src/segment.ts";
import { opened, temporaryFile } from "./temporary-folder.ts";

const simple: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
const sorted: Table = { ...simple, name: "Sorted", sortKey: { name: "SK", type: "string" } };

async function filled(table: Table, items: readonly Item[]) {
  const adapter = opened({ file: temporaryFile() });
  await adapter.createTable(table, {});
  await adapter.write(
    items.map((item) => ({ kind: "put", table, item })),
    { atomic: false },
    {},
  );
  return adapter;
}

async function collect(pages: AsyncIterable<readonly Item[]>): Promise<(readonly Item[])[]> {
  const all = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe("a page", () => {
  const items = Array.from({ length: 7 }, (_, index) => ({ ID: "a", SK: `${index}`, text: "é".repeat(150_000) }));

  test("ends with the item that brings it to 1 MB by DynamoDB's formula", async () => {
    const adapter = await filled(sorted, items);
    const bytes = itemBytes(items[0] ?? {});
    expect(3 * bytes).toBeLessThan(1024 * 1024);
    expect(4 * bytes).toBeGreaterThan(1024 * 1024);
    for (const pages of [adapter.query({ table: sorted, partition: "a" }, {}), adapter.scan({ table: sorted }, {})]) {
      expect((await collect(pages)).map((page) => page.length)).toEqual([4, 3]);
    }
  });

  test("is a request, and its read is over before the caller has it", async () => {
    const adapter = await filled(sorted, items);
    const events: unknown[] = [];
    const pages = adapter.query(
      { table: sorted, partition: "a", limit: 3 },
      { observe: (event) => events.push(event) },
    );
    for await (const page of pages) {
      // A statement that was still open would make this connection refuse to write.
      for (const { SK } of page) {
        const key = { table: sorted, partition: "a", sort: String(SK) };
        await adapter.write([{ kind: "delete", key }], { atomic: true }, {});
      }
    }
    expect(events).toEqual(
      [1, 2, 3].map(() => ({ adapter: "sqlite", call: "query", requests: 1, retries: 0, capacity: [] })),
    );
  });
});

test("A query that resumes goes on from page to page", async () => {
  const adapter = await filled(
    sorted,
    ["a", "b", "c", "d"].map((SK) => ({ ID: "a", SK })),
  );
  const seen: unknown[] = [];
  for await (const page of adapter.query({ table: sorted, partition: "a", after: "a", limit: 1 }, {})) {
    seen.push(...page.map(({ SK }) => SK));
    if (seen.length > 3) break;
  }
  expect(seen).toEqual(["b", "c", "d"]);
});

test("A query of a table without sort keys ends, whatever the limit", async () => {
  const adapter = await filled(simple, [{ ID: "a" }, { ID: "b" }]);
  expect(await collect(adapter.query({ table: simple, partition: "a", limit: 1 }, {}))).toEqual([[{ ID: "a" }]]);
});

describe("a segment", () => {
  // Both halves of a key alike: what a hash must not cancel out.
  const items = Array.from({ length: 2500 }, (_, index) => ({ ID: `${index}-${index}` }));

  test("passes over at most 1,000 rows of others a page, and misses nothing", async () => {
    const adapter = await filled(simple, items);
    const found: Item[] = [];
    for (let index = 0; index < 500; index += 100) {
      const segment: Scan["segment"] = { index, count: 500 };
      const pages = await collect(adapter.scan({ table: simple, segment }, {}));
      expect(pages.length).toBe(3);
      found.push(...pages.flat());
    }
    const expected = items.filter(({ ID }) => segmentOf(ID, 500) % 100 === 0).map(({ ID }) => ID);
    expect(found.map(({ ID }) => ID).sort()).toEqual(expected.sort());
  });

  test.each([2, 3, 4, 8, 10])("of %i has about its share of the keys", (count) => {
    const sizes = new Map<number, number>();
    for (const { ID } of items) sizes.set(segmentOf(ID, count), (sizes.get(segmentOf(ID, count)) ?? 0) + 1);
    for (let index = 0; index < count; index++) {
      expect(sizes.get(index)).toBeGreaterThan((items.length / count) * 0.7);
      expect(sizes.get(index)).toBeLessThan((items.length / count) * 1.3);
    }
  });

  test("of a binary key is its bytes', in a Buffer or not", () => {
    expect(segmentOf(Buffer.from([1, 2, 3]), 7)).toBe(segmentOf(Uint8Array.of(1, 2, 3), 7));
  });
});
