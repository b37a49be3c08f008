import { expect, test } from "vitest";
import { metadata } from "../../src/index.ts";
import { graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { failure, intercept, metadataOf, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

const start = Date.UTC(2031, 0, 1);
const hour = 3_600_000;

test("a store's clock says when items were written and what has expired", async () => {
  const beneath = memoryAdapter();
  let now = start;
  const store = await prepared(beneath, beneath, { clock: () => now });
  await store.write(graphOf(2), { primaryKey: "k", expiresAt: new Date(start + hour) });
  for (const item of await itemsIn(beneath)) expect(metadataOf(item)["written"]).toBe(start);
  expect((await store.read("k"))?.[metadata].createdAt.getTime()).toBe(start);
  now = start + hour - 1;
  expect(await store.exists("k")).toBe(true);
  now = start + hour;
  expect(await store.exists("k")).toBe(false);
  expect(await store.read("k")).toBeUndefined();
  for await (const key of store.keys()) expect.unreachable(`${key} has expired`);
  await store.write(graphOf(1), { primaryKey: "k", ifAbsent: true });
  expect((await store.metadata("k"))?.createdAt.getTime()).toBe(now);
  expect((await store.explain({ kind: "delete", key: "k" })).actions).toHaveLength(3);
  expect(await store.delete("k")).toBe(true);
});

test("a staged writer concludes from an intent that is gone only within an hour of its beginning", async () => {
  for (const [age, known] of [
    [hour, true],
    [hour + 1, false],
  ] as const) {
    const beneath = memoryAdapter();
    let now = start;
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) !== "commit") return proceed();
        await proceed();
        // So often replaced that the root remembers nothing of it.
        for (let n = 0; n < 9; n++) await storeOn(beneath).writePath("k", "$.stamp", n);
        now += age;
        throw failure("UNKNOWN_OUTCOME");
      },
    });
    const store = await prepared(beneath, adapter, { clock: () => now });
    const writing = store.write(graphOf(120), { primaryKey: "k" });
    if (known) expect(await writing).toBe("k");
    else await expect(writing).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    expect(await storeOn(beneath).read("k")).toEqual({ ...graphOf(120), stamp: 8 });
  }
});
