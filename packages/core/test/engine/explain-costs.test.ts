import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Item, unreadableItem } from "../../src/adapter.ts";
import { DyStoreError, formatPlan, type Plan, type StoreOperation } from "../../src/index.ts";
import { counting } from "./counting.ts";
import { type Graph, graphOf, prepared, storeOn } from "./graphs.ts";
import { intercept } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

// Items say when they were written, and a number's size depends on its digits.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_795_382_231_148 }));
afterEach(() => void vi.useRealTimers());

const text = (length: number): string => "x".repeat(length);

/** A root of 2 KB with shards of 3 and 6 KB, a few bytes less than that each. */
const graph: Graph = { text: text(1200), list: [{ text: text(2500) }, { text: text(5300) }] };
const small: Graph = { text: text(300) };
const large: Graph = { list: Array.from({ length: 120 }, (_, n) => ({ n })) };

/** What a plan comes to: requests that wait for each other, of how many; units of reading and writing. */
function figures({ dependentRequests, requests, capacity }: Plan): string {
  return `${dependentRequests} of ${requests}: ${capacity.readUnits} R, ${capacity.writeUnits} W`;
}

describe("a plan's figures", () => {
  const cases: readonly [name: string, stands: Graph | undefined, operation: StoreOperation<Graph>, figures: string][] =
    [
      ["a root under a random key", undefined, { kind: "write", data: small }, "1 of 1: 0 R, 1 W"],
      ["shards under a random key: twice 2 + 3 + 6", undefined, { kind: "write", data: graph }, "1 of 1: 0 R, 22 W"],
      [
        "a root that must be the first: a token needs a transaction",
        undefined,
        { kind: "write", data: small, primaryKey: "k", ifAbsent: true },
        "1 of 1: 0 R, 2 W",
      ],
      [
        "a first write: a unit for the root that is not there",
        undefined,
        { kind: "write", data: graph, primaryKey: "k" },
        "2 of 2: 1 R, 22 W",
      ],
      [
        "writing over: old shards are deleted",
        graph,
        { kind: "write", data: graph, primaryKey: "k" },
        "2 of 2: 1 R, 40 W",
      ],
      [
        "writing over by less: the larger root counts",
        { text: text(1800) },
        { kind: "write", data: small, primaryKey: "k" },
        "2 of 2: 1 R, 2 W",
      ],
      [
        "a staged write: 120 shards, an intent twice and twice the root",
        undefined,
        { kind: "write", data: large },
        "2 of 7: 0 R, 125 W",
      ],
      [
        "a staged write that must be the first reads the root beside that",
        undefined,
        { kind: "write", data: large, primaryKey: "k", ifAbsent: true },
        "2 of 8: 1 R, 125 W",
      ],
      ["reading: 1 + 1 + 2", graph, { kind: "read", key: "k" }, "2 of 2: 4 R, 0 W"],
      ["reading a little behind", graph, { kind: "read", key: "k", consistent: false }, "2 of 2: 2 R, 0 W"],
      ["reading one leaf", graph, { kind: "readPath", key: "k", path: "$.list[1].text" }, "2 of 2: 3 R, 0 W"],
      ["reading what is not there", undefined, { kind: "read", key: "k" }, "1 of 1: 1 R, 0 W"],
      ["reading 120 shards", large, { kind: "read", key: "k" }, "2 of 3: 121 R, 0 W"],
      [
        "changing a leaf of a shard: twice root, new shard and old shard",
        graph,
        { kind: "writePath", key: "k", path: "$.list[0].text", value: "" },
        "3 of 3: 2 R, 16 W",
      ],
      ["changing the root", graph, { kind: "writePath", key: "k", path: "$.more", value: 1 }, "2 of 2: 1 R, 2 W"],
      ["deleting", graph, { kind: "delete", key: "k" }, "2 of 2: 1 R, 22 W"],
      [
        "deleting 120 shards: the root, then the others behind it",
        large,
        { kind: "delete", key: "k" },
        "2 of 7: 1 R, 121 W",
      ],
      ["deleting what is not there", undefined, { kind: "delete", key: "k" }, "1 of 1: 1 R, 0 W"],
    ];

  test.each(cases)("%s", async (_, stands, operation, expected) => {
    const store = await prepared(memoryAdapter());
    if (stands) await store.write(stands, { primaryKey: "k" });
    expect(figures(await store.explain(operation))).toBe(expected);
  });
});

