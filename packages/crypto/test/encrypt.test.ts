import { createSecretKey, type KeyObject } from "node:crypto";
import { memoryAdapter } from "@dystore/adapter-memory";
import { Decimal, DyStore, isDyStoreError, transact } from "@dystore/core";
import { type Adapter, type Item, metadataAttribute, type Table, type Value } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { encrypt, passphraseKeyring, rawKeyring, type SuiteName } from "../src/index.ts";
import { countingKeyring, keyOfByte, keyring, open, stored, storedText, storeOn, tables } from "./scene.ts";

const person = () => ({
  name: "Ada",
  userID: "visible-id",
  location: { city: "secret-city", country: "visible-country" },
  friends: ["secret-friend", "visible-friend"],
  notes: [
    { id: 1, text: "secret-text" },
    { id: 2, text: "secret-other" },
  ],
});

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (isDyStoreError(error) ? error : undefined),
  );

describe("paths", () => {
  test("hide what they name, by whole segments, in the root and in shards, and nothing else", async () => {
    const paths = ["location.city", "friends[0]", "notes[*].text", "ID", "user", "loc"];
    const { store, bare } = await open({ paths });
    const key = await store.write(person());
    const text = await storedText(bare);
    expect(text).not.toMatch(/secret|city|"text"|"private"/);
    for (const shown of ["Ada", "visible-id", "visible-country", "visible-friend"]) expect(text).toContain(shown);
    expect(await store.read(key)).toEqual(person());
    await store.writePath(key, "location.city", "secret-new");
    await store.writePath(key, "notes[1].text", "secret-newer");
    expect(await storedText(bare)).not.toContain("secret");
    expect(await store.readPath(key, "notes[*].text")).toEqual(["secret-text", "secret-newer"]);
  });

  test("all hides names, types and single lengths", async () => {
    const { store, bare } = await open();
    const key = await store.write(person());
    for (const { item, table } of await stored(bare)) {
      expect(Object.keys(item).sort()).toEqual(
        [table.partitionKey.name, metadataAttribute, "__dystore_sealed__"].sort(),
      );
    }
    expect(await store.read(key)).toEqual(person());
  });

  test("cover what stands in a Map, a Set, an object with an empty name, and where a leaf stands instead of a map", async () => {
    const paths = ["prefs.theme", "tags[*]", "odd.secret", "birth.place", "entries.x"];
    const { store, bare } = await open({ paths });
    const data = {
      prefs: new Map([["theme", "hidden-1"]]),
      tags: new Set(["hidden-2"]),
      odd: { "": 1, secret: "hidden-3" },
      birth: "hidden-4",
      entries: new Map<unknown, string>([[1, "hidden-5"]]),
    };
    const key = await store.write(data);
    expect(await storedText(bare)).not.toContain("hidden");
    expect(await store.read(key)).toEqual(data);
  });

  test("cover all of a part that a value was cut into by size", async () => {
    const { store, bare } = await open({ paths: ["rows[*].text"] });
    const rows = Array.from({ length: 3000 }, (_, n) => ({ n, text: `hidden-${n}`.padEnd(200, "x") }));
    const key = await store.write({ rows });
    expect(await storedText(bare)).not.toContain("hidden");
    expect(await store.readPath(key, "rows[2999].text")).toEqual([rows[2999]?.text]);
    await store.writePath(key, "rows[5].text", "hidden-again");
    await store.writeStream(key, "$.rows", rows);
    expect(await storedText(bare)).not.toContain("hidden");
    expect(await store.readPath(key, "rows[*].n")).toHaveLength(3000);
  });

  test("leave alone what ignorePaths name: paths, and expressions against the dotted path of a leaf", async () => {
    const { store, bare } = await open({ ignorePaths: ["location.country", /^friends\[1\]$/, /\.id$/g] });
    const key = await store.write(person());
    const text = await storedText(bare);
    expect(text).not.toMatch(/secret/);
    for (const shown of ["visible-country", "visible-friend"]) expect(text).toContain(shown);
    expect(await store.read(key)).toEqual(person());
  });

  test("are refused where they cannot be parsed or mean the graph itself", () => {
    for (const path of ["", "$", "a[", "a[-1]", "$..a"]) {
      expect(() => encrypt({ keyring, paths: [path], context: "x" }), path).toThrow(
        expect.objectContaining({ code: "INVALID" }),
      );
    }
  });
});

