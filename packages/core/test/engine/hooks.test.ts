import type { StandardSchemaV1 } from "@standard-schema/spec";
import { describe, expect, test } from "vitest";
import type { Adapter, Context } from "../../src/adapter.ts";
import type { ConfigLoader, StoreEvent } from "../../src/index.ts";
import { type Graph, graphOf, itemsIn, prepared } from "./graphs.ts";
import { intercept } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

/** An adapter as a middleware that seals would be: it asks for a key with every call, and reports each. */
function asking(adapter: Adapter): {
  readonly adapter: Adapter;
  readonly contexts: Context[];
  readonly answers: unknown[];
} {
  const contexts: Context[] = [];
  const answers: unknown[] = [];
  const ask = async (context: Context, call: "get" | "write"): Promise<void> => {
    contexts.push(context);
    answers.push(await context.loadKey?.({ path: "list[0].n", table: "Elements", key: "k" }));
    context.observe?.({ adapter: "asking", call, requests: 1, retries: 0, capacity: [] });
  };
  const asked = intercept(adapter, {
    async get({ context }, proceed) {
      await ask(context, "get");
      return proceed();
    },
    async write({ context }, proceed) {
      await ask(context, "write");
      return proceed();
    },
  });
  return { adapter: asked, contexts, answers };
}

describe("config loaders", () => {
  test("of a call stand hook by hook over the store's, and keep their `this`", async () => {
    class Loader implements ConfigLoader {
      readonly #name: string;
      readonly asked: string[] = [];
      constructor(name: string) {
        this.#name = name;
      }
      generatePrimaryKey(): string {
        this.asked.push("generatePrimaryKey");
        return `key of ${this.#name}`;
      }
      keepMetadata(): boolean {
        this.asked.push("keepMetadata");
        return true;
      }
    }
    const beneath = memoryAdapter();
    const configLoader = new Loader("store");
    const store = await prepared(beneath, beneath, { configLoader });
    expect(await store.write({})).toBe("key of store");
    expect(await store.write({}, { configLoader: new Loader("call") })).toBe("key of call");
    expect(await store.write({}, { configLoader: { keepMetadata: () => false } })).toBe("key of store");
    expect(await store.read("key of store")).toHaveProperty("__dystore__");
    expect(await store.read("key of store", { configLoader: { keepMetadata: () => false } })).toEqual({});
    expect(await store.read("key of store", { configLoader: { generatePrimaryKey: () => "x" } })).toHaveProperty("ID");
    expect(configLoader.asked).toEqual(["generatePrimaryKey", "generatePrimaryKey", "keepMetadata", "keepMetadata"]);
  });

  test("are asked for key names by middleware, with the data of the operation", async () => {
    const beneath = memoryAdapter();
    const { adapter, answers } = asking(beneath);
    const requests: unknown[] = [];
    const configLoader: ConfigLoader = {
      loadKey: async (request) => {
        requests.push(request);
        return "name";
      },
    };
    const store = await prepared(beneath, adapter, { configLoader });
    const data = graphOf(1);
    await store.write(data, { primaryKey: "k" });
    expect(answers).toEqual(["name", "name"]);
    expect(requests.at(-1)).toEqual({ path: "list[0].n", table: "Elements", key: "k", data });
    await store.write(data, { primaryKey: "k", configLoader: { loadKey: () => null } });
    expect(answers.at(-1)).toBeNull();
    await store.update("k", (graph) => ({ ...graph, stamp: 1 }));
    expect(requests.at(-1)).toMatchObject({ data: { list: data["list"] } });
  });

  test("that throw fail the operation with their own error, before anything is written", async () => {
    const beneath = memoryAdapter();
    const mine = new Error("mine");
    const generatePrimaryKey = () => Promise.reject(mine);
    const store = await prepared(beneath, beneath, { configLoader: { generatePrimaryKey } });
    await expect(store.write(graphOf(2))).rejects.toBe(mine);
    expect(await itemsIn(beneath)).toEqual([]);
  });
});

describe("events", () => {
  test("name the operation that they belong to", async () => {
    const beneath = memoryAdapter();
    const events: StoreEvent[] = [];
    const store = await prepared(beneath, asking(beneath).adapter, { observe: (event) => events.push(event) });
    await store.write(graphOf(1), { primaryKey: "k" });
    await store.read("k");
    await store.readMany(["k"]);
    await store.readPath("k", "$.stamp");
    await store.writePath("k", "$.stamp", 1);
    await store.deletePath("k", "$.stamp");
    await store.update("k", (graph) => graph);
    await store.exists("k");
    await store.metadata("k");
    await store.explain({ kind: "delete", key: "k" });
    await store.delete("k");
    const seen = new Map<string, string[]>();
    for (const { operation, call } of events) seen.set(operation, [...(seen.get(operation) ?? []), call]);
    expect(Object.fromEntries(seen)).toEqual({
      write: ["get", "write"],
      read: ["get", "get"],
      readMany: ["get", "get"],
      readPath: ["get"],
      writePath: ["get", "write"],
      deletePath: ["get", "write"],
      update: ["get", "get", "write"],
      exists: ["get"],
      metadata: ["get"],
      explain: ["get"],
      delete: ["get", "write"],
    });
    expect(events[0]).toEqual({
      operation: "write",
      adapter: "asking",
      call: "get",
      requests: 1,
      retries: 0,
      capacity: [],
    });
  });

  test("come with one context for all calls of an operation, and another for the next", async () => {
    const beneath = memoryAdapter();
    const { adapter, contexts } = asking(beneath);
    const store = await prepared(beneath, adapter);
    await store.write(graphOf(120), { primaryKey: "k" });
    expect(new Set(contexts).size).toBe(1);
    await store.read("k");
    expect(new Set(contexts).size).toBe(2);
  });
});

