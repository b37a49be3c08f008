import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { type Adapter, type Context, type Item, isDyStoreError, type Step, type Table } from "@dystore/core/adapter";
import { refused, refusedPages } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import { needsAtomic, type Suite } from "./suite.ts";
import { collect } from "./table-client.ts";

/** Every call that an adapter has, each in one form that would succeed. */
export function everyCall(adapter: Adapter, table: Table, context: Context): Record<string, () => Promise<unknown>> {
  const key = { table, partition: "a" };
  const put: Step = { kind: "put", table, item: { ID: "a" } };
  return {
    get: () => adapter.get([key], {}, context),
    write: () => adapter.write([put], { atomic: false }, context),
    query: () => collect(adapter.query({ table, partition: "a" }, context)),
    scan: () => collect(adapter.scan({ table }, context)),
    createTable: () => adapter.createTable(table, context),
  };
}

/** When a signal fires after a call was begun. A turn is one of the event loop. */
const moments: readonly (readonly [name: string, moment: () => Promise<void>])[] = [
  ["at once", async () => undefined],
  ...[1, 2, 3, 5, 8].map((turns) => {
    const wait = async () => {
      for (let turn = 0; turn < turns; turn++) await setImmediate();
    };
    return [`${turns} turns later`, wait] as const;
  }),
];

export function abortsGroup({ group, test, needing }: Suite): void {
  group("aborts", () => {
    test("before a call are ABORTED, whatever the call", async (scene) => {
      const { table } = await scene.open("simple");
      for (const [name, call] of Object.entries(everyCall(scene.adapter, table, { signal: AbortSignal.abort() }))) {
        await refused(call(), "ABORTED", name);
      }
    });

    test("before a write leave everything as it was", async (scene) => {
      const client = await scene.open("simple");
      const [there, fresh] = client.freshAll("there", "fresh");
      await client.put(client.item(there));
      const steps = [client.deleteStep(there), client.putStep(client.item(fresh))];
      const context = { signal: AbortSignal.abort(new Error("the caller's reason")) };
      await refused(scene.adapter.write(steps, { atomic: false }, context), "ABORTED");
      assertSame(await client.getMany([there, fresh]), [client.item(there), undefined]);
    });

    needing(needsAtomic)("before an atomic write leave everything as it was", async (scene) => {
      const client = await scene.open("simple");
      const [there, fresh] = client.freshAll("there", "fresh");
      await client.put(client.item(there));
      const steps = [client.deleteStep(there), client.putStep(client.item(fresh))];
      await refused(scene.adapter.write(steps, { atomic: true }, { signal: AbortSignal.abort() }), "ABORTED");
      assertSame(await client.getMany([there, fresh]), [client.item(there), undefined]);
    });

    for (const atomic of [false, true]) {
      const kind = atomic ? "an atomic write" : "a write";
      (atomic ? needing(needsAtomic) : test)(
        `during ${kind} are ABORTED only where nothing was written`,
        async (scene) => {
          const client = await scene.open("simple");
          for (const [name, moment] of moments) {
            const keys = client.freshAll("a", "b");
            const items = keys.map((key) => client.item(key));
            const controller = new AbortController();
            const steps = items.map((item) => client.putStep(item));
            const answer = scene.adapter
              .write(steps, { atomic }, { signal: controller.signal })
              .catch((error) => error);
            await moment();
            controller.abort();
            const error: unknown = await answer;
            const stands = await client.getMany(keys);
            if (error === undefined) assertSame(stands, items, name);
            else if (isDyStoreError(error, "ABORTED")) {
              const undone = error.steps?.map(({ index }) => index) ?? [0, 1];
              const expected = items.map((item, index) => (undone.includes(index) ? undefined : item));
              assertSame(stands, expected, `${name}: what was ABORTED is not there`);
            } else assert.ok(isDyStoreError(error, "UNKNOWN_OUTCOME"), `${name}: ${String(error)}`);
          }
        },
      );
    }

    test("before a table is created leave it uncreated", async (scene) => {
      const table = scene.ownTable("simple");
      await refused(scene.adapter.createTable(table, { signal: AbortSignal.abort() }), "ABORTED");
      await refused(scene.adapter.get([{ table, partition: "a" }], {}, {}), "TABLE_NOT_FOUND");
    });

    test("between two pages end a query and a scan", async (scene) => {
      const client = await scene.openOwn("sorted");
      const items = ["a", "b", "c"].map((sort) => client.item(client.key("partition", sort)));
      await client.putAll(items);
      const { adapter, table } = client;
      const reads: Record<string, (context: Context) => AsyncIterable<readonly Item[]>> = {
        query: (context) => adapter.query({ table, partition: "partition", limit: 1 }, context),
        scan: (context) => adapter.scan({ table, limit: 1 }, context),
      };
      for (const [name, read] of Object.entries(reads)) {
        const controller = new AbortController();
        const pages = read({ signal: controller.signal })[Symbol.asyncIterator]();
        await pages.next();
        controller.abort();
        await refused(pages.next(), "ABORTED", name);
      }
    });

    test("that never come change nothing", async (scene) => {
      const { table } = await scene.openOwn("simple");
      const { signal } = new AbortController();
      for (const call of Object.values(everyCall(scene.adapter, table, { signal }))) await call();
      await refusedPages(scene.adapter.scan({ table }, { signal: AbortSignal.abort() }), "ABORTED");
    });
  });
}
