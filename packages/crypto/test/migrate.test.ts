import { isDyStoreError } from "@dystore/core";
import { errorOf } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { rawKeyring } from "../src/index.ts";
import { type Graph, keyOfByte, keyring, open, stored, storeOn } from "./scene.ts";

const notes = Array.from({ length: 5 }, (_, n) => ({ n, text: `note ${n}` }));
const graph = () => ({
  name: "Ada",
  notes,
  rows: Array.from({ length: 5000 }, (_, n) => ({ n, pad: "x".repeat(100) })),
});

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (isDyStoreError(error) ? error.code : error),
  );

/** A graph that was written before there was encryption, and a store that takes it over. */
async function unsealed() {
  const scene = await open({ plaintext: "migrate" });
  await storeOn(scene.bare).write(graph(), { primaryKey: "k" });
  return scene;
}

const problemsOf = async (store: Awaited<ReturnType<typeof unsealed>>["store"]) =>
  (await store.verify("k")).problems.map(({ code }) => code);

describe('plaintext: "migrate"', () => {
  test("reads graphs that are not sealed, and verify says that they are behind", async () => {
    const { store } = await unsealed();
    expect(await store.read("k")).toEqual(graph());
    expect(await store.readPath("k", "notes[2].text")).toEqual(["note 2"]);
    expect(new Set(await problemsOf(store))).toEqual(new Set(["BEHIND"]));
  });

  const changes: readonly (readonly [
    string,
    (store: Awaited<ReturnType<typeof unsealed>>["store"]) => Promise<unknown>,
    Graph,
  ])[] = [
    [
      "writePath",
      (store) => store.writePath("k", "notes[2].text", "new"),
      { ...graph(), notes: notes.with(2, { n: 2, text: "new" }) },
    ],
    ["deletePath", (store) => store.deletePath("k", "name"), (({ name: _, ...rest }) => rest)(graph())],
    ["update", (store) => store.update("k", (current) => ({ ...current })), graph()],
    ["write", (store) => store.write(graph(), { primaryKey: "k" }), graph()],
    ["touch", (store) => store.touch("k", new Date(Date.now() + 60_000)), graph()],
  ];
  test.each(changes)("seals every item on the first change: %s", async (_, change, expected) => {
    const { store, bare } = await unsealed();
    await change(store);
    const items = await stored(bare);
    expect(items.length).toBeGreaterThan(6);
    expect(items.every(({ item }) => Object.hasOwn(item, "__dystore_sealed__"))).toBe(true);
    const strict = (await open({}, {}, bare)).store;
    expect(await strict.read("k")).toEqual(expected);
    expect(await problemsOf(strict)).toEqual([]);
  });

  test("refuses in words what would keep items as they are", async () => {
    const { store, bare } = await unsealed();
    expect(await codeOf(store.writeStream("k", "$.list", [1]))).toBe("NOT_SUPPORTED");
    expect(await codeOf(store.write({ name: "x" }, { primaryKey: "k", saveShards: false }))).toBe("INVALID");
    expect(await storeOn(bare).read("k")).toEqual(graph());
  });

  test("accepts nothing unsealed under a sealed root, and nothing sealed under an unsealed one", async () => {
    const { store, bare, sealed } = await unsealed();
    const before = (await stored(bare)).find(({ item }) => item["text"] === "note 2");
    await store.writePath("k", "name", "x");
    const now = (await stored(bare)).find(({ table }) => table.name === "Shards");
    if (before === undefined || now === undefined) throw new Error("no shards");
    const forged = { ...before.item, IDX: now.item["IDX"] ?? "", __dystore__: now.item["__dystore__"] ?? "" };
    await bare.write([{ kind: "put", table: now.table, item: forged }], { atomic: false }, {});
    expect(await codeOf(store.read("k"))).toBe("DECRYPTION");
    const alone = async () => {
      const [item] = await sealed.get([{ table: now.table, partition: now.item["IDX"] as string }], {}, {});
      return item && errorOf(item)?.code;
    };
    expect(await alone()).toBe("DECRYPTION");
    // A root that is sealed, but not as it should be, is no unsealed one.
    const root = (await stored(bare)).find(({ table }) => table.name === "Root");
    if (root === undefined) throw new Error("no root");
    for (const envelope of [{}, { ...(root.item["__dystore_sealed__"] as object), keys: [] }, 1]) {
      const item = { ...root.item, __dystore_sealed__: envelope };
      await bare.write([{ kind: "put", table: root.table, item }], { atomic: false }, {});
      expect(await alone()).toBe("DECRYPTION");
    }
  });
});

describe("verify", () => {
  test("names items that show what is secret by now, or are sealed under an earlier key", async () => {
    const { store, bare } = await open({ paths: ["name"] });
    await store.write({ name: "Ada", list: ["a", "b"], notes }, { primaryKey: "k" });
    const behind = async (options: Parameters<typeof open>[0]) =>
      (await (await open(options, {}, bare)).store.verify("k")).problems.map(({ code, path }) => `${code} ${path}`);
    expect(await behind({ paths: ["name"] })).toEqual([]);
    expect(await behind({ paths: ["name", "list[1]"] })).toEqual(["BEHIND $"]);
    expect(await behind({ paths: ["notes[*].text"] })).toHaveLength(5);
    const keys = { "2026": keyOfByte(1), "2027": keyOfByte(3) };
    expect(await behind({ paths: ["name"], keyring: rawKeyring({ current: "2027", keys }) })).toHaveLength(6);
    expect(keyring.current).toBe("2026");
  });
});
