import { expect, test } from "vitest";
import { graphOf, prepared } from "./graphs.ts";
import { intercept } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

test("a store's observer that throws changes nothing of what operations do, whatever adapter tells it", async () => {
  const event = { adapter: "telling", requests: 1, retries: 0, capacity: [] } as const;
  const telling = intercept(memoryAdapter(), {
    async get({ context }, proceed) {
      const items = await proceed();
      context.observe?.({ ...event, call: "get" });
      return items;
    },
    async write({ context }, proceed) {
      await proceed();
      context.observe?.({ ...event, call: "write" });
    },
  });
  let told = 0;
  const observe = (): void => {
    told++;
    throw new Error("the observer's own");
  };
  const store = await prepared(telling, telling, { observe });
  await store.write(graphOf(2), { primaryKey: "k" });
  expect(await store.read("k")).toEqual(graphOf(2));
  expect(await store.delete("k")).toBe(true);
  expect(told).toBeGreaterThan(4);
});