describe("a loader", () => {
  test("names keys leaf by leaf, with the path from the root and the whole data", async () => {
    const asked: string[] = [];
    const { store, bare } = await open(
      { paths: "loader" },
      {
        configLoader: {
          async loadKey({ path, table, key, data }) {
            expect([table, key, data]).toEqual(["Root", "k", person()]);
            asked.push(path);
            return path === "location.city" ? "alice" : path.includes("text") ? "2026" : null;
          },
        },
      },
    );
    const key = await store.write(person(), { primaryKey: "k" });
    const leaves = ["friends[0]", "friends[1]", "location.city", "location.country", "name", "userID"];
    const ofNotes = ["notes[*].id", "notes[*].id", "notes[*].text", "notes[*].text"];
    expect(asked.sort()).toEqual([...leaves, ...ofNotes].sort());
    const text = await storedText(bare);
    expect(text).not.toMatch(/secret-(city|text|other)/);
    expect(text).toContain("secret-friend");
    expect(await store.read(key)).toEqual(person());

    const others = rawKeyring({ current: "2026", keys: { "2026": keyOfByte(1) } });
    const without = await open({ paths: "all", keyring: others }, {}, bare);
    expect(await failureOf(without.store.read(key))).toMatchObject({ code: "DECRYPTION" });
    expect(await without.store.readPath(key, "notes[0].id").catch(({ code }) => code)).toBe("DECRYPTION");
  });

  test("is needed, and must name keys of the keyring", async () => {
    const { store } = await open({ paths: "loader" });
    expect(await failureOf(store.write({ a: 1 }))).toMatchObject({ code: "INVALID" });
    const configLoader = { loadKey: () => "my secret key itself" };
    const error = await failureOf(store.write({ a: 1 }, { configLoader }));
    expect(error).toMatchObject({ code: "INVALID", path: "a" });
    expect(String(error)).not.toContain("my secret key");
  });

  test("is needed of each store in a transact", async () => {
    const { store, bare, sealed } = await open({ paths: "loader" }, { configLoader: { loadKey: () => "2026" } });
    const without = storeOn(sealed);
    const writing = transact([
      store.operation({ kind: "write", data: person(), primaryKey: "a" }),
      without.operation({ kind: "write", data: person(), primaryKey: "b" }),
    ]);
    expect(await failureOf(writing)).toMatchObject({ code: "INVALID", table: "Root" });
    expect(await stored(bare)).toEqual([]);
  });

  test("is told of a wrong name without the path in the message, since that may be secret", async () => {
    const { store } = await open({ paths: "loader" }, { configLoader: { loadKey: () => "unknown" } });
    const error = await failureOf(store.write({ "secret-name": 1 }));
    expect(error?.path).toContain("secret-name");
    expect(error?.message).not.toContain("secret-name");
  });
});

describe("values", () => {
  test.each<SuiteName>(["aes-256-gcm", "aes-128-cbc-hmac-sha-256"])("come back as they were: %s", async (suite) => {
    const data = {
      date: new Date(0),
      map: new Map<unknown, unknown>([[1, "x"]]),
      set: new Set([1, "a"]),
      big: 12345678901234567890123456789012345678n,
      exact: new Decimal("0.1234567890123456789"),
      zero: -0,
      bytes: new Uint8Array([0, 255]),
      nested: { list: [[], {}, "", null, true, [1, { a: "é😀" }]] },
      ["__proto__x"]: 1,
      __dystore__: "own",
      __dystore_sealed__: { blobs: [] },
    };
    for (const paths of ["all", ["nested.list[5][1]", "nested.list[1]", "bytes"]] as const) {
      const { store } = await open({ suite, paths });
      const key = await store.write(data);
      expect(await store.read(key)).toEqual(data);
      expect(Object.is((await store.readPath(key, "zero"))[0], -0)).toBe(true);
    }
  });
});

