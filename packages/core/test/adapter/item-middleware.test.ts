import { describe, expect, test } from "vitest";
import {
  type Adapter,
  DyStoreError,
  defineAdapter,
  errorOf,
  type Item,
  type ItemCoding,
  itemBytes,
  itemMiddleware,
  metadataAttribute,
  type Table,
} from "../../src/adapter.ts";
import { recordingAdapter } from "./recording-adapter.ts";

const table: Table = {
  name: "Sorted",
  partitionKey: { name: "ID", type: "string" },
  sortKey: { name: "SK", type: "string" },
};
const binary: Table = {
  name: "Binary",
  partitionKey: { name: "ID", type: "binary" },
  sortKey: { name: "SK", type: "binary" },
};
const key = (partition: string) => ({ table, partition, sort: "s" });

/** Adds an attribute of so many bytes on the way down, and takes it off on the way back. */
function padding(name: string, bytes: number): ItemCoding {
  const encode = (_: Table, item: Item) => ({ ...item, [name]: "x".repeat(bytes - name.length) });
  return {
    name,
    storedBytes: (_, item, below) => below(encode(table, item)),
    encode,
    decode: (_, { [name]: pad, ...item }) => {
      if (pad === undefined) throw new DyStoreError("DECRYPTION", "The padding is gone.");
      return item;
    },
  };
}

/** A middleware over an adapter in which these items stand. */
function over(coding: ItemCoding, items: readonly Item[] = []) {
  const bare = recordingAdapter({
    find: ({ partition }) => items.find(({ ID }) => ID === partition),
    pages: [items, []],
  });
  return { bare, adapter: itemMiddleware(coding)(defineAdapter(bare)) };
}

async function all(pages: AsyncIterable<readonly Item[]>): Promise<(readonly Item[])[]> {
  const list: (readonly Item[])[] = [];
  for await (const page of pages) list.push(page);
  return list;
}

/** Every way by which items come back. */
const reads: readonly (readonly [string, (adapter: Adapter) => Promise<readonly (Item | undefined)[]>])[] = [
  ["get", (adapter) => adapter.get([key("a"), key("none"), key("b")], {}, {}).then((items) => items.filter(Boolean))],
  ["query", async (adapter) => (await all(adapter.query({ table, partition: "a" }, {}))).flat()],
  ["scan", async (adapter) => (await all(adapter.scan({ table }, {}))).flat()],
];

