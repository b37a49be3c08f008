import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { type DyStore, type ErrorCode, transact } from "../../src/index.ts";
import { failing } from "./failing.ts";
import { type Graph, graphOf, itemsIn, kindsIn, prepared, storeOn } from "./graphs.ts";
import { intercept, metadataOf, roleOf } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";
import { type Graphs, graphsIn, kindsOf, transactSamples, writeGraphs } from "./transact-operations.ts";

const codes: readonly ErrorCode[] = ["THROTTLED", "UNAVAILABLE", "ACCESS_DENIED", "TABLE_NOT_FOUND"];

async function holding(before: Graphs): Promise<Adapter> {
  const beneath = memoryAdapter();
  await writeGraphs(await prepared(beneath), before);
  return beneath;
}

const changes = (store: DyStore<Graph>, ...keys: string[]) =>
  keys.map((key) => store.operation({ kind: "writePath", key, path: "$.stamp", value: "mine" }));

describe.each([1, 120])("where a transact on graphs of %i shards fails", { timeout: 60_000 }, (shards) => {
  test.each(transactSamples(shards))("at its commit, all stays as it was: $name", async ({ before, run }) => {
    for (const code of codes) {
      const beneath = await holding(before);
      const items = await itemsIn(beneath);
      await expect(run(storeOn(failing(beneath, "commit", code)))).rejects.toMatchObject({ code });
      expect(await itemsIn(beneath)).toEqual(items);
    }
  });

  test.each(transactSamples(shards))("while it cleans up, it has succeeded all the same: $name", async (sample) => {
    const beneath = await holding(sample.before);
    expect(await sample.run(storeOn(failing(beneath, "cleaning", "UNAVAILABLE")))).toEqual(sample.results);
    expect(await graphsIn(storeOn(beneath))).toEqual(sample.after);
  });
});

describe("where shards of a transact cannot be staged", { timeout: 60_000 }, () => {
  const staging = transactSamples(120).filter(({ name }) => /write|update/.test(name));

  test.each(staging)("all stays as it was: $name", async ({ before, run }) => {
    for (const code of [...codes, "UNKNOWN_OUTCOME"] as const) {
      for (const part of [0.1, 0.6, 1]) {
        const beneath = await holding(before);
        const items = await itemsIn(beneath);
        const told = code === "UNKNOWN_OUTCOME" ? "UNAVAILABLE" : code;
        await expect(run(storeOn(failing(beneath, "staging", code, part)))).rejects.toMatchObject({ code: told });
        expect(await itemsIn(beneath), `${part} of it staged`).toEqual(items);
      }
    }
  });

  test("nothing is where a precondition does not hold of a root that had to be read first", async () => {
    const beneath = await holding({ a: graphOf(1), b: graphOf(1) });
    const store = storeOn(intercept(beneath, { write: () => expect.unreachable("something was written") }));
    const large = store.operation({ kind: "update", key: "a", fn: () => graphOf(120) });
    for (const odd of [
      store.operation({ kind: "write", data: {}, primaryKey: "b", ifAbsent: true }),
      store.operation({ kind: "delete", key: "b", ifVersion: "another" }),
    ]) {
      await expect(transact([large, odd])).rejects.toMatchObject({ code: "CONFLICT", key: "b" });
    }
  });

  test("as a precondition of one graph does not hold, those of the others are taken back", async () => {
    const beneath = await holding({ a: graphOf(1) });
    const items = await itemsIn(beneath);
    const store = storeOn(beneath);
    const large = graphOf(120);
    for (const odd of [
      store.operation({ kind: "write", data: large, primaryKey: "a", ifAbsent: true }),
      store.operation({ kind: "write", data: large, primaryKey: "a", ifVersion: "another" }),
      store.operation({ kind: "delete", key: "a", ifVersion: "another" }),
    ]) {
      const write = store.operation({ kind: "write", data: large, primaryKey: "b" });
      await expect(transact([write, odd])).rejects.toMatchObject({ code: "CONFLICT", key: "a" });
      expect(await itemsIn(beneath)).toEqual(items);
    }
  });
});

