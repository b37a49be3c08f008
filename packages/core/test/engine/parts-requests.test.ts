import { describe, expect, test, vi } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { DyStore } from "../../src/index.ts";
import { type Count, counting } from "./counting.ts";
import { type Graph, prepared } from "./graphs.ts";
import { memoryAdapter } from "./memory.ts";

// Documents of many megabytes take their time on a machine that does other things too.
vi.setConfig({ testTimeout: 60_000 });

async function counted(beneath: Adapter = memoryAdapter()): Promise<{ store: DyStore<Graph>; take: () => Count }> {
  const { adapter, take } = counting(beneath);
  return { store: await prepared(beneath, adapter), take };
}

/** About 200 bytes. */
function row(n: number): Graph {
  return { n, at: new Date(n), text: `row ${n} `.padEnd(160, "x") };
}

/** A document of so many MB: a list, a map and a text, all in the root. */
function documentOf(megabytes: number): { rows: Graph[]; map: Record<string, Graph>; text: string; small: number } {
  const rows = Array.from({ length: megabytes * 2000 }, (_, n) => row(n));
  const map = Object.fromEntries(rows.map((_, n) => [`name ${String(n).padStart(6, "0")}`, row(n)]));
  return { rows, map, text: "abcde fghij ".repeat(megabytes * 20_000), small: 1 };
}

describe("whatever the size of a document", () => {
  for (const megabytes of [1, 4]) {
    const many = megabytes * 2000;

    test(`changing one leaf rewrites one part and the root, in 3 dependent requests: ${megabytes} MB`, async () => {
      const { store, take } = await counted();
      await store.write(documentOf(megabytes), { primaryKey: "k" });
      take();
      const leaf = { rounds: 3, calls: 3, gets: 2, puts: 2, deletes: 1 };
      for (const path of ["$.rows[0].n", `$.rows[${many >> 1}].n`, "$.rows[-1].at", "$.map['name 000777'].n"]) {
        expect(await store.writePath("k", path, 7)).toBe(true);
        expect(take(), path).toEqual(leaf);
      }
      await store.writePath("k", "$.small", 2);
      expect(take()).toEqual({ rounds: 2, calls: 2, gets: 1, puts: 1, deletes: 0 });
      await store.update("k", (graph) => {
        const rows = graph["rows"] as Graph[];
        return { ...graph, rows: rows.with(many >> 1, { changed: true }) };
      });
      expect(take()).toMatchObject({ rounds: 3, puts: 2, deletes: 1 });
      await store.update("k", (graph) => ({ ...graph, text: `${graph["text"]}, the end` }));
      expect(take()).toMatchObject({ rounds: 3, puts: 2, deletes: 1 });
    });

    test(`a path reads the part that it leads into: ${megabytes} MB`, async () => {
      const { store, take } = await counted();
      await store.write(documentOf(megabytes), { primaryKey: "k" });
      take();
      const paths = ["$.rows[3].n", "$.rows[-1]", "$.rows[-2:].n", "$.rows[1,2]['n','at']", "$.map['name 000001'].n"];
      for (const path of [...paths, "$.map.none", `$.rows[${many - 1}:].at`]) {
        await store.readPath("k", path);
        expect(take(), path).toEqual({ rounds: 2, calls: 2, gets: 2, puts: 0, deletes: 0 });
      }
      expect(await store.readPath("k", "$.small")).toEqual([1]);
      expect(take()).toEqual({ rounds: 1, calls: 1, gets: 1, puts: 0, deletes: 0 });
    });

    test(`adding or removing an element rewrites no more than two parts, wherever: ${megabytes} MB`, async () => {
      const { store, take } = await counted();
      const document = documentOf(megabytes);
      await store.write(document, { primaryKey: "k" });
      for (const at of [0, 700, many >> 1, many - 1, many]) {
        take();
        await store.update("k", (graph) => {
          const rows = graph["rows"] as Graph[];
          return { ...graph, rows: rows.toSpliced(at, 0, row(-at)) };
        });
        const { puts, deletes } = take();
        expect([puts <= 3, deletes <= 2], `inserted at ${at}`).toEqual([true, true]);
        expect(await store.deletePath("k", `$.rows[${at}]`)).toBe(true);
        expect(take(), `removed at ${at}`).toMatchObject({ rounds: 3, gets: 2, puts: 2, deletes: 1 });
        await store.update("k", (graph) => {
          const { [`name ${String(at).padStart(6, "0")}`]: _, ...map } = graph["map"] as Graph;
          return { ...graph, map: { ...map, [`name ${at} and more`]: 1 } };
        });
        expect(take().puts, `another name in the place of ${at}`).toBeLessThanOrEqual(4);
      }
      await store.update("k", (graph) => ({ ...graph, map: document.map }));
      expect(await store.read("k")).toEqual(document);
    });

    test(`appending reads and rewrites the last part alone: ${megabytes} MB`, async () => {
      const { store, take } = await counted();
      const { rows } = documentOf(megabytes);
      await store.write({ rows }, { primaryKey: "k" });
      take();
      for (let n = 0; n < 5; n++) {
        await store.writePath("k", `$.rows[${many + n}]`, row(n));
        expect(take()).toEqual({ rounds: 3, calls: 3, gets: 2, puts: 2, deletes: 1 });
      }
      expect(await store.read("k")).toEqual({ rows: [...rows, ...[0, 1, 2, 3, 4].map(row)] });
    });
  }

  test("scattered changes rewrite the parts that they touch", async () => {
    const { store, take } = await counted();
    const { rows } = documentOf(4);
    await store.write({ rows }, { primaryKey: "k" });
    const scattered = rows.filter((_, n) => n % 1000 !== 500);
    take();
    await store.update("k", () => ({ rows: scattered }));
    expect(take().puts).toBeLessThanOrEqual(1 + 8 + 2);
    await store.update("k", () => ({ rows: [...scattered.slice(100), ...scattered.slice(0, 100)] }));
    expect(take().puts, "some moved from the beginning to the end").toBeLessThanOrEqual(4);
    await store.update("k", () => ({ rows: scattered.slice(6000) }));
    expect(take().puts, "only the end stays").toBeLessThanOrEqual(3);
  });

  test("a text that grows at either end leaves no small parts", async () => {
    const { store, take } = await counted();
    let text = "x".repeat(1_000_000);
    await store.write({ text }, { primaryKey: "k" });
    const items = 9;
    for (let n = 0; n < 10; n++) {
      text = n % 2 === 0 ? `${n}${text}` : `${text}${n}`;
      take();
      await store.update("k", () => ({ text }));
      expect(take()).toMatchObject({ puts: 2, gets: items });
    }
    expect(await store.read("k")).toEqual({ text });
  });
});

