import assert from "node:assert/strict";
import {
  type AdapterEvent,
  type Context,
  type DyStoreError,
  errorOf,
  type ItemKey,
  type Step,
} from "@dystore/core/adapter";
import { everyCall } from "./aborts.ts";
import { refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import { absent, collect, versionIs } from "./table-client.ts";

/** Stable codes, and no secrets in messages. */
export function errorsGroup({ group, test }: Suite): void {
  group("errors", () => {
    test("are TABLE_NOT_FOUND where there is no such table, whatever the call", async (scene) => {
      const table = scene.ownTable("simple");
      const { createTable: _, ...calls } = everyCall(scene.adapter, table, {});
      for (const [name, call] of Object.entries(calls)) await refused(call(), "TABLE_NOT_FOUND", name);
    });

    test("are TABLE_NOT_FOUND for steps and keys of every kind", async (scene) => {
      const table = scene.ownTable("simple");
      const key: ItemKey = { table, partition: "a" };
      const steps: readonly Step[] = [
        { kind: "delete", key },
        { kind: "check", key, if: absent },
        { kind: "put", table, item: { ID: "a" }, if: versionIs("1") },
      ];
      for (const step of steps) {
        await refused(scene.adapter.write([step], { atomic: false }, {}), "TABLE_NOT_FOUND", step.kind);
      }
      const there = (await scene.open("simple")).fresh("there");
      await refused(scene.adapter.get([there, key], {}, {}), "TABLE_NOT_FOUND", "a get of two tables");
    });

    test("never carry keys or values in their messages", async (scene) => {
      const client = await scene.open("simple");
      const secret = scene.unique("secret");
      const key = client.key(`key${secret}`);
      const { itemBytes, partitionKeyBytes } = scene.capabilities.limits;
      await client.put(client.versioned(key, secret));
      const write = (...steps: readonly Step[]) => scene.adapter.write(steps, { atomic: false }, {});
      const put = client.putStep(client.item(key, { secret }));
      const errors: readonly DyStoreError[] = [
        await refused(client.put(client.item(key, { secret }), absent), "CONFLICT"),
        await refused(client.delete(key, versionIs(`${secret}0`)), "CONFLICT"),
        await refused(client.put(client.item(key, { secret: secret.repeat(itemBytes / 32) })), "ITEM_TOO_LARGE"),
        await refused(client.put(client.item(key, { secret: `${secret}\ud800` })), "INVALID"),
        await refused(client.put(client.item(key, { secret: [new Set([secret]), new Set<string>()] })), "INVALID"),
        await refused(client.put(client.item(client.key(secret.repeat(partitionKeyBytes / 32)))), "INVALID"),
        await refused(scene.adapter.get([client.key(`${secret}\ud800`)], {}, {}), "INVALID"),
        await refused(write(put, put), "INVALID"),
      ];
      for (const { code, message } of errors) {
        assert.ok(message.length > 0 && !message.includes(secret.slice(0, 20)), `${code}: ${message}`);
      }
    });

    test("and events carry no keys and no values", async (scene) => {
      const client = await scene.open("simple");
      const secret = scene.unique("secret");
      const key = client.key(`key${secret}`);
      const events: AdapterEvent[] = [];
      const context: Context = { observe: (event) => events.push(event) };
      await scene.adapter.write(
        [client.putStep(client.versioned(key, secret, { secret }))],
        { atomic: false },
        context,
      );
      await scene.adapter.get([key], {}, context);
      await collect(scene.adapter.query({ table: client.table, partition: key.partition }, context));
      assert.ok(
        !JSON.stringify(events).includes(secret),
        "an adapter may tell nothing; what it tells is counts and names",
      );
      for (const { adapter, requests, retries, capacity } of events) {
        assert.ok(adapter.length > 0 && requests >= retries && retries >= 0 && Array.isArray(capacity));
      }
    });

    test("and an observer that throws changes nothing of what calls answer", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("observed");
      const context: Context = {
        observe() {
          throw new Error("the observer's own");
        },
      };
      await scene.adapter.createTable(client.table, context);
      await scene.adapter.write([client.putStep(client.item(key))], { atomic: false }, context);
      assertSame(await scene.adapter.get([key], { consistent: true }, context), [client.item(key)]);
      const pages = await collect(
        scene.adapter.query({ table: client.table, partition: key.partition, consistent: true }, context),
      );
      assertSame(pages, [client.item(key)]);
    });

    test("stand on no item that is sound", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("sound");
      await client.put(client.item(key));
      for (const item of [await client.get(key), ...(await client.query(key.partition))]) {
        assert.ok(item !== undefined && errorOf(item) === undefined);
      }
    });
  });
}
