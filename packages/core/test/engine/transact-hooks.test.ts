import { describe, expect, test } from "vitest";
import { type Context, type KeyValue, keyOf, type LoadKey } from "../../src/adapter.ts";
import { type ConfigLoader, DyStore, isDyStoreError, type StoreEvent, transact } from "../../src/index.ts";
import { type Graph, graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { intercept, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

const other = { table: "Elements", primaryKey: "IDX", shards: [{ path: "$.list[*]" }] };

/** A loader that names every key by itself, and keeps what it was asked. */
function loaderOf(name: string): ConfigLoader & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    loadKey(request) {
      asked.push(request.data);
      return name;
    },
  };
}

/** The name that a context gives, or the code of its error. */
async function askedKey({ loadKey }: Context, request: Parameters<LoadKey>[0]): Promise<unknown> {
  try {
    return await loadKey?.(request);
  } catch (error) {
    return isDyStoreError(error) ? error.code : error;
  }
}

describe("the stores of a transact", () => {
  test("share one context in all calls, and each is told of all of them", async () => {
    const beneath = memoryAdapter();
    const contexts = new Set<Context>();
    const report = (call: "get" | "write", context: Context) => {
      contexts.add(context);
      context.observe?.({ adapter: "reporting", call, requests: 1, retries: 0, capacity: [] });
    };
    const adapter = intercept(beneath, {
      get({ context }, proceed) {
        report("get", context);
        return proceed();
      },
      write({ context }, proceed) {
        report("write", context);
        return proceed();
      },
    });
    const events: string[] = [];
    const note =
      (name: string) =>
      ({ operation, call }: StoreEvent) =>
        events.push(`${name}: ${operation} ${call}`);
    const observe = note("one");
    const store = await prepared(beneath, adapter, { observe });
    const twin = storeOn(adapter, { observe });
    const elsewhere = new DyStore<Graph>({ adapter, ...other, observe: note("two") });
    await storeOn(beneath).write(graphOf(1), { primaryKey: "a" });
    await transact([
      store.operation({ kind: "writePath", key: "a", path: "$.list[0].n", value: "x" }),
      twin.operation({ kind: "write", data: graphOf(1), primaryKey: "b" }),
      elsewhere.operation({ kind: "write", data: graphOf(1), primaryKey: "a" }),
    ]);
    const calls = ["get", "get", "write"];
    expect(events.sort()).toEqual(["one", "two"].flatMap((name) => calls.map((call) => `${name}: transact ${call}`)));
    expect(contexts.size).toBe(1);
    const [context] = contexts;
    expect(context).not.toHaveProperty("loadKey");
    expect(context).not.toHaveProperty("signal");
  });

  test("are each asked for the keys of their own graphs, with their own data", async () => {
    const beneath = memoryAdapter();
    // As a middleware may name an item: by its root, by its own table and its root's key, or by its own key.
    const asks: readonly (readonly [table: string, key: KeyValue, answer: string])[] = [
      ["Root", "a", "one"],
      ["Inner", "a", "one"],
      ["Elements", "a", "two"],
      ["Root", "nobody's", "INVALID"],
    ];
    const answers: unknown[] = [];
    const adapter = intercept(beneath, {
      async write({ steps, context }, proceed) {
        const ask = async (table: string, key: KeyValue) =>
          answers.push(await askedKey(context, { path: "n", table, key }));
        for (const [table, key] of asks) await ask(table, key);
        for (const step of steps)
          if (step.kind === "put") await ask(step.table.name, keyOf(step.item, step.table).partition);
        return proceed();
      },
    });
    const loaders = ["one", "two", "call", "own"].map(loaderOf);
    const [one, two, call, own] = loaders;
    const store = await prepared(beneath, adapter, { configLoader: one });
    const elsewhere = new DyStore<Graph>({ adapter, ...other, configLoader: two });
    const write = { kind: "write", data: graphOf(1, 1), primaryKey: "a" } as const;
    await transact([store.operation(write), elsewhere.operation({ ...write, data: graphOf(1, 2) })]);
    const itemsOfBoth = ["one", "two", "one", "two"];
    expect(answers).toEqual([...asks.map(([, , answer]) => answer), ...itemsOfBoth]);
    expect(new Set(one?.asked)).toEqual(new Set([graphOf(1, 1)]));
    expect(new Set(two?.asked)).toEqual(new Set([graphOf(1, 2)]));

    answers.length = 0;
    const configLoader = call;
    await transact([store.operation({ ...write, configLoader: own }), elsewhere.operation(write)], { configLoader });
    expect(answers.slice(0, 3)).toEqual(["own", "own", "call"]);

    answers.length = 0;
    const without = new DyStore<Graph>({ adapter, ...other });
    await transact([store.operation(write), without.operation(write)]);
    expect(answers.slice(0, 3)).toEqual(["one", "one", "INVALID"]);
  });

  test("make keys and validate data each by their own hooks and schema", async () => {
    const beneath = memoryAdapter();
    const store = await prepared(beneath, beneath, { configLoader: { generatePrimaryKey: () => "made" } });
    const elsewhere = new DyStore<Graph>({ adapter: beneath, ...other });
    const [made, random] = await transact([
      store.operation({ kind: "write", data: graphOf(1) }),
      elsewhere.operation({ kind: "write", data: graphOf(1) }),
    ]);
    expect(made).toBe("made");
    expect(random).toMatch(/^[0-9a-f-]{36}$/);
    const kept = store.operation({
      kind: "update",
      key: "made",
      fn: (graph) => ({ ...graph, kept: "__dystore__" in graph }),
      configLoader: { keepMetadata: () => true },
    });
    const [updated, removed] = await transact([kept, elsewhere.operation({ kind: "delete", key: random })]);
    expect(updated).toMatchObject({ kept: true });
    expect(removed).toBe(true);
  });
});

