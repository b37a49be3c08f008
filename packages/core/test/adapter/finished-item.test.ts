import { describe, expect, test } from "vitest";
import { dynamodbLimits } from "../../src/adapter/capabilities.ts";
import { finishAgain, finishedBytes, finishItem, keepItem, ownItem } from "../../src/adapter/finished-item.ts";
import { itemBytes } from "../../src/values/item-bytes.ts";

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

  test("is kept by the first adapter that keeps it, and copied by any other", () => {
    const item = itemOf();
    finishItem(item, dynamodbLimits, "People");
    expect(keepItem(item)).toBe(item);
    const second = keepItem(item);
    expect(second).toEqual(item);
    expect(second["list"]).not.toBe(item.list);
    expect(finishedBytes(item, dynamodbLimits)).toBeUndefined();
  });

  test("is kept without a copy, and checked, where it is only known to be the engine's own", () => {
    const item = itemOf();
    ownItem(item);
    expect(finishedBytes(item, dynamodbLimits)).toBeUndefined();
    expect(keepItem(item)).toBe(item);
    expect(keepItem(item)).not.toBe(item);
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
