import assert from "node:assert/strict";
import type { Step } from "@dystore/core/adapter";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import { absent, versionIs } from "./table-client.ts";

/** Calls beyond any database's own batches. DynamoDB: 100 gets, 25 puts, 16 MB. */
export function batchesGroup({ group, test }: Suite): void {
  group("batches", () => {
    test("write 130 steps and get 250 keys, aligned, with holes where nothing is", async (scene) => {
      const client = await scene.open("simple");
      const keys = client.freshMany("many", 250);
      const items = keys.map((key, index) => (index < 130 ? client.item(key, { index }) : undefined));
      await client.putAll(items.filter((item) => item !== undefined));
      // Neither in the order of writing nor in that of keys.
      const shuffled = keys.map((_, index) => (index * 97) % 250);
      const read = await client.getMany(shuffled.map((index) => keys[index] ?? client.key("")));
      assertSame(
        read,
        shuffled.map((index) => items[index]),
      );
    });

    test("write 130 steps of all kinds, with and without conditions", async (scene) => {
      const client = await scene.open("simple");
      const keys = client.freshMany("mixed", 130);
      await client.putAll(keys.filter((_, index) => index % 2 === 0).map((key) => client.versioned(key, "1")));
      const steps = keys.map((key, index): Step => {
        const stands = index % 2 === 0;
        if (index % 10 === 0) return { kind: "check", key, if: versionIs("1") };
        if (index % 3 === 0) return client.deleteStep(key, stands ? versionIs("1") : undefined);
        return client.putStep(
          client.versioned(key, "2"),
          index % 5 === 0 ? undefined : stands ? versionIs("1") : absent,
        );
      });
      await scene.adapter.write(steps, { atomic: false }, {});
      const expected = keys.map((key, index) => {
        if (index % 10 === 0) return client.versioned(key, "1");
        return index % 3 === 0 ? undefined : client.versioned(key, "2");
      });
      assertSame(await client.getMany(keys), expected);
    });

    test("get and write several tables in one call", async (scene) => {
      const clients = [await scene.open("simple"), await scene.open("sorted"), await scene.open("number")] as const;
      const [simple, sorted, number] = clients;
      const unique = scene.unique("tables");
      const some = Math.floor(Math.random() * 2 ** 40);
      const items = [
        { client: simple, key: simple.key(unique) },
        { client: sorted, key: sorted.key(unique, "a") },
        { client: number, key: number.key(some) },
        { client: sorted, key: sorted.key(unique, "b") },
      ].map(({ client, key }, index) => ({ client, key, item: client.item(key, { index }) }));
      await scene.adapter.write(
        items.map(({ client, item }) => client.putStep(item)),
        { atomic: false },
        {},
      );
      const keys = items.map(({ key }) => key);
      assertSame(
        await scene.adapter.get(keys, { consistent: true }, {}),
        items.map(({ item }) => item),
      );
    });

    test("get 17 MB in one call, and write them", async (scene) => {
      const client = await scene.open("simple");
      const { itemBytes } = scene.capabilities.limits;
      const length = Math.floor(itemBytes * 0.95);
      const count = Math.ceil((17 * 1024 * 1024) / length);
      const keys = client.freshMany("large", count);
      const payload = (index: number) => String.fromCharCode(0x61 + (index % 26)).repeat(length);
      await client.putAll(keys.map((key, index) => client.item(key, { payload: payload(index) })));
      const read = await client.getMany(keys);
      assert.equal(read.length, count);
      for (const [index, item] of read.entries())
        assert.ok(item?.payload === payload(index), `item ${index} of ${count}`);
    });

    test("of nothing do nothing", async (scene) => {
      await scene.open("simple");
      assertSame(await scene.adapter.get([], {}, {}), []);
      await scene.adapter.write([], { atomic: false }, {});
    });
  });
}