describe("a signal of a transact", () => {
  test("or of one of its operations stops all of it, before and while it is under way", async () => {
    for (const where of ["transact", "operation"] as const) {
      for (const when of ["before", "staging", "commit"] as const) {
        const beneath = memoryAdapter();
        await (await prepared(beneath)).write(graphOf(2), { primaryKey: "a" });
        const before = await itemsIn(beneath);
        const controller = new AbortController();
        const { signal } = controller;
        const adapter = intercept(beneath, {
          write({ steps }, proceed) {
            if (roleOf(steps) === when) controller.abort("why");
            return proceed();
          },
        });
        if (when === "before") controller.abort("why");
        const store = storeOn(adapter);
        const own = where === "operation" ? { signal } : {};
        const operations = [
          store.operation({ kind: "write", data: graphOf(120), primaryKey: "a", ...own }),
          store.operation({ kind: "write", data: graphOf(1), primaryKey: "b" }),
        ];
        const never = new AbortController().signal;
        const writing = transact(operations, { signal: where === "transact" ? signal : never });
        await expect(writing).rejects.toMatchObject({ code: "ABORTED", cause: "why" });
        expect(await itemsIn(beneath)).toEqual(before);
      }
    }
  });

  test("that fires once the commit was sent does not make a success a failure, and leaves nothing behind", async () => {
    const beneath = memoryAdapter();
    const controller = new AbortController();
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        await proceed();
        if (roleOf(steps) === "commit") controller.abort();
      },
    });
    await (await prepared(beneath)).write(graphOf(120), { primaryKey: "a" });
    const store = storeOn(adapter);
    const operations = ["a", "b"].map((primaryKey) => store.operation({ kind: "write", data: graphOf(1), primaryKey }));
    expect(await transact(operations, { signal: controller.signal })).toEqual(["a", "b"]);
    expect(await itemsIn(beneath)).toHaveLength(4);
  });
});