describe("graph keys", () => {
  const keysOf = async (bare: Parameters<typeof stored>[0]) => {
    const roots = (await stored(bare)).filter(({ table }) => table.name === "Root");
    return roots.map(({ item }) => (item["__dystore_sealed__"] as { keys: Item[] }).keys);
  };

  test("are fresh for each whole write, and stay where items stay", async () => {
    const { store, bare } = await open();
    const key = await store.write(person());
    const first = await keysOf(bare);
    await store.writePath(key, "notes[0].text", "x");
    await store.update(key, (graph) => ({ ...graph, name: "x" }));
    expect(await keysOf(bare)).toEqual(first);
    await store.write(person(), { primaryKey: key });
    expect(await keysOf(bare)).not.toEqual(first);
    expect(await store.read(key)).toEqual(person());
  });

  test("cost one call of the keyring for each name and operation", async () => {
    const counting = countingKeyring();
    const many = { notes: Array.from({ length: 150 }, (_, n) => ({ n })) };
    const { store } = await open({ keyring: counting.keyring });
    const operations: readonly (() => Promise<unknown>)[] = [
      () => store.write(many, { primaryKey: "k" }),
      () => store.write(many, { primaryKey: "k" }),
      () => store.read("k"),
      () => store.readPath("k", "notes[3].n"),
      () => store.writePath("k", "notes[3].n", 5, { signal: new AbortController().signal }),
      () => store.update("k", (graph) => ({ ...graph, more: 1 })),
      () => store.touch("k", new Date(Date.now() + 60_000)),
      () => store.writeStream("k", "$.list", [1, 2, 3]),
      () => transact([store.operation({ kind: "writePath", key: "k", path: "a", value: 1 })]),
      () => store.verify("k"),
      () => store.delete("k"),
    ];
    for (const [index, operation] of operations.entries()) {
      await operation();
      expect(counting.taken(), `operation ${index}`).toEqual({ "2026": 1 });
    }
    await store.sweep();
    expect(counting.taken()).toEqual({});
  });
});

test("a stream's parts open, although the graph was written anew before they were committed", async () => {
  const { store } = await open();
  await store.write({ a: 1 }, { primaryKey: "k" });
  async function* elements() {
    yield "first";
    await store.write({ a: 2 }, { primaryKey: "k" });
    yield "x".repeat(5_000_000);
    await store.write({ a: 3 }, { primaryKey: "k" });
  }
  await store.writeStream("k", "$.list", elements());
  expect(await store.readPath("k", "list[0]")).toEqual(["first"]);
  await store.writePath("k", "a", 4);
  expect(Object.keys((await store.read("k")) ?? {}).sort()).toEqual(["a", "list"]);
  expect((await store.verify("k")).problems).toEqual([]);
});

test("they open where pages name them, too", async () => {
  const setup = { shards: [{ path: "$.m.*", table: "Shards", primaryKey: "IDX" }] };
  const { store, bare } = await open({}, setup);
  const names = Array.from({ length: 1500 }, (_, index) => `${index} ${"n".repeat(100)}`);
  const graph = (a: number) => ({ a, m: Object.fromEntries(names.map((name) => [name, {}])) });
  await store.write(graph(1), { primaryKey: "k" });
  async function* elements() {
    yield "x".repeat(1_100_000);
    await store.write(graph(2), { primaryKey: "k" });
    yield "last";
  }
  await store.writeStream("k", "$.list", elements());
  const kinds = (await stored(bare)).map(({ item }) => (item[metadataAttribute] as Item)["kind"]);
  expect(kinds).toContain("page");
  expect(await store.readPath("k", "list[1]")).toEqual(["last"]);
  expect((await store.verify("k")).problems).toEqual([]);
});

test("a key that is no secret KeyObject of 32 bytes is none, and seals nothing", async () => {
  for (const key of ["a text that HKDF would take", keyOfByte(1), createSecretKey(keyOfByte(1).subarray(1))]) {
    const wrong = { ...keyring, key: () => key as KeyObject };
    const { store, bare } = await open({ keyring: wrong });
    expect((await failureOf(store.write({ a: 1 })))?.code).toBe("UNAVAILABLE");
    expect(await stored(bare)).toEqual([]);
  }
});

test("a context is a text", () => {
  for (const context of ["", "\ud800"]) expect(() => encrypt({ keyring, paths: "all", context })).toThrow(TypeError);
});

test("a Region that is named but is the adapter's own counts as not named", async () => {
  const { store, bare } = await open({}, { region: "us-east-2" });
  await store.write(person(), { primaryKey: "k" });
  await store.writePath("k", "notes[1].text", "new");
  await store.writeStream("k", "$.list", [1]);
  const home = (await open({}, {}, bare)).store;
  expect(await home.readPath("k", "notes[*].text")).toEqual(["secret-text", "new"]);
  expect((await home.verify("k")).problems).toEqual([]);
});

test("attempts that others refuse leave no keys behind", async () => {
  const { store, bare } = await open();
  await store.write(person(), { primaryKey: "k" });
  let attempts = 0;
  await store.update("k", async (graph) => {
    if (++attempts < 5) await store.write({ ...person(), attempts }, { primaryKey: "k" });
    return { ...graph, notes: [{ text: "new" }] };
  });
  expect(attempts).toBe(5);
  const root = (await stored(bare)).find(({ table }) => table.name === "Root")?.item;
  expect(root).toMatchObject({ __dystore_sealed__: { keys: [["2026", expect.anything(), expect.anything()]] } });
  expect(await store.read("k")).toEqual({ ...person(), attempts: 4, notes: [{ text: "new" }] });
});