describe("where somebody is faster than a transact", () => {
  /** Somebody who does something before the first commit. */
  function before(beneath: Adapter, act: () => Promise<unknown>): Adapter {
    let done = false;
    return intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) === "commit" && !done) {
          done = true;
          await act();
        }
        return proceed();
      },
    });
  }

  test("all its operations start again, on what stands there now", async () => {
    const beneath = await holding({ a: graphOf(1), b: graphOf(1) });
    const other = storeOn(beneath);
    const store = storeOn(before(beneath, () => other.writePath("b", "$.stamp", "theirs")));
    const seen: unknown[] = [];
    const look = (graph: Graph) => {
      seen.push(graph["stamp"]);
      return { ...graph, seen: graph["stamp"] };
    };
    await transact(["a", "b"].map((key) => store.operation({ kind: "update", key, fn: look })));
    expect(seen).toEqual([0, 0, 0, "theirs"]);
    expect(await graphsIn(other)).toMatchObject({ a: { seen: 0 }, b: { seen: "theirs" } });
  });

  test("what only was to stay as it was seen counts, too: a graph, a missing path, an absent graph", async () => {
    const acts: readonly ((other: DyStore<Graph>) => Promise<unknown>)[] = [
      (other) => other.writePath("b", "$.wanted", "there"),
      (other) => other.write({ wanted: "there" }, { primaryKey: "b" }),
      (other) => other.delete("b"),
    ];
    for (const [index, act] of acts.entries()) {
      for (const standing of [true, false]) {
        const beneath = await holding(standing ? { a: graphOf(1), b: graphOf(1) } : { a: graphOf(1) });
        const other = storeOn(beneath);
        const store = storeOn(before(beneath, () => act(other)));
        const results = await transact([
          store.operation({ kind: "writePath", key: "b", path: "$.wanted.deep", value: 1 }),
          store.operation({ kind: "deletePath", key: "a", path: "$.stamp" }),
          store.operation({ kind: "update", key: "c", fn: () => expect.unreachable("nothing stands there") }),
        ]);
        expect(results, `${index}`).toEqual([false, true, undefined]);
      }
    }
    const beneath = await holding({ a: graphOf(1) });
    const other = storeOn(beneath);
    const store = storeOn(before(beneath, () => other.write({}, { primaryKey: "b" })));
    const removal = store.operation({ kind: "delete", key: "b" });
    expect(await transact([removal, ...changes(store, "a")])).toEqual([true, true]);
    expect(await graphsIn(other)).toEqual({ a: { ...graphOf(1), stamp: "mine" } });
  });

  test("preconditions are judged by what stands there now", async () => {
    for (const shards of [1, 120]) {
      const beneath = await holding({ a: graphOf(1) });
      const other = storeOn(beneath);
      const store = storeOn(before(beneath, () => other.write({ theirs: 1 }, { primaryKey: "b" })));
      const writing = transact([
        store.operation({ kind: "write", data: graphOf(shards), primaryKey: "b", ifAbsent: true }),
        ...changes(store, "a"),
      ]);
      await expect(writing).rejects.toMatchObject({ code: "CONFLICT", key: "b" });
      expect(await graphsIn(other)).toEqual({ a: graphOf(1), b: { theirs: 1 } });
      const left = (await kindsIn(beneath)).filter((kind) => kind !== "intent aborted");
      expect(left).toEqual(kindsOf({ a: graphOf(1), b: {} }));
    }
  });

  test("and aborts one of its intents, nothing of it is committed before it starts again", async () => {
    for (const index of [0, 1]) {
      const beneath = await holding({});
      let open: readonly { readonly [name: string]: unknown }[] = [];
      const table = { name: "Root", partitionKey: { name: "ID", type: "string" } } as const;
      const abort = async () => {
        open = (await itemsIn(beneath)).filter((item) => metadataOf(item)["kind"] === "intent");
        const item = open[index] as (typeof open)[number] & Record<string, never>;
        const aborted = { ...item, __dystore__: { ...metadataOf(item), state: "aborted" } };
        await beneath.write([{ kind: "put", table, item: aborted as never }], { atomic: false }, {});
      };
      const store = storeOn(before(beneath, abort));
      const writes = ["a", "b"].map((primaryKey) => store.operation({ kind: "write", data: graphOf(70), primaryKey }));
      expect(await transact(writes)).toEqual(["a", "b"]);
      expect(open).toHaveLength(2);
      const graphs = await graphsIn(storeOn(beneath));
      expect(graphs).toEqual({ a: graphOf(70), b: graphOf(70) });
      expect(await kindsIn(beneath)).toEqual(["intent aborted", "intent aborted", ...kindsOf(graphs)]);
    }
  });

  test("again and again, it gives up with CONFLICT", { timeout: 60_000 }, async () => {
    const beneath = await holding({ a: graphOf(1), b: graphOf(1) });
    const other = storeOn(beneath);
    let commits = 0;
    const adapter = intercept(beneath, {
      async write({ steps }, proceed) {
        if (roleOf(steps) === "commit") await other.writePath("b", "$.theirs", ++commits);
        return proceed();
      },
    });
    await expect(transact(changes(storeOn(adapter), "a", "b"))).rejects.toMatchObject({
      code: "CONFLICT",
      table: "Root",
    });
    expect(commits).toBeGreaterThan(10);
    expect(commits).toBeLessThan(100);
    expect(await graphsIn(other)).toMatchObject({ a: graphOf(1), b: { stamp: 0, theirs: commits } });
  });
});

