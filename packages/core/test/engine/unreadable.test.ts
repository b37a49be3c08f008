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

const later = { clock: () => Date.now() + 7_200_000 };

test("verify names what cannot be opened, and of a sealed root what is missing all the same", async () => {
  const beneath = memoryAdapter();
  await (await prepared(beneath)).write(graphOf(3), { primaryKey: "k" });
  const some = await storeOn(sealing(beneath, (item) => item["n"] === 1)).verify("k");
  expect(some).toMatchObject({
    status: "damaged",
    problems: [{ code: "UNREADABLE", table: "Elements", path: "$.list[1]", message: "the wrong key" }],
  });
  const sealed = storeOn(sealing(beneath, (item) => "__dystore__" in item));
  expect((await sealed.verify("k")).problems).toMatchObject([
    { code: "UNREADABLE", table: "Root", key: "k", path: "$" },
  ]);
  const [, one, two] = (await itemsIn(beneath)).filter((item) => !isRoot(item));
  const table = { name: "Elements", partitionKey: { name: "IDX", type: "string" } } as const;
  const { IDX: key = "" } = one ?? {};
  await beneath.write(
    [
      { kind: "delete", key: { table, partition: String(key) } },
      { kind: "put", table, item: { IDX: two?.["IDX"] ?? "" } },
    ],
    { atomic: false },
    {},
  );
  const { status, problems } = await sealed.verify("k");
  expect(status).toBe("damaged");
  expect(problems.map(({ code }) => code).sort()).toEqual(["FOREIGN", "MISSING", "UNREADABLE"]);
});

test("sweep needs no key: the public half says what is named", async () => {
  const beneath = memoryAdapter();
  const store = await prepared(beneath);
  await store.write(graphOf(2), { primaryKey: "gone" });
  await store.delete("gone", { deleteShards: false });
  await store.write(graphOf(3), { primaryKey: "k" });
  await store.writePath("k", "$.list[0].n", "changed");
  const { tables } = await storeOn(
    sealing(beneath, () => true),
    later,
  ).sweep();
  expect(tables).toMatchObject([
    { table: "Root", removed: 0, skipped: 0 },
    { table: "Elements", scanned: 5, kept: 3, removed: 2, skipped: 0 },
  ]);
  expect(await store.read("k")).toMatchObject({ list: [{ n: "changed" }, { n: 1 }, { n: 2 }] });
});

test("sweep takes a sealed page that names too little for damage, and leaves the graph alone", async () => {
  const beneath = memoryAdapter({ limits: { itemBytes: 4000 } });
  const shards = [{ path: "$.map.*", table: "Elements", primaryKey: "IDX" }];
  const store = await prepared(beneath, beneath, { shards });
  const names = Array.from({ length: 60 }, (_, n) => `${n}`.padEnd(60, "."));
  await store.write({ map: Object.fromEntries(names.map((name) => [name, {}])) }, { primaryKey: "k" });
  const pages = (await itemsIn(beneath)).filter((item) => metadataOf(item)["kind"] === "page");
  const [page = {}] = pages;
  const table = { name: "Root", partitionKey: { name: "ID", type: "string" } } as const;
  const item = { ...page, __dystore__: { ...(page["__dystore__"] as Item), places: [] } };
  await beneath.write([{ kind: "put", table, item }], { atomic: false }, {});
  const { tables } = await storeOn(
    sealing(beneath, () => true),
    later,
  ).sweep();
  expect(tables).toMatchObject([
    { table: "Root", removed: 0, skipped: pages.length },
    { table: "Elements", removed: 0, skipped: 60 },
  ]);
});