test("what was measured and changed since is sealed as it is", async () => {
  const { sealed } = await open();
  const [table] = tables as [Table];
  const item = { ID: "k", a: "measured" };
  sealed.storedBytes(table, item);
  item.a = "changed";
  await sealed.write([{ kind: "put", table, item }], { atomic: false }, {});
  expect(await sealed.get([{ table, partition: "k" }], {}, {})).toEqual([{ ID: "k", a: "changed" }]);
});

describe("what cannot be opened", () => {
  test("is DECRYPTION with table and key, and one message whatever the cause", async () => {
    const { store, bare } = await open();
    await store.write({ a: 1 }, { primaryKey: "k" });
    const strangers = [
      { keyring: rawKeyring({ current: "2026", keys: { "2026": keyOfByte(9) } }) },
      { keyring: rawKeyring({ current: "2027", keys: { "2027": keyOfByte(1) } }) },
      { context: "other" },
    ];
    const errors = await Promise.all(
      strangers.map(async (options) => failureOf((await open(options, {}, bare)).store.read("k"))),
    );
    expect(errors.map((error) => error?.code)).toEqual(["DECRYPTION", "DECRYPTION", "DECRYPTION"]);
    expect(errors.map((error) => [error?.table, error?.key])).toEqual(errors.map(() => ["Root", "k"]));
    expect(new Set(errors.map((error) => error?.message)).size).toBe(1);
    expect(errors.every((error) => error?.cause === undefined)).toBe(true);
  });

  test("can be deleted and swept without keys", async () => {
    const { store, bare } = await open();
    await store.write(person(), { primaryKey: "k" });
    const foreign = rawKeyring({ current: "x", keys: { x: keyOfByte(9) } });
    const stranger = (await open({ keyring: foreign }, {}, bare)).store;
    await stranger.sweep();
    expect(await store.read("k")).toEqual(person());
    expect(await stranger.delete("k")).toBe(true);
    expect(await stored(bare)).toEqual([]);
  });

  test("is told in words by a store without encryption, which deletes it all the same", async () => {
    const { store, bare } = await open();
    await store.write(person(), { primaryKey: "k" });
    const plain = storeOn(bare);
    for (const call of [plain.read("k"), plain.readPath("k", "name"), plain.writePath("k", "name", 1)]) {
      expect((await failureOf(call))?.message).toContain("sealed; wrap the adapter with the encryption");
    }
    expect(await plain.delete("k")).toBe(true);
    expect(await stored(bare)).toEqual([]);
  });

  test("are unsealed items", async () => {
    const { store, bare } = await open();
    await storeOn(bare).write(person(), { primaryKey: "k" });
    expect(await failureOf(store.read("k"))).toMatchObject({ code: "DECRYPTION", table: "Root", key: "k" });
  });

  test("is an unsealed shard under a sealed root, or one of another graph", async () => {
    const { store, bare } = await open();
    await store.write(person(), { primaryKey: "k" });
    await store.write(person(), { primaryKey: "l" });
    const shards = (await stored(bare)).filter(({ table }) => table.name === "Shards");
    const [one, two] = shards;
    if (one === undefined || two === undefined) throw new Error("no shards");
    for (const item of [
      { ...two.item, IDX: one.item["IDX"] ?? "" },
      { IDX: one.item["IDX"] ?? "", text: "forged", [metadataAttribute]: one.item[metadataAttribute] ?? "" },
    ]) {
      await bare.write([{ kind: "put", table: one.table, item }], { atomic: false }, {});
      const codes = await Promise.all([failureOf(store.read("k")), failureOf(store.read("l"))]);
      expect(codes.map((error) => error?.code).sort()).toEqual(["DECRYPTION", undefined]);
    }
  });
});

test("an erased key is DECRYPTION on reading and INVALID on writing; one that cannot be fetched is UNAVAILABLE", async () => {
  let answer: () => Uint8Array | null | undefined = () => keyOfByte(2);
  const keys = { "2026": keyOfByte(1), alice: async () => answer() };
  const configLoader = { loadKey: () => "alice" };
  const { store } = await open({ paths: "loader", keyring: rawKeyring({ current: "2026", keys }) }, { configLoader });
  await store.write({ a: 1 }, { primaryKey: "k" });
  for (const gone of [null, undefined]) {
    answer = () => gone;
    expect(await failureOf(store.read("k"))).toMatchObject({ code: "DECRYPTION", table: "Root", key: "k" });
    expect(await failureOf(store.write({ a: 2 }, { primaryKey: "l" }))).toMatchObject({ code: "INVALID" });
  }
  answer = () => {
    throw new Error("not just now");
  };
  expect(await failureOf(store.read("k"))).toMatchObject({ code: "UNAVAILABLE" });
  answer = () => keyOfByte(2);
  expect(await store.read("k")).toEqual({ a: 1 });
  expect(await store.read("l")).toBeUndefined();
});

