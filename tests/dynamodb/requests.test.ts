import { randomUUID } from "node:crypto";
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { type FaultProxy, faultProxy } from "@dystore/conformance";
import { DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Book, bookOf, operations } from "./book-operations.ts";
import { localEndpoint, onDynamodb } from "./local.ts";
import { shortWaves } from "./short-request.ts";
import { inWaves } from "./waves.ts";

onDynamodb("on the wire", () => {
  const table = `requests-${randomUUID()}`;
  const setup = {
    table,
    primaryKey: "ID",
    shards: [{ path: "$.chapters[*]", table: `${table}-chapters`, primaryKey: "IDX" }],
  };
  let proxy: FaultProxy;
  let adapters: Adapter[];
  let store: DyStore<Book>;
  let direct: DyStore<Book>;

  beforeAll(async () => {
    proxy = await faultProxy({ target: localEndpoint() });
    const [watched, unwatched] = [
      dynamodbAdapter({ endpoint: proxy.endpoint }),
      dynamodbAdapter({ endpoint: localEndpoint() }),
    ];
    adapters = [watched, unwatched];
    store = new DyStore({ adapter: watched, ...setup });
    direct = new DyStore({ adapter: unwatched, ...setup });
    await direct.createTables();
  });

  afterAll(async () => {
    await Promise.all(adapters.map((adapter) => adapter.close()));
    await proxy.close();
  });

  test.each(operations)(
    "$name takes the requests it must and no more",
    { timeout: 60_000 },
    async ({ stands, run, requests }) => {
      const counted: Record<string, string> = {};
      for (const [chapters, expected] of Object.entries(requests)) {
        const book = bookOf(Number(chapters));
        const key = randomUUID();
        if (stands) await direct.write(book, { primaryKey: key });
        const waves = await inWaves(proxy, sizes(expected), () => run(store, key, book));
        counted[chapters] = shortWaves(waves);
      }
      expect(counted).toEqual(requests);
    },
  );

  test.each([
    [0, "get 10"],
    [1, "get 10 → 10× get"],
    [10, "get 10 → 10× get 10"],
    [50, "get 10 → 10× get 50"],
    [150, "get 10 → 10× get 100 + 10× get 50"],
  ])("reading 10 graphs of %i shards at once is: %s", { timeout: 60_000 }, async (chapters, expected) => {
    const keys = Array.from({ length: 10 }, () => randomUUID());
    await Promise.all(keys.map((key) => direct.write(bookOf(chapters), { primaryKey: key })));
    const waves = await inWaves(proxy, sizes(expected), () => store.readMany(keys));
    expect(shortWaves(waves)).toBe(expected);
  });
});

/** How many requests each wave has. */
function sizes(waves: string): number[] {
  return waves.split(" → ").map((wave) => {
    return wave.split(" + ").reduce((sum, requests) => sum + Number(/^(\d+)× /.exec(requests)?.[1] ?? 1), 0);
  });
}