describe("explaining", () => {
  test.each([
    ["under a random key", {}],
    ["that must be the first", { primaryKey: "k", ifAbsent: true }],
  ])("a write %s asks the adapter nothing", async (_, options) => {
    const unreachable = () => Promise.reject(new Error("asked"));
    const store = storeOn(intercept(memoryAdapter(), { get: unreachable, write: unreachable }));
    for (const data of [small, graph, large]) {
      const plan = await store.explain({ kind: "write", data, ...options });
      expect(plan.accuracy).toBe("exact");
    }
  });

  test("counts each Region's tables and requests for themselves", async () => {
    const setup = {
      shards: [
        { path: "$.near[*]", table: "Elements", primaryKey: "IDX" },
        { path: "$.far[*]", table: "Elements", primaryKey: "IDX", region: "eu-west-1" },
      ],
    };
    const store = storeOn(memoryAdapter(), setup);
    const data = { near: [{ n: 1 }, { n: 2 }], far: [{ n: 3 }] };
    const plan = await store.explain({ kind: "write", data });
    expect(plan.rounds.map(({ requests }) => requests.map(({ request }) => request))).toEqual([
      ["PutItem", "BatchWriteItem", "PutItem"],
      ["TransactWriteItems"],
    ]);
    expect(plan.capacity).toEqual({
      readUnits: 0,
      writeUnits: 8,
      tables: [
        { table: "Elements", region: "eu-west-1", readUnits: 0, writeUnits: 1 },
        { table: "Elements", region: "us-east-2", readUnits: 0, writeUnits: 2 },
        { table: "Root", region: "us-east-2", readUnits: 0, writeUnits: 5 },
      ],
    });
  });

  test("knows what references keep", async () => {
    const { adapter, take } = counting(memoryAdapter());
    const store = await prepared(adapter);
    await store.write(graphOf(3), { primaryKey: "k" });
    const data = { ...(await store.read("k", { resolveShards: false })), stamp: 1 };
    take();
    const plan = await store.explain({ kind: "write", data, primaryKey: "k" });
    expect(take().gets).toBe(1);
    await store.write(data, { primaryKey: "k" });
    expect(take()).toMatchObject({ gets: 1, puts: 1, deletes: 0 });
    expect(plan).toMatchObject({ dependentRequests: 2, commit: "single", accuracy: "exact" });
    expect(plan.actions.map(({ action, item }) => `${action} ${item}`)).toEqual(["get root", "put root"]);
  });

  test("knows that references in a root cut into parts need those parts read, but not which of them stay", async () => {
    const { adapter, take } = counting(memoryAdapter());
    const store = await prepared(adapter);
    await store.write({ ...graphOf(3), text: text(500_000) }, { primaryKey: "k" });
    const data = { ...(await store.read("k", { resolveShards: false })), stamp: 1 };
    take();
    const plan = await store.explain({ kind: "write", data, primaryKey: "k" });
    expect(take().gets).toBe(1);
    await store.write(data, { primaryKey: "k" });
    const { gets, rounds } = take();
    expect(plan).toMatchObject({ dependentRequests: rounds, accuracy: "estimate" });
    expect(plan.actions.filter(({ action }) => action === "get")).toHaveLength(gets);
  });

  describe("a graph whose manifest has pages", () => {
    const names = Array.from({ length: 500 }, (_, n) => `${n}${text(400)}`);
    const data = { map: Object.fromEntries(names.map((name) => [name, { name }])) };
    const at = `$.map['${names[7]}']`;
    const operations: readonly [
      name: string,
      StoreOperation<Graph>,
      run: (store: ReturnType<typeof storeOn>) => unknown,
    ][] = [
      ["writing it", { kind: "write", data, primaryKey: "new" }, (store) => store.write(data, { primaryKey: "new" })],
      ["writing over it", { kind: "write", data, primaryKey: "k" }, (store) => store.write(data, { primaryKey: "k" })],
      [
        "writing less over it",
        { kind: "write", data: small, primaryKey: "k" },
        (store) => store.write(small, { primaryKey: "k" }),
      ],
      ["reading it", { kind: "read", key: "k" }, (store) => store.read("k")],
      [
        "reading a leaf",
        { kind: "readPath", key: "k", path: `${at}.name` },
        (store) => store.readPath("k", `${at}.name`),
      ],
      [
        "changing a leaf",
        { kind: "writePath", key: "k", path: `${at}.name`, value: 1 },
        (store) => store.writePath("k", `${at}.name`, 1),
      ],
      ["deleting a shard", { kind: "deletePath", key: "k", path: at }, (store) => store.deletePath("k", at)],
      ["deleting it", { kind: "delete", key: "k" }, (store) => store.delete("k")],
    ];

    test.each(operations)("%s: reads root and pages, and says what will be done", async (_, operation, run) => {
      const setup = { shards: [{ path: "$.map.*", table: "Elements", primaryKey: "IDX" }] };
      const { adapter, take } = counting(memoryAdapter());
      await prepared(adapter);
      const store = storeOn(adapter, setup);
      await store.write(data, { primaryKey: "k" });
      take();
      const plan = await store.explain(operation);
      expect(take().rounds).toBeLessThanOrEqual(2);
      await run(store);
      const { rounds, calls: _calls, ...done } = take();
      const number = (action: string) => plan.actions.filter((each) => each.action === action).length;
      expect({ gets: number("get"), puts: number("put"), deletes: number("delete") }).toEqual(done);
      expect(plan.rounds.length).toBe(rounds);
      expect(plan.actions.some(({ item }) => item === "page")).toBe(true);
    });
  });
});