test("a sealed item with anything beside its envelope's members is refused", async () => {
  const { store, bare } = await open();
  await store.write({ a: 1 }, { primaryKey: "k" });
  const [root] = await stored(bare);
  if (root === undefined) throw new Error("no root");
  const sealed = root.item["__dystore_sealed__"] as { keys: Value[][]; blobs: Value[][] };
  const longer = (lists: Value[][]) => lists.map((list) => [...list, 1]);
  for (const more of [{ more: 1 }, { keys: longer(sealed.keys) }, { blobs: longer(sealed.blobs) }]) {
    const item = { ...root.item, __dystore_sealed__: { ...sealed, ...more } };
    await bare.write([{ kind: "put", table: root.table, item }], { atomic: false }, {});
    expect(await failureOf(store.read("k")), Object.keys(more)[0]).toMatchObject({ code: "DECRYPTION" });
  }
});

test("the item that comes back must be the one that was asked for", async () => {
  const { store, bare } = await open();
  await store.write({ a: "k" }, { primaryKey: "k" });
  await store.write({ a: "l" }, { primaryKey: "l" });
  // Who has the file of a database can have it answer with another row.
  const lying: Adapter = {
    name: bare.name,
    capabilities: bare.capabilities,
    storedBytes: (...args) => bare.storedBytes(...args),
    get: (keys, ...rest) =>
      bare.get(
        keys.map((key) => ({ ...key, partition: "l" })),
        ...rest,
      ),
    write: (...args) => bare.write(...args),
    query: (...args) => bare.query(...args),
    scan: (...args) => bare.scan(...args),
    createTable: (...args) => bare.createTable(...args),
    close: () => bare.close(),
  };
  const { store: deceived } = await open({}, {}, lying);
  expect(await failureOf(deceived.read("k"))).toMatchObject({ code: "DECRYPTION", table: "Root" });
});

test("a verbatim copy in another store opens", async () => {
  const { store, bare } = await open();
  await store.write(person(), { primaryKey: "k" });
  const copy = await open({}, {}, memoryAdapter({ region: "eu-central-1" }));
  for (const { table, item } of await stored(bare)) {
    await copy.bare.write([{ kind: "put", table, item }], { atomic: false }, {});
  }
  expect(await copy.store.read("k")).toEqual(person());
  expect(tables.map(({ name }) => name)).toEqual(["Root", "Shards"]);
});

test("keyrings refuse keys, names and costs that cannot work", () => {
  const invalid = expect.objectContaining({ code: "INVALID" });
  expect(() => rawKeyring({ current: "a", keys: { a: new Uint8Array(16) } })).toThrow(invalid);
  expect(() => rawKeyring({ current: "b", keys: { a: keyOfByte(1) } })).toThrow(invalid);
  expect(() => rawKeyring({ current: "__proto__", keys: { ["__proto__"]: keyOfByte(1) } })).toThrow(invalid);
  const salt = new Uint8Array(16);
  const passphrases = { a: "seven long words that nobody else has" };
  expect(() => passphraseKeyring({ current: "a", passphrases, salt: new Uint8Array(8) })).toThrow(invalid);
  for (const wrong of ["sixteen letters!", 16, undefined]) {
    // @ts-expect-error: no bytes.
    expect(() => passphraseKeyring({ current: "a", passphrases, salt: wrong })).toThrow(invalid);
  }
  expect(() => passphraseKeyring({ current: "a", passphrases: { a: "" }, salt })).toThrow(invalid);
  for (const cost of [1024, 2 ** 21, 20_000, Number.NaN]) {
    expect(() => passphraseKeyring({ current: "a", passphrases, salt, cost })).toThrow(invalid);
  }
});

test("a passphrase's key is derived once, and opens in another process", async () => {
  const options = { current: "a", passphrases: { a: "correct horse" }, salt: new Uint8Array(16), cost: 2 ** 14 };
  const { store, bare } = await open({ keyring: passphraseKeyring(options) });
  await store.write({ a: 1 }, { primaryKey: "k" });
  const again = await open({ keyring: passphraseKeyring(options) }, {}, bare);
  expect(await again.store.read("k")).toEqual({ a: 1 });
  expect(await new DyStore({ adapter: again.sealed, table: "Root", primaryKey: "ID" }).read("k")).toEqual({ a: 1 });
});
