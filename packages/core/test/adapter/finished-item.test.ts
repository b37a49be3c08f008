import { describe, expect, test } from "vitest";
import { dynamodbLimits } from "../../src/adapter/capabilities.ts";
import { finishAgain, finishedBytes, finishItem, isFinished, keepItem } from "../../src/adapter/finished-item.ts";
import { itemMiddleware } from "../../src/adapter/item-middleware.ts";
import { DyStore } from "../../src/index.ts";
import { itemBytes } from "../../src/values/item-bytes.ts";
import type { Item } from "../../src/values/value.ts";
import { memoryAdapter } from "../engine/memory.ts";

const itemOf = () => ({ ID: "a", list: [1, { name: "x" }] });

describe("an item that the engine has finished", () => {
  test("needs no second check within the same limits, and one within others", () => {
    const item = itemOf();
    expect(finishItem(item, dynamodbLimits, "People")).toBe(itemBytes(item));
    expect(finishedBytes(item, dynamodbLimits)).toBe(itemBytes(item));
    expect(finishedBytes(item, { ...dynamodbLimits })).toBeUndefined();
  });

  test("is not any copy of it", () => {
    const item = itemOf();
    finishItem(item, dynamodbLimits, "People");
    expect(finishedBytes({ ...item }, dynamodbLimits)).toBeUndefined();
    expect(keepItem({ ...item }).list).not.toBe(item.list);
  });

  test("is known as such by middleware, also that which makes items grow, and no other item is", async () => {
    const seen = new Map<string, boolean[]>();
    const see = (what: string, item: Item) => seen.set(what, [...(seen.get(what) ?? []), isFinished(item)]);
    const growing = itemMiddleware({
      name: "growing",
      storedBytes(_table, item, below) {
        see("measured", item);
        return below({ ...item, more: 1 });
      },
      encode(_table, item) {
        see("encoded", item);
        return { ...item, more: 1 };
      },
      decode: (_table, { more: _, ...item }) => item,
    });
    const adapter = growing(memoryAdapter());
    const shards = [{ path: "$.a", table: "Shards", primaryKey: "IDX" }];
    const store = new DyStore({ adapter, table: "Root", primaryKey: "ID", shards });
    await store.createTables();
    const key = await store.write({ a: { b: 1 } });
    expect([...new Set(seen.get("measured"))]).toEqual([true]);
    expect(seen.get("encoded")).toEqual([true, true]);
    seen.clear();
    const table = { name: "Root", partitionKey: { name: "ID", type: "string" } } as const;
    await adapter.write([{ kind: "put", table, item: { ID: "x" } }], { atomic: false }, {});
    expect(seen.get("encoded")).toEqual([false]);
    expect(await store.read(key)).toEqual({ a: { b: 1 } });
  });

  test("is kept by the first adapter that keeps it, and copied by any other", () => {
    const item = itemOf();
    finishItem(item, dynamodbLimits, "People");
    expect(keepItem(item)).toBe(item);
    const second = keepItem(item);
    expect(second).toEqual(item);
    expect(second["list"]).not.toBe(item.list);
    expect(finishedBytes(item, dynamodbLimits)).toBeUndefined();
  });

  test("takes the bytes that it was said to take once its metadata changed", () => {
    const item = itemOf();
    finishItem(item, dynamodbLimits, "People");
    expect(finishAgain(item, dynamodbLimits, 7)).toBe(7);
    expect(finishedBytes(item, dynamodbLimits)).toBe(7);
  });

  test("is refused where it is not sound", () => {
    const item = { ID: "a", bad: Number.NaN };
    expect(() => finishItem(item, dynamodbLimits, "People")).toThrow(/number/);
    expect(finishedBytes(item, dynamodbLimits)).toBeUndefined();
  });
});