describe("a schema", () => {
  type Result = StandardSchemaV1.Result<Graph>;

  /** A schema as any library's would be seen through Standard Schema. */
  function schemaOf(validate: (value: Graph) => Result | Promise<Result>): StandardSchemaV1<Graph, Graph> {
    return { "~standard": { version: 1, vendor: "test", validate: (value) => validate(value as Graph) } };
  }

  const refusing = schemaOf(() => ({
    issues: [
      { message: "is no city", path: ["location", { key: "city" }] },
      { message: "is too long", path: ["list", 0, "a b"] },
      { message: "is odd" },
    ],
  }));

  test("is run by write and update, whose output is stored, and not by reading and paths", async () => {
    const beneath = memoryAdapter();
    let runs = 0;
    const schema = schemaOf(async (value) => ({ value: { ...value, runs: ++runs } }));
    const store = await prepared(beneath, beneath, { schema });
    const data = Object.freeze({ a: 1 });
    await store.write(data, { primaryKey: "k" });
    expect(await store.read("k")).toEqual({ a: 1, runs: 1 });
    await store.writePath("k", "$.a", "anything");
    await store.readPath("k", "$.a");
    await store.deletePath("k", "$.a");
    expect(runs).toBe(1);
    expect(await store.update("k", (graph) => ({ ...graph, b: 1 }))).toEqual({ runs: 2, b: 1 });
    expect(await store.read("k")).toEqual({ runs: 2, b: 1 });
    await store.write(data, { primaryKey: "k", saveShards: false });
    expect(await store.read("k")).toEqual({ a: 1, runs: 3 });
    await store.explain({ kind: "write", data });
    expect(runs).toBe(4);
  });

  test("that refuses is VALIDATION with every issue and its path, and nothing is written", async () => {
    const beneath = memoryAdapter();
    const accepting = await prepared(beneath);
    await accepting.write({ a: 1 }, { primaryKey: "k" });
    const before = await itemsIn(beneath);
    const store = await prepared(beneath, beneath, { schema: refusing });
    const expected = {
      code: "VALIDATION",
      path: "$.location.city",
      issues: [
        { path: "$.location.city", message: "is no city" },
        { path: "$.list[0]['a b']", message: "is too long" },
        { path: "$", message: "is odd" },
      ],
    };
    await expect(store.write({ a: 2 }, { primaryKey: "k" })).rejects.toMatchObject(expected);
    await expect(store.write({ a: 2 }, { primaryKey: "k", saveShards: false })).rejects.toMatchObject(expected);
    await expect(store.update("k", (graph) => graph)).rejects.toMatchObject(expected);
    await expect(store.explain({ kind: "write", data: {} })).rejects.toMatchObject(expected);
    expect(await itemsIn(beneath)).toEqual(before);
  });

  test("may give the data its key, or take it out of it", async () => {
    const beneath = memoryAdapter();
    const giving = await prepared(beneath, beneath, {
      schema: schemaOf((value) => ({ value: { ID: "given", ...value } })),
    });
    expect(await giving.write({ a: 1 })).toBe("given");
    expect(await giving.read("given")).toEqual({ ID: "given", a: 1 });
    await expect(giving.update("given", () => ({ ID: "other" }))).rejects.toMatchObject({
      code: "INVALID",
      path: "$.ID",
    });
    const taking = await prepared(beneath, beneath, {
      schema: schemaOf((value) => {
        const { ID: _, ...rest } = value;
        return { value: rest };
      }),
    });
    expect(await taking.write({ ID: "own", a: 1 })).toBe("own");
    expect(await taking.read("own")).toEqual({ a: 1 });
  });

  test("never sees the caller's own object, which it might change", async () => {
    const beneath = memoryAdapter();
    const schema = schemaOf((value) => {
      (value["list"] as unknown[]).push("changed in place");
      return { value };
    });
    const store = await prepared(beneath, beneath, { schema });
    const data = Object.freeze({ list: Object.freeze([1]) });
    const key = await store.write(data);
    expect(await store.read(key)).toEqual({ list: [1, "changed in place"] });
    expect(data.list).toEqual([1]);
  });
});