describe("a manifest in pages", () => {
  test("costs a request to read, and a change of one shard rewrites one page: 4 dependent requests", async () => {
    const beneath = memoryAdapter();
    const { adapter, take } = counting(beneath);
    const store = await prepared(beneath, adapter, {
      shards: [{ path: "$.map.*", table: "Elements", primaryKey: "IDX" }],
    });
    const names = Array.from({ length: 100 }, (_, n) => `${n} `.padEnd(4000, "x"));
    await store.write({ map: Object.fromEntries(names.map((name, n) => [name, { n }])) }, { primaryKey: "k" });
    const { items = 0 } = (await store.metadata("k")) ?? {};
    const pages = items - 101;
    expect(pages).toBeGreaterThan(1);
    take();
    await store.update("k", (graph) => ({ map: { ...(graph["map"] as Graph), [names[50] ?? ""]: { n: -1 } } }));
    expect(take()).toEqual({ rounds: 4, calls: 4, gets: items, puts: 3, deletes: 2 });
    await store.readPath("k", "$.map.none");
    expect(take()).toEqual({ rounds: 2, calls: 2, gets: 1 + pages, puts: 0, deletes: 0 });
    await store.writePath("k", "$.map.short", { n: 1 });
    expect(take().puts, "what is behind the first change is divided anew").toBeLessThanOrEqual(3);
    await store.writePath("k", "$.map.short.n", 2);
    expect(take()).toMatchObject({ rounds: 4, calls: 4, puts: 3, deletes: 2 });
    await store.readPath("k", "$.map.short.n");
    expect(take()).toMatchObject({ rounds: 3, calls: 3, puts: 0, deletes: 0 });
    await store.delete("k");
    expect(take(), "what the pages named is cleaned up behind it").toMatchObject({ rounds: 4, puts: 0 });
  });
});
