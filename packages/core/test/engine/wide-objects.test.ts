import { describe, expect, test } from "vitest";
import type { Item, Table } from "../../src/adapter.ts";
import { DyStore } from "../../src/index.ts";
import { memoryAdapter } from "./memory.ts";

const roots: Table = {
  name: "Roots",
  partitionKey: { name: "ID", type: "string" },
  sortKey: { name: "SK", type: "string" },
};
const shards: Table = { name: "Shards", partitionKey: { name: "IDX", type: "string" } };

async function opened() {
  const adapter = memoryAdapter();
  const store = new DyStore<Record<string, unknown>>({
    adapter,
    table: "Roots",
    primaryKey: "ID",
    sortKey: "SK",
    shards: [{ path: "$.child", table: "Shards", primaryKey: "IDX" }],
  });
  await store.createTables();
  const stored = async (table: Table): Promise<Item> => {
    for await (const [item = {}] of adapter.scan({ table }, {})) return item;
    return {};
  };
  return { store, stored };
}

// Objects of 17 to 32 names are copied in a way of their own.
describe.each([0, 14, 16, 20, 31, 40])("An object with %i names more", (count) => {
  const more = Object.fromEntries(Array.from({ length: count }, (_, index) => [`name${index}`, `${index}`]));
  const names = Object.keys(more);

  test("is stored with its key first, its names in order and its metadata last", async () => {
    const { store, stored } = await opened();
    await store.write(
      { z: 1, ...more, a: 2, child: { y: 1, ...more, b: 2 } },
      { primaryKey: "k", expiresAt: new Date(4e12) },
    );
    const end = ["__dystore__", "__dystore_expires__"];
    expect(Object.keys(await stored(roots))).toEqual(["ID", "SK", "z", ...names, "a", ...end]);
    expect(Object.keys(await stored(shards))).toEqual(["IDX", "y", ...names, "b", ...end]);
  });

  test("keeps names that items need themselves", async () => {
    const { store, stored } = await opened();
    const data = { IDX: "own", __dystore__: { kind: "root" }, ...more, __dystore_expires__: 5, SK: [1], ID: "k" };
    const child = { ...data, ID: { a: 1 } };
    await store.write({ ...data, child });
    expect(await store.read("k")).toStrictEqual({ ...data, child });
    expect(await stored(roots)).toMatchObject({ ID: "k", __dystore__: { kind: "root", format: 1 } });
    expect((await stored(shards))["IDX"]).not.toBe("own");
  });

  test("loses what is cut out of it or undefined, and nothing else", async () => {
    const { store, stored } = await opened();
    await store.write(
      { a: undefined, child: { c: 1 }, ...more, b: undefined, d: [{ e: undefined }] },
      { primaryKey: "k" },
    );
    const item = await stored(roots);
    expect(Object.keys(item)).toEqual(["ID", "SK", ...names, "d", "__dystore__"]);
    expect(await store.read("k")).toStrictEqual({ child: { c: 1 }, ...more, d: [{}] });
  });

  test("has types, own names of any kind and no prototype restored as in a smaller one", async () => {
    const { store } = await opened();
    const own = JSON.parse(JSON.stringify(more).replace("{", '{"__proto__":{"admin":1},').replace(",}", "}"));
    const values = { when: new Date(5), zero: -0, big: 5n, set: new Set([1]), none: null, list: [-0] };
    await store.write(Object.assign(Object.create(null), more, values, { child: own }), { primaryKey: "k" });
    const { child, ...read }: Record<string, unknown> = (await store.read("k")) ?? {};
    expect(read).toStrictEqual({ ...more, ...values });
    expect(Object.keys(read)).toEqual([...names, ...Object.keys(values)]);
    expect(Object.entries(child as object)).toEqual([["__proto__", { admin: 1 }], ...Object.entries(more)]);
  });

  test("is never changed, has its getters asked once and its symbols left out", async () => {
    const { store, stored } = await opened();
    let asked = 0;
    const got = { get: () => ++asked, enumerable: true };
    const data = { ...more, u: undefined, list: Object.freeze([1]), [Symbol("s")]: 1 };
    await store.write(Object.freeze(Object.defineProperty(data, "got", got)), { primaryKey: "k" });
    expect(asked).toBe(1);
    const plain = { ...more, list: [1], got: 1 };
    expect(await store.read("k")).toStrictEqual(plain);
    expect(Reflect.ownKeys(await stored(roots))).toEqual(["ID", "SK", ...Object.keys(plain), "__dystore__"]);
  });

  test("without symbols is never changed, and has its getters asked once", async () => {
    const { store } = await opened();
    let asked = 0;
    const got = { get: () => ++asked, enumerable: true };
    const data = Object.freeze(Object.defineProperty({ ...more, u: undefined, list: [1] }, "got", got));
    await store.write(data, { primaryKey: "k" });
    expect(asked).toBe(1);
    expect(await store.read("k")).toStrictEqual({ ...more, list: [1], got: 1 });
  });
});
