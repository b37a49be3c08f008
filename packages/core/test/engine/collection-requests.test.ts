import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import { DyStore } from "../../src/index.ts";
import { type Graph, graphOf } from "./graphs.ts";
import { intercept } from "./intercept.ts";
import { memoryAdapter } from "./memory.ts";

/** An adapter that notes its requests in order: pages of queries, gets and writes. */
function noting(beneath: Adapter): { readonly adapter: Adapter; readonly take: () => string[] } {
  const requests: string[] = [];
  const adapter = intercept(beneath, {
    get({ keys }, proceed) {
      requests.push(`get ${keys.length}`);
      return proceed();
    },
    write({ steps }, proceed) {
      const count = (kind: string) => steps.filter((step) => step.kind === kind).length;
      requests.push(`write ${count("put")}+${count("delete")}`);
      return proceed();
    },
  });
  async function* query(...call: Parameters<Adapter["query"]>) {
    for await (const page of beneath.query(...call)) {
      requests.push("page");
      yield page;
    }
  }
  return { adapter: { ...adapter, query }, take: () => requests.splice(0) };
}

async function open(): Promise<{ readonly store: DyStore<Graph>; readonly take: () => string[] }> {
  const { adapter, take } = noting(memoryAdapter());
  const shards = [{ path: "$.list[*]", shards: [{ path: "$.in" }] }];
  const store = new DyStore<Graph>({ adapter, table: "Root", primaryKey: "ID", sortKey: "SK", shards });
  await store.createTables();
  return { store, take };
}

describe("where a graph's items share its root's partition", () => {
  test.each([0, 1, 10, 90])("one query reads it, and a leaf is changed in two requests: %i shards", async (shards) => {
    const { store, take } = await open();
    await store.write(graphOf(shards), { primaryKey: "k" });
    take();
    expect(await store.read("k")).toEqual(graphOf(shards));
    expect(take()).toEqual(["page"]);
    await store.writePath("k", "$.stamp", 5);
    expect(take()).toEqual(["page", "write 1+0"]);
    if (shards === 0) return;
    await store.writePath("k", "$.list[-1].n", 5);
    expect(take()).toEqual(["page", "write 2+1"]);
    expect(await store.readPath("k", "$.list[-1].n")).toEqual([5]);
    expect(take()).toEqual(["page"]);
    await store.deletePath("k", "$.list[0]");
    expect(take()).toEqual(["page", "write 1+1"]);
  });

  test("a query for each megabyte reads it, and a leaf is changed in three requests at most", async () => {
    const { store, take } = await open();
    const pad = "x".repeat(100_000);
    const large = () => ({ list: Array.from({ length: 40 }, (_, n) => ({ n, pad })) });
    await store.write(large(), { primaryKey: "k" });
    take();
    expect(await store.read("k")).toEqual(large());
    expect(take()).toEqual(["page", "page", "page", "page"]);
    let most = 0;
    for (const n of [0, 17, 39]) {
      await store.writePath("k", `$.list[${n}].n`, -n);
      most = Math.max(most, take().length);
    }
    expect(most).toBe(3);
  });

  test("what needs the root alone gets the root alone", async () => {
    const { store, take } = await open();
    await store.write(graphOf(10), { primaryKey: "k" });
    take();
    await store.exists("k");
    await store.metadata("k");
    await store.read("k", { resolveShards: false });
    await store.write(graphOf(2), { primaryKey: "k" });
    await store.delete("k");
    expect(take()).toEqual(["get 1", "get 1", "get 1", "get 1", "write 3+10", "get 1", "write 0+3"]);
  });
});