test("without atomic writes, several graphs are NOT_SUPPORTED before anything is read, one alone works", async () => {
  const beneath = memoryAdapter({ atomic: false });
  await writeGraphs(await prepared(beneath), { a: { n: 1 }, b: { n: 1 } });
  const store = storeOn(intercept(beneath, { get: () => expect.unreachable("something was read") }));
  await expect(transact(changes(store, "a", "b"))).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  expect(await transact(changes(storeOn(beneath), "a"))).toEqual([true]);
  expect(await graphsIn(storeOn(beneath))).toEqual({ a: { n: 1, stamp: "mine" }, b: { n: 1 } });
});

test("a transact that is too large is refused before anything is written, intents and shards among it", async () => {
  const beneath = await holding({ a: graphOf(1) });
  const store = storeOn(intercept(beneath, { write: () => expect.unreachable("something was written") }));
  const writes = (count: number, data: Graph) =>
    Array.from({ length: count }, (_, n) => store.operation({ kind: "write", data, primaryKey: `k${n}` }));
  const large = "x".repeat(400_000);
  const update = store.operation({ kind: "update", key: "a", fn: () => graphOf(120) });
  for (const operations of [
    writes(101, {}),
    writes(51, graphOf(2)),
    [...writes(50, graphOf(2)), update],
    writes(11, { large }),
    [...writes(11, { ...graphOf(1), large }), update],
  ]) {
    await expect(transact(operations)).rejects.toMatchObject({ code: "INVALID" });
  }
  const small = memoryAdapter({ limits: { itemBytes: 3000 } });
  await (await prepared(small)).write(graphOf(1), { primaryKey: "a" });
  const narrow = storeOn(intercept(small, { write: () => expect.unreachable("something was written") }));
  const uncuttable = narrow.operation({ kind: "write", data: { ["n".repeat(3000)]: 1 } });
  const other = narrow.operation({ kind: "update", key: "a", fn: () => graphOf(120) });
  await expect(transact([uncuttable, other])).rejects.toMatchObject({ code: "ITEM_TOO_LARGE" });
});