describe("a middleware made by itemMiddleware", () => {
  test("encodes what is put, and nothing else", async () => {
    const { bare, adapter } = over(padding("pad", 10));
    const item = Object.freeze({ ID: "a", SK: "s", v: 1 });
    const check = { kind: "check", key: key("c"), if: { kind: "absent" } } as const;
    const put = { kind: "put", table, item, if: { kind: "equals", path: ["v"], value: "1" } } as const;
    await adapter.write([{ kind: "delete", key: key("b") }, put, check], { atomic: true }, {});
    const encoded = { ...put, item: { ...item, pad: "x".repeat(7) } };
    expect(bare.calls).toEqual([{ kind: "write", steps: [{ kind: "delete", key: key("b") }, encoded, check] }]);
  });

  test("encodes steps as they were when they were given, though their owner changes them while others are encoded", async () => {
    const begun = Promise.withResolvers<void>();
    const changed = Promise.withResolvers<void>();
    const { bare, adapter } = over({
      name: "slow",
      storedBytes: (_, item, below) => below(item),
      async encode(_, item) {
        begun.resolve();
        await changed.promise;
        return item;
      },
      decode: (_, item) => item,
    });
    const put = (ID: string, kind: string) => ({
      kind: "put" as const,
      table,
      item: { ID, SK: "s", bytes: Uint8Array.of(1), list: [1], [metadataAttribute]: { kind } },
    });
    const gone = () => ({
      kind: "delete" as const,
      key: { table: binary, partition: Uint8Array.of(1), sort: Uint8Array.of(1) },
    });
    const steps = [put("a", "root"), put("b", "shard"), gone()] as const;
    const written = adapter.write(steps, { atomic: false }, {});
    await begun.promise;
    for (const step of steps) {
      if (step.kind === "put") {
        step.item.bytes.fill(9);
        step.item.list.push(9);
        step.item.ID = "changed";
      } else {
        step.key.partition.fill(9);
        step.key.sort.fill(9);
      }
    }
    changed.resolve();
    await written;
    expect(bare.calls).toEqual([{ kind: "write", steps: [put("a", "root"), put("b", "shard"), gone()] }]);
  });

  test.each(reads)("decodes what %s brings", async (_, read) => {
    const { adapter } = over(padding("pad", 10), [
      { ID: "a", SK: "s", pad: "x" },
      { ID: "b", SK: "s", pad: "x" },
    ]);
    expect(await read(adapter)).toEqual([
      { ID: "a", SK: "s" },
      { ID: "b", SK: "s" },
    ]);
  });

  test.each(reads)(
    "gives only what is public of an item in %s that it cannot decode, with the error",
    async (_, read) => {
      const { adapter } = over(padding("pad", 10), [
        {
          ID: "a",
          SK: "s",
          secret: "x",
          __dystore_expires__: 5,
          __dystore__: { version: "1", private: "sealed", root: { key: "r" } },
        },
        { ID: "b", SK: "s", pad: "x", secret: "y" },
      ]);
      const [bad, good] = await read(adapter);
      expect(bad).toEqual({
        ID: "a",
        SK: "s",
        __dystore_expires__: 5,
        __dystore__: { version: "1", root: { key: "r" } },
      });
      expect(bad && errorOf(bad)).toMatchObject({ code: "DECRYPTION" });
      expect(good).toEqual({ ID: "b", SK: "s", secret: "y" });
      expect(good && errorOf(good)).toBeUndefined();
    },
  );

  test("shows no metadata that is not its own kind, and no key that is not there", async () => {
    const { adapter } = over(padding("pad", 10), [{ ID: "a", __dystore__: "secret", constructor: "secret" }]);
    const [item] = (
      await all(adapter.scan({ table: { ...table, sortKey: { name: "toString", type: "string" } } }, {}))
    ).flat();
    expect(item && Object.entries(item)).toEqual([["ID", "a"]]);
  });

  test("leaves an item as it is that the middleware below could not decode", async () => {
    const outer = itemMiddleware({ ...padding("outer", 10), decode: (_, item) => ({ ...item, decoded: true }) });
    const { adapter: inner } = over(padding("inner", 10), [{ ID: "a", SK: "s", v: 1 }]);
    const [item] = (await all(outer(inner).scan({ table }, {}))).flat();
    expect(item).toEqual({ ID: "a", SK: "s" });
    expect(item && errorOf(item)?.code).toBe("DECRYPTION");
  });

  test("waits for functions that take their time, and hands them table and context", async () => {
    const context = {};
    const seen: unknown[] = [];
    const slow: ItemCoding = {
      name: "slow",
      storedBytes: (_, item, below) => below(item),
      encode: async (given, item, with_) => {
        seen.push(given, with_);
        return { ...item, slow: true };
      },
      decode: async (given, { slow, ...item }, with_) => {
        seen.push(given, with_);
        return { ...item, was: slow ?? null };
      },
    };
    const { bare, adapter } = over(slow, [{ ID: "a", SK: "s", slow: true }]);
    await adapter.write([{ kind: "put", table, item: { ID: "a", SK: "s" } }], { atomic: false }, context);
    expect(bare.calls).toMatchObject([{ steps: [{ item: { slow: true } }] }]);
    expect(await adapter.get([key("a")], {}, context)).toEqual([{ ID: "a", SK: "s", was: true }]);
    expect(seen).toEqual([table, context, table, context]);
    expect(seen[1]).toBe(context);
  });

  test("writes nothing where an item cannot be encoded", async () => {
    const failing = (error: unknown): ItemCoding => ({
      ...padding("pad", 10),
      encode: (_, item) => {
        if (item.ID === "b") throw error;
        return item;
      },
    });
    const write = async (error: unknown) => {
      const { bare, adapter } = over(failing(error));
      const steps = ["a", "b"].map((ID) => ({ kind: "put", table, item: { ID, SK: "s" } }) as const);
      const thrown: unknown = await adapter.write(steps, { atomic: false }, {}).catch((reason: unknown) => reason);
      expect(bare.calls).toEqual([]);
      return thrown;
    };
    const known = new DyStoreError("ACCESS_DENIED", "No key.");
    expect(await write(known)).toBe(known);
    const unknown = new TypeError("broken");
    expect(await write(unknown)).toMatchObject({ code: "UNAVAILABLE", cause: unknown });
  });

  test("attaches what decode throws, whatever it is", async () => {
    const broken = new TypeError("broken");
    const { adapter } = over(
      {
        ...padding("pad", 10),
        decode: () => {
          throw broken;
        },
      },
      [{ ID: "a", SK: "s" }],
    );
    const [item] = await adapter.get([key("a")], {}, {});
    expect(item && errorOf(item)).toMatchObject({ code: "UNAVAILABLE", cause: broken });
  });

  test("lets encode see no item that could not be stored as it is", async () => {
    const hiding: ItemCoding = { ...padding("pad", 10), encode: (_, { ID = "", SK = "" }) => ({ ID, SK }) };
    const { bare, adapter } = over(hiding);
    const item = { ID: "a", SK: "s", v: Number.NaN };
    const writing = adapter.write([{ kind: "put", table, item }], { atomic: false }, {});
    await expect(writing).rejects.toMatchObject({ code: "INVALID", path: "$.v" });
    expect(bare.calls).toEqual([]);
  });

  test("measures an item as all middleware below will have grown it", async () => {
    const { bare, adapter: inner } = over(padding("inner", 100));
    const adapter = itemMiddleware(padding("outer", 20))(inner);
    const item = { ID: "a", SK: "s" };
    expect(adapter.storedBytes(table, item)).toBe(itemBytes(item) + 120);
    const largest = { ...item, v: "x".repeat(409_600 - adapter.storedBytes(table, { ...item, v: "" })) };
    await adapter.write([{ kind: "put", table, item: largest }], { atomic: false }, {});
    expect(bare.calls).toHaveLength(1);
    const tooLarge = { ...largest, v: `${largest.v}x` };
    const writing = adapter.write([{ kind: "put", table, item: tooLarge }], { atomic: false }, {});
    await expect(writing).rejects.toMatchObject({ code: "ITEM_TOO_LARGE" });
  });

  test("passes capabilities, tables and closing on, and stands before the adapter's name", async () => {
    const { bare, adapter } = over(padding("pad", 10));
    expect(adapter.name).toBe("pad(recording)");
    expect(adapter.capabilities).toBe(bare.capabilities);
    await adapter.createTable(table, {});
    await adapter.close();
    expect(bare.calls).toEqual([{ kind: "createTable" }, { kind: "close" }]);
    await expect(adapter.get([key("a")], {}, {})).rejects.toMatchObject({ code: "CLOSED" });
  });
});