test("a graph that cannot be opened is still planned to be deleted, with sizes unknown", async () => {
  const beneath = memoryAdapter();
  await (await prepared(beneath)).write(graph, { primaryKey: "k" });
  const sealed = intercept(beneath, {
    async get(_, proceed) {
      const error = new DyStoreError("DECRYPTION", "the wrong key");
      return (await proceed()).map((item) => item && unreadableItem(withoutPrivateHalf(item), error));
    },
  });
  const store = storeOn(sealed);
  await expect(store.explain({ kind: "read", key: "k" })).rejects.toMatchObject({ code: "DECRYPTION" });
  const plan = await store.explain({ kind: "delete", key: "k" });
  expect(plan).toMatchObject({ accuracy: "estimate", requests: 2, commit: "folded" });
  expect(plan.actions.map(({ action, item }) => `${action} ${item}`)).toEqual([
    "get root",
    "delete root",
    "delete shard",
    "delete shard",
  ]);
});

function withoutPrivateHalf({ ID = "", __dystore__ }: Item): Item {
  const { private: _, ...open } = __dystore__ as Item;
  return { ID, __dystore__: open };
}

test("a plan as text says what it comes to, and each round's requests with what they do", async () => {
  const store = await prepared(memoryAdapter());
  await store.write(large, { primaryKey: "k" });
  const plan = await store.explain({ kind: "write", data: graph, primaryKey: "k" });
  const expected = `write: 2 dependent requests of 7 (folded)
reads 366 B, writes 9775 B; 1 read unit, 142 write units (exact)

1. GetItem: 1 read unit
   get     root        Root (us-east-2)      366 B   $

2. TransactWriteItems: 22 write units
   put     root        Root (us-east-2)      1592 B  $
   put     2 shards    Elements (us-east-2)  8183 B  $.list[0] … $.list[1]

3. 5 × BatchWriteItem: 120 write units, cleaning up
   delete  120 shards  Elements (us-east-2)  120 KB  $.list[0] … $.list[119]`;
  expect(formatPlan(plan)).toBe(expected);
  expect(formatPlan(JSON.parse(JSON.stringify(plan)))).toBe(expected);
});
