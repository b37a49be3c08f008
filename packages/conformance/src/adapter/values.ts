import assert from "node:assert/strict";
import type { Item } from "@dystore/core/adapter";
import { assertSame } from "./same-value.ts";
import { hostileNames, named, samples } from "./samples.ts";
import type { Suite } from "./suite.ts";

/** What is stored comes back equal and of the same type. */
export function valuesGroup({ group, test }: Suite): void {
  group("values and types", () => {
    for (const [name, value] of samples) {
      test(`keeps ${name}: alone, in a list, in a map`, async (scene) => {
        const client = await scene.open("simple");
        const key = client.fresh("value");
        const item = client.item(key, {
          alone: value,
          list: ["before", value, [value]],
          map: { before: 1, value, map: { value } },
        });
        await client.put(item);
        assertSame(await client.get(key), item);
      });
    }

    test("keeps attributes of hostile names apart and pollutes nothing", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("names");
      const item = client.item(key, named(hostileNames.map((name, index) => [name, { polluted: index }])));
      await client.put(item);
      const read: Item | undefined = await client.get(key);
      assertSame(read, item);
      assert.equal(Object.getPrototypeOf(read), Object.prototype);
      assert.equal(Reflect.get({}, "polluted"), undefined);
    });

    test("keeps names that differ by case or by Unicode form apart", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("names");
      const names = { id: 1, Id: 2, a: 3, A: 4, é: 5, "e\u0301": 6, "a ": 7 };
      const item = client.item(key, { ...names, map: names });
      await client.put(item);
      assertSame(await client.get(key), item);
    });

    test("keeps an item of nothing but its key", async (scene) => {
      const client = await scene.open("sorted");
      const key = client.fresh("bare", "sort");
      await client.put(client.item(key));
      assertSame(await client.get(key), client.item(key));
    });

    test("keeps an item of a thousand attributes", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("wide");
      const item = client.item(key, named(Array.from({ length: 1000 }, (_, index) => [`attribute ${index}`, index])));
      await client.put(item);
      assertSame(await client.get(key), item);
    });

    test("takes any kind of Uint8Array, and returns a plain one of just its bytes", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("binary");
      const view = new Uint8Array(Uint8Array.from([9, 9, 1, 2, 3, 9, 9]).buffer, 2, 3);
      await client.put(
        client.item(key, { view, buffer: Buffer.from("buffer"), set: new Set([Buffer.from("member")]) }),
      );
      const text = (value: string) => Uint8Array.from(Buffer.from(value));
      const expected = { view: Uint8Array.of(1, 2, 3), buffer: text("buffer"), set: new Set([text("member")]) };
      assertSame(await client.get(key), client.item(key, expected));
    });

    test("takes maps without a prototype, and returns plain ones", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("map");
      const map = (entries: Item): Item => Object.assign(Object.create(null) as object, entries);
      await client.put(map(client.item(key, { map: map({ inner: map({}) }) })));
      assertSame(await client.get(key), client.item(key, { map: { inner: {} } }));
    });

    test("replaces a whole item: attributes of the one before are gone", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("replaced");
      await client.put(client.item(key, { old: 1, both: "text", map: { old: 1 } }));
      await client.put(client.item(key, { new: 2, both: 7, map: { new: 2 } }));
      assertSame(await client.get(key), client.item(key, { new: 2, both: 7, map: { new: 2 } }));
    });

    test("deletes an item, and deleting one that is not there is no error", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("deleted");
      await client.put(client.item(key));
      await client.delete(key);
      assert.equal(await client.get(key), undefined);
      await client.delete(key);
    });
  });
}
