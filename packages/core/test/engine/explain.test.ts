import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { CommitMode, DyStore, Plan, StoreOperation } from "../../src/index.ts";
import { type Count, counting } from "./counting.ts";
import { type Graph, graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { intercept, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

/** Carries an operation out as its method would. */
function run(store: DyStore<Graph>, operation: StoreOperation<Graph>): Promise<unknown> {
  switch (operation.kind) {
    case "write":
      return store.write(operation.data, operation);
    case "read":
      return store.read(operation.key, operation);
    case "readPath":
      return store.readPath(operation.key, operation.path, operation);
    case "writePath":
      return store.writePath(operation.key, operation.path, operation.value, operation);
    case "deletePath":
      return store.deletePath(operation.key, operation.path, operation);
    case "update":
      return store.update(operation.key, operation.fn);
    case "touch":
      return store.touch(operation.key, operation.expiresAt, operation);
    case "delete":
      return store.delete(operation.key, operation);
  }
}

/** What a plan says that will be counted. */
function counted({ actions }: Plan): Omit<Count, "rounds" | "calls"> {
  const number = (action: string) => actions.filter((each) => each.action === action).length;
  return { gets: number("get"), puts: number("put"), deletes: number("delete") };
}

const operations = (shards: number): readonly (readonly [name: string, operation: StoreOperation<Graph>])[] => [
  ["write of a new graph", { kind: "write", data: graphOf(shards), primaryKey: "new" }],
  ["write under a random key", { kind: "write", data: graphOf(shards) }],
  ["write with ifAbsent", { kind: "write", data: graphOf(shards), primaryKey: "new", ifAbsent: true }],
  ["overwrite", { kind: "write", data: graphOf(2, 1), primaryKey: "k" }],
  ["read", { kind: "read", key: "k" }],
  ["read without shards", { kind: "read", key: "k", resolveShards: false }],
  ["readPath of one shard", { kind: "readPath", key: "k", path: "$.list[1].n" }],
  ["readPath of the root", { kind: "readPath", key: "k", path: "$.stamp" }],
  ["writePath in a shard", { kind: "writePath", key: "k", path: "$.list[1].n", value: "changed" }],
  ["writePath of a shard", { kind: "writePath", key: "k", path: "$.list[1]", value: { n: "changed" } }],
  ["writePath in the root", { kind: "writePath", key: "k", path: "$.stamp", value: "changed" }],
  ["deletePath in a shard", { kind: "deletePath", key: "k", path: "$.list[1].n" }],
  ["deletePath of a shard", { kind: "deletePath", key: "k", path: "$.list[1]" }],
  ["update of everything", { kind: "update", key: "k", fn: () => graphOf(shards, 5) }],
  ["touch", { kind: "touch", key: "k", expiresAt: new Date("2126-01-01") }],
  ["touch that changes nothing", { kind: "touch", key: "k", expiresAt: null }],
  ["delete", { kind: "delete", key: "k" }],
  ["delete without shards", { kind: "delete", key: "k", deleteShards: false }],
  ["read of nothing", { kind: "read", key: "none" }],
  ["delete of nothing", { kind: "delete", key: "none" }],
  ["writePath of nothing", { kind: "writePath", key: "none", path: "$.a", value: 1 }],
];

describe.each([0, 3, 60, 120])("with %i shards", (shards) => {
  const all = operations(shards).filter(([name]) => shards > 0 || !/shard$/.test(name));

  test.each(all)("a plan says what will be done: %s", async (_, operation) => {
    const beneath = memoryAdapter();
    await (await prepared(beneath)).write(graphOf(shards), { primaryKey: "k" });
    const before = await itemsIn(beneath);
    const { adapter, take } = counting(beneath);
    let commit: CommitMode = "none";
    const noted = intercept(adapter, {
      write({ steps }, proceed) {
        const role = roleOf(steps);
        if (role === "staging") commit = "staged";
        else if (role === "commit" && commit === "none") commit = steps.length > 1 ? "folded" : "single";
        return proceed();
      },
    });
    const store = storeOn(noted);
    const plan = await store.explain(operation);
    expect(take().gets, "explaining reads at most the root").toBeLessThanOrEqual(1);
    expect(await itemsIn(beneath), "and writes nothing").toEqual(before);

    await run(store, operation);
    const { rounds, calls, ...done } = take();
    const cleaning = rounds > plan.dependentRequests ? 1 : 0;
    expect(counted(plan)).toEqual(done);
    expect(plan.commit).toBe(commit);
    expect(rounds - cleaning, "dependent requests, cleaning up apart").toBe(plan.dependentRequests);
    expect(calls).toBeGreaterThanOrEqual(rounds);
    expect(plan.operation).toBe(operation.kind);
  });
});

describe("a plan", () => {
  test("is frozen, survives JSON, and tells places, tables and sizes but no values", async () => {
    const store = await prepared(memoryAdapter());
    const data = { stamp: "secret", list: [{ n: "secret", in: { m: "secret" } }] };
    const plan = await store.explain({ kind: "write", data, primaryKey: "secret key" });
    expect(Object.isFrozen(plan) && Object.isFrozen(plan.actions)).toBe(true);
    for (const each of [...plan.actions, ...plan.rounds, plan.capacity]) expect(Object.isFrozen(each)).toBe(true);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(JSON.stringify(plan)).not.toContain("secret");
    const region = "us-east-2";
    const bytes = expect.any(Number);
    expect(plan.actions).toEqual([
      { round: 0, action: "get", item: "root", table: "Root", region, path: "$" },
      { round: 1, action: "put", item: "root", table: "Root", region, path: "$", bytes },
      { round: 1, action: "put", item: "shard", table: "Elements", region, path: "$.list[0]", bytes },
      { round: 1, action: "put", item: "shard", table: "Inner", region, path: "$.list[0].in", bytes },
    ]);
  });

  test("gives the sizes that the items will have", async () => {
    // A number's size depends on its digits, and items say when they were written.
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const beneath = memoryAdapter();
    const store = await prepared(beneath);
    const plan = await store.explain({ kind: "write", data: graphOf(3), primaryKey: "k" });
    await store.write(graphOf(3), { primaryKey: "k" });
    const table = { name: "Root", partitionKey: { name: "ID", type: "string" } } as const;
    const stored = (await itemsIn(beneath)).map((item) => beneath.storedBytes(table, item));
    const planned = plan.actions.flatMap(({ bytes }) => bytes ?? []);
    expect(planned.toSorted((a, b) => a - b)).toEqual(stored.toSorted((a, b) => a - b));
  });

  test("refuses what the operation would refuse", async () => {
    const store = await prepared(memoryAdapter());
    await store.write(graphOf(1), { primaryKey: "k" });
    await expect(store.explain({ kind: "write", data: { a: () => 1 } })).rejects.toMatchObject({ code: "INVALID" });
    await expect(store.explain({ kind: "readPath", key: "k", path: "$[" })).rejects.toMatchObject({ code: "INVALID" });
    await expect(store.explain({ kind: "read", key: "" })).rejects.toMatchObject({ code: "INVALID" });
  });
});
