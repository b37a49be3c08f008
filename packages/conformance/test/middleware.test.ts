import { memoryAdapter } from "@dystore/adapter-memory";
import {
  type Adapter,
  expiryAttribute,
  type Item,
  itemBytes,
  type Middleware,
  metadataAttribute,
  type Table,
} from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { growingMiddleware, identityMiddleware } from "../src/index.ts";

const table: Table = {
  name: "Items",
  partitionKey: { name: "ID", type: "string" },
  sortKey: { name: "SK", type: "binary" },
};
const sort = Uint8Array.of(1);

/** An item as a middleware stores it, and as it comes back. */
async function through(middleware: Middleware, item: Item): Promise<{ stored: Item; returned: Item; said: number }> {
  const below = memoryAdapter();
  const adapter: Adapter = middleware(below);
  await adapter.createTable(table, {});
  await adapter.write([{ kind: "put", table, item: { ID: "a", SK: sort, ...item } }], { atomic: false }, {});
  const read = async (from: Adapter) => (await from.get([{ table, partition: "a", sort }], {}, {}))[0] ?? {};
  return {
    stored: await read(below),
    returned: await read(adapter),
    said: adapter.storedBytes(table, { ID: "a", SK: sort, ...item }),
  };
}

describe("the growing middleware", () => {
  test.each<[string, Item]>([
    ["no attributes", {}],
    ["a string", { text: "" }],
    ["a binary", { binary: new Uint8Array() }],
    ["a number", { number: 1 }],
    ["names of its own", { grown: 1, grown_: "two", grown__: Uint8Array.of(3), grownup: 4 }],
    ["a hostile name", JSON.parse('{"__proto__":"x"}')],
  ])("stores an item of %s larger, says how large, and gives it back", async (_, item) => {
    const { stored, returned, said } = await through(growingMiddleware, item);
    expect(returned).toEqual({ ID: "a", SK: sort, ...item });
    expect(itemBytes(stored)).toBeGreaterThan(itemBytes(returned));
    expect(said).toBe(itemBytes(stored));
  });

  test("leaves keys, metadata and expiry as they are", async () => {
    const item = {
      [metadataAttribute]: { version: "1", bytes: Uint8Array.of(1) },
      [expiryAttribute]: 7,
      text: "plain",
    };
    const { stored } = await through(growingMiddleware, item);
    const { text, ...rest } = stored;
    expect(rest).toMatchObject({
      ID: "a",
      SK: sort,
      [metadataAttribute]: item[metadataAttribute],
      [expiryAttribute]: 7,
    });
    expect(text).not.toBe("plain");
  });
});

test("the identity middleware stores items as they are", async () => {
  const { stored, returned, said } = await through(identityMiddleware, { text: "plain", grown: 1 });
  expect(stored).toEqual({ ID: "a", SK: sort, text: "plain", grown: 1 });
  expect(returned).toEqual(stored);
  expect(said).toBe(itemBytes(stored));
});
