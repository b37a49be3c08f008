import assert from "node:assert/strict";
import { type Adapter, type ItemKey, isDyStoreError, type Step } from "@dystore/core/adapter";
import { assertSame } from "./same-value.ts";
import { needsAtomic, type Suite } from "./suite.ts";
import { absent, type TableClient, versionIs } from "./table-client.ts";

const writers = 8;

/** Lets writers race and asserts that one won and that conditions refused all others. Gives the winner's index. */
async function winner(calls: readonly Promise<void>[]): Promise<number> {
  const outcomes = await Promise.allSettled(calls);
  const won = outcomes.flatMap((outcome, index) => (outcome.status === "fulfilled" ? [index] : []));
  assert.equal(won.length, 1, `${won.length} of ${calls.length} writers were told that they had won`);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") assert.ok(isDyStoreError(outcome.reason, "CONFLICT"), String(outcome.reason));
  }
  return won[0] ?? -1;
}

/** Adds one to a counter, reading again whenever another was faster. */
async function increment(client: TableClient, key: ItemKey): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const item = await client.get(key);
    const count = Number(item?.count);
    try {
      return await client.put(client.versioned(key, String(count + 1), { count: count + 1 }), versionIs(String(count)));
    } catch (error) {
      if (!isDyStoreError(error, "CONFLICT")) throw error;
    }
  }
  assert.fail("an increment was refused a hundred times, by few enough others to let it through");
}

export function concurrencyGroup({ group, test, needing }: Suite): void {
  group("concurrency", () => {
    test("of several that create one item lets one win", async (scene) => {
      const client = await scene.open("simple");
      const clients = [client, client.through(await scene.another())];
      const key = client.fresh("create");
      const item = (index: number) => client.versioned(key, String(index));
      const calls = Array.from({ length: writers }, (_, index) =>
        (clients[index % 2] ?? client).put(item(index), absent),
      );
      const won = await winner(calls);
      assertSame(await client.get(key), item(won));
    });

    test("of several that replace one version lets one win", async (scene) => {
      const client = await scene.open("simple");
      const clients = [client, client.through(await scene.another())];
      const key = client.fresh("replace");
      await client.put(client.versioned(key, "first"));
      const calls = Array.from({ length: writers }, (_, index) => {
        const by = clients[index % 2] ?? client;
        if (index === 3) return by.delete(key, versionIs("first"));
        return by.put(client.versioned(key, String(index)), versionIs("first"));
      });
      const won = await winner(calls);
      assertSame(await client.get(key), won === 3 ? undefined : client.versioned(key, String(won)));
    });

    needing(needsAtomic)("of several atomic writes that share an item lets one win, whole", async (scene) => {
      const client = await scene.open("simple");
      const adapters: readonly Adapter[] = [scene.adapter, await scene.another()];
      const shared = client.fresh("shared");
      const owns = client.freshMany("own", writers);
      const item = (key: ItemKey, index: number) => client.versioned(key, String(index));
      const calls = owns.map((own, index) => {
        const steps: readonly Step[] = [
          client.putStep(item(own, index), absent),
          client.putStep(item(shared, index), absent),
        ];
        return (adapters[index % 2] ?? scene.adapter).write(steps, { atomic: true }, {});
      });
      const won = await winner(calls);
      assertSame(await client.get(shared), item(shared, won));
      assertSame(
        await client.getMany(owns),
        owns.map((own, index) => (index === won ? item(own, index) : undefined)),
      );
    });

    test("loses no increment of a counter", async (scene) => {
      const client = await scene.open("simple");
      const other = client.through(await scene.another());
      const key = client.fresh("counter");
      await client.put(client.versioned(key, "0", { count: 0 }));
      const worker = async (by: TableClient) => {
        for (let times = 0; times < 5; times++) await increment(by, key);
      };
      await Promise.all([worker(client), worker(other), worker(client), worker(other)]);
      assertSame(await client.get(key), client.versioned(key, "20", { count: 20 }));
    });

    test("keeps writes of different items apart", async (scene) => {
      const client = await scene.open("simple");
      const keys = client.freshMany("apart", 40);
      await Promise.all(keys.map((key, index) => client.put(client.item(key, { index }))));
      const read = await Promise.all(keys.map((key) => client.get(key)));
      assertSame(
        read,
        keys.map((key, index) => client.item(key, { index })),
      );
    });
  });
}
