import { expect, test } from "vitest";
import { type Adapter, DyStoreError, type Item, unreadableItem } from "../../src/adapter.ts";
import { graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { intercept, metadataOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

/** An adapter as a middleware that cannot open items of some kind: they come back as their public half. */
function sealing(adapter: Adapter, sealed: (item: Item) => boolean): Adapter {
  const seal = (item: Item): Item => {
    if (!sealed(item)) return item;
    const { ID, IDX, __dystore__ } = item;
    const { private: _, ...open } = __dystore__ as Item;
    const key = ID === undefined ? { IDX: IDX ?? "" } : { ID };
    return unreadableItem({ ...key, __dystore__: open }, new DyStoreError("DECRYPTION", "the wrong key"));
  };
  return intercept(adapter, { get: async (_, proceed) => (await proceed()).map((item) => item && seal(item)) });
}

const isRoot = (item: Item) => metadataOf(item)["kind"] === "root";

test("a root that cannot be opened fails what needs it, and can be replaced and deleted with all its shards", async () => {
  const beneath = memoryAdapter();
  await (await prepared(beneath)).write(graphOf(3), { primaryKey: "k" });
  const store = storeOn(sealing(beneath, isRoot));
  for (const call of [
    () => store.read("k"),
    () => store.readMany(["k"]),
    () => store.readPath("k", "$.stamp"),
    () => store.writePath("k", "$.stamp", 1),
    () => store.update("k", () => ({})),
    () => store.metadata("k"),
    () => store.write({}, { primaryKey: "k", saveShards: false }),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: "DECRYPTION" });
  }
  expect(await store.exists("k")).toBe(true);
  await store.write(graphOf(2, 1), { primaryKey: "k" });
  expect(await storeOn(beneath).read("k")).toEqual(graphOf(2, 1));
  expect(await store.delete("k")).toBe(true);
  expect(await itemsIn(beneath)).toEqual([]);
});

test("a shard that cannot be opened fails what needs it, and names its place", async () => {
  const beneath = memoryAdapter();
  await (await prepared(beneath)).write(graphOf(3), { primaryKey: "k" });
  const store = storeOn(sealing(beneath, (item) => item["n"] === 1));
  const expected = { code: "DECRYPTION", table: "Elements", path: "$.list[1]" };
  await expect(store.read("k")).rejects.toMatchObject(expected);
  await expect(store.readPath("k", "$.list[1].n")).rejects.toMatchObject(expected);
  expect(await store.readPath("k", "$.list[0].n")).toEqual([0]);
  expect(await store.writePath("k", "$.list[2].n", "changed")).toBe(true);
  expect(await store.writePath("k", "$.list[1]", { n: "new" })).toBe(true);
  expect(await store.read("k")).toMatchObject({ list: [{ n: 0 }, { n: "new" }, { n: "changed" }] });
});
