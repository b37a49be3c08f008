import assert from "node:assert/strict";
import { type DyStore, transact } from "@dystore/core";
import { needsAtomic } from "../adapter/suite.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph, StoreSetup } from "./scene.ts";
import { readStored } from "./stored.ts";
import type { EngineSuite } from "./suite.ts";

const setup: StoreSetup = { shards: [{ path: "$.log[*]", table: "Logs", primaryKey: "IDX" }] };

async function twoClients(scene: EngineScene): Promise<readonly [DyStore<Graph>, DyStore<Graph>]> {
  return [await scene.open(setup), scene.store(setup, await scene.another())];
}

async function balances(store: DyStore<Graph>, keys: readonly string[]): Promise<number[]> {
  return Promise.all(keys.map(async (key) => Number((await readStored(store, key))["balance"])));
}

export function transactRacesGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("transacts beside one another", () => {
    atomic("lose no amount that is moved from graph to graph", async (scene) => {
      const clients = await twoClients(scene);
      const [store] = clients;
      const keys = ["a", "b", "c"];
      for (const primaryKey of keys) await store.write({ balance: 100, log: [] }, { primaryKey });
      const add = (amount: number) => (account: Graph) => ({
        balance: Number(account["balance"]) + amount,
        log: [...(account["log"] as unknown[]), { amount }],
      });
      const move = async (n: number) => {
        const client = clients[n % 2 === 0 ? 0 : 1];
        const [from = "", to = ""] = [keys[n % 3], keys[(n + 1 + (n % 2)) % 3]];
        await transact([
          client.operation({ kind: "update", key: from, fn: add(-n) }),
          client.operation({ kind: "update", key: to, fn: add(n) }),
        ]);
      };
      await Promise.all(Array.from({ length: 9 }, (_, n) => move(n)));
      const expected = [100, 100, 100];
      for (let n = 0; n < 9; n++) {
        expected[n % 3] = (expected[n % 3] ?? 0) - n;
        expected[(n + 1 + (n % 2)) % 3] = (expected[(n + 1 + (n % 2)) % 3] ?? 0) + n;
      }
      assert.deepEqual(await balances(store, keys), expected);
      assert.equal(await scene.count("Logs"), 18, "each change wrote its entry, and nothing else is left");
      assert.equal(await scene.count("Root"), 3);
    });

    atomic("that each read what the other changes do not both go through", async (scene) => {
      const clients = await twoClients(scene);
      const [store] = clients;
      // Of two on call one may leave, if the other stays.
      const nobody = new Error("nobody would be on call");
      const leave = (client: DyStore<Graph>, key: string, other: string) =>
        transact([
          client.operation({ kind: "writePath", key, path: "$.onCall", value: false }),
          client.operation({
            kind: "update",
            key: other,
            fn: ({ onCall }) => (onCall === true ? undefined : Promise.reject(nobody)),
          }),
        ]);
      for (let race = 0; race < 10; race++) {
        for (const primaryKey of ["a", "b"]) await store.write({ onCall: true, race }, { primaryKey });
        const results = await Promise.allSettled([leave(clients[0], "a", "b"), leave(clients[1], "b", "a")]);
        const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
        assert.deepEqual(reasons, [nobody]);
        const left = await Promise.all(["a", "b"].map((key) => store.readPath(key, "$.onCall")));
        assert.deepEqual(left.flat().sort(), [false, true]);
      }
    });

    atomic("that each find the other's graph absent do not both create theirs", async (scene) => {
      const clients = await twoClients(scene);
      const [store] = clients;
      const taken = new Error("taken");
      const create = (client: DyStore<Graph>, key: string, other: string) =>
        transact([
          client.operation({ kind: "write", data: {}, primaryKey: key }),
          client.operation({ kind: "update", key: other, fn: () => Promise.reject(taken) }),
        ]);
      for (let race = 0; race < 10; race++) {
        const results = await Promise.allSettled([create(clients[0], "a", "b"), create(clients[1], "b", "a")]);
        assert.deepEqual(
          results.flatMap((result) => (result.status === "rejected" ? [result.reason] : [])),
          [taken],
        );
        assert.equal(await scene.count(), 1);
        await store.deleteMany(["a", "b"]);
      }
    });

    atomic("and beside single operations leave whole graphs, and no item beside them", async (scene) => {
      const [store, other] = await twoClients(scene);
      const graph = (stamp: number, count: number) => ({ stamp, log: Array.from({ length: count }, () => [stamp]) });
      for (let race = 0; race < 5; race++) {
        await Promise.all([
          transact([
            store.operation({ kind: "write", data: graph(1, 2), primaryKey: "a" }),
            store.operation({ kind: "write", data: graph(1, 110), primaryKey: "b" }),
          ]),
          transact([
            other.operation({ kind: "write", data: graph(2, 3), primaryKey: "b" }),
            other.operation({ kind: "delete", key: "a" }),
          ]),
          other.write(graph(3, 105), { primaryKey: "a" }),
          store.writePath("b", "$.more", race),
        ]);
        let items = 0;
        for (const key of ["a", "b"]) {
          const found = await store.read(key);
          if (found === undefined) continue;
          const { more: _, ...rest } = found;
          const log = rest["log"] as unknown[];
          assertSameGraph(rest, graph(Number(rest["stamp"]), log.length));
          items += 1 + log.length;
        }
        const shards = await scene.items("Logs");
        const roots = (await scene.items("Root")).filter((item) => item["stamp"] !== undefined);
        assert.equal(shards.length + roots.length, items);
      }
    });
  });
}
