import assert from "node:assert/strict";
import {
  expiryAttribute,
  type Item,
  type ItemKey,
  type KeyValue,
  metadataAttribute,
  type Scan,
  type Value,
} from "@dystore/core/adapter";
import { refusedPages } from "./refusal.ts";
import { assertSame, assertSameItems } from "./same-value.ts";
import type { Shape } from "./scene.ts";
import type { Suite } from "./suite.ts";
import { collect, eachPage, type TableClient } from "./table-client.ts";

const partitions: Record<Shape, (index: number) => KeyValue> = {
  simple: (index) => `key ${index} \u{1f600}`,
  sorted: (index) => `partition ${index % 5}`,
  binary: (index) => Uint8Array.of(index, 0, 255 - index),
  number: (index) => index * 1.5 - 10,
};

/** So many items in a table of its own. */
async function filled(client: TableClient, shape: Shape, count: number): Promise<readonly Item[]> {
  const items = Array.from({ length: count }, (_, index) => {
    const sort = shape === "sorted" ? `sort ${index}` : shape === "binary" ? Uint8Array.of(index) : undefined;
    return client.item(client.key(partitions[shape](index), sort), { index });
  });
  await client.putAll(items);
  return items;
}

function keyOf(client: TableClient, item: Item | undefined): ItemKey {
  return client.key(item?.ID as KeyValue, item?.SK as KeyValue | undefined);
}

const segments = (count: number): readonly NonNullable<Scan["segment"]>[] =>
  Array.from({ length: count }, (_, index) => ({ index, count }));

export function scansGroup({ group, test }: Suite): void {
  group("scans", () => {
    for (const shape of ["simple", "sorted", "binary", "number"] as const) {
      test(`bring every item once, page by page, and resume behind each: the ${shape} table`, async (scene) => {
        const client = await scene.openOwn(shape);
        const items = await filled(client, shape, 23);
        const order = await client.scan();
        assertSameItems(order, items);
        for (const limit of [1, 5, 23, 24]) {
          assertSame(await collect(client.scanPages({ limit }), limit), order, `limit ${limit}`);
        }
        for (const [index, item] of order.entries()) {
          assertSame(
            await client.scan({ after: keyOf(client, item) }),
            order.slice(index + 1),
            `after the item ${index}`,
          );
        }
      });
    }

    test("in segments are disjoint and together the table", async (scene) => {
      const client = await scene.openOwn("sorted");
      const items = await filled(client, "sorted", 40);
      for (const count of [1, 2, 3, 7, 50]) {
        const parts = await Promise.all(segments(count).map((segment) => client.scan({ segment })));
        assertSameItems(parts.flat(), items, `${count} segments`);
      }
    });

    test("in segments page and resume, each for itself", async (scene) => {
      const client = await scene.openOwn("simple");
      await filled(client, "simple", 30);
      for (const segment of segments(3)) {
        const order = await client.scan({ segment });
        assertSame(await collect(client.scanPages({ segment, limit: 2 }), 2), order);
        for (const [index, item] of order.entries()) {
          const behind = collect(client.scanPages({ segment, after: keyOf(client, item), limit: 4 }), 4);
          assertSame(await behind, order.slice(index + 1));
        }
      }
    });

    test("resume behind an item that was deleted", async (scene) => {
      const client = await scene.openOwn("simple");
      await filled(client, "simple", 9);
      const order = await client.scan();
      const after = keyOf(client, order[3]);
      await client.delete(after);
      assertSame(await client.scan({ after, limit: 2 }), order.slice(4));
    });

    test("go on where a page ended though its items are deleted meanwhile", async (scene) => {
      const client = await scene.openOwn("sorted");
      const items = await filled(client, "sorted", 11);
      const seen: Item[] = [];
      for await (const page of eachPage(client.scanPages({ limit: 3 }))) {
        seen.push(...page);
        for (const item of page) await client.delete(keyOf(client, item));
      }
      assertSameItems(seen, items);
      assertSame(await client.scan(), []);
    });

    test("bring every item once where a table is larger than a page of 1 MB", async (scene) => {
      const client = await scene.openOwn("simple");
      const payload = "x".repeat(Math.floor(scene.capabilities.limits.itemBytes / 3));
      const items = Array.from({ length: 16 }, (_, index) => client.item(client.key(`key ${index}`), { payload }));
      await client.putAll(items);
      assertSameItems(await client.scan(), items);
      const halves = await Promise.all(segments(2).map((segment) => client.scan({ segment })));
      assertSameItems(halves.flat(), items);
    });

    test("of what is public bring at least keys, expiry and public metadata, as queries do", async (scene) => {
      const client = await scene.openOwn("sorted");
      const items = ["a", "b", "c"].map((sort, index) => {
        const kept = index === 1 ? {} : { [expiryAttribute]: 2_000_000_000 + index };
        return client.versioned(client.key("partition", sort), `${index}`, { ...kept, data: "x".repeat(100) });
      });
      await client.putAll(items);
      const publicOf = (item: Item) => {
        const { version } = item[metadataAttribute] as { readonly version?: Value };
        return [item.ID, item.SK, item[expiryAttribute], version];
      };
      const reads = {
        scan: await client.scan({ publicOnly: true }),
        "scan of a segment": await client.scan({ publicOnly: true, segment: { index: 0, count: 1 }, limit: 2 }),
        query: await client.query("partition", { publicOnly: true }),
      };
      // The order of a scan is the adapter's own.
      const open = (read: readonly Item[]) => read.map(publicOf).sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1));
      for (const [name, read] of Object.entries(reads)) assert.deepEqual(open(read), open(items), name);
    });

    test("of an empty table bring nothing, in segments too", async (scene) => {
      const client = await scene.openOwn("simple");
      assertSame(await client.scan(), []);
      assertSame(await client.scan({ segment: { index: 2, count: 3 } }), []);
    });

    test("may be left after a page, and may run beside one another", async (scene) => {
      const client = await scene.openOwn("simple");
      const items = await filled(client, "simple", 6);
      for await (const page of eachPage(client.scanPages({ limit: 1 }))) if (page.length > 0) break;
      const two = await Promise.all([collect(client.scanPages({ limit: 1 })), collect(client.scanPages({ limit: 2 }))]);
      for (const seen of two) assertSameItems(seen, items);
      await client.delete(keyOf(client, items[0]));
      assert.equal((await client.scan()).length, 5);
    });

    test("refuse segments that there cannot be, limits below one, and places of a wrong kind", async (scene) => {
      const client = await scene.open("simple");
      for (const [index, count] of [
        [0, 0],
        [2, 2],
        [-1, 2],
        [0.5, 2],
        [0, 1.5],
      ] as const) {
        await refusedPages(client.scanPages({ segment: { index, count } }), "INVALID", `segment ${index} of ${count}`);
      }
      await refusedPages(client.scanPages({ limit: 0 }), "INVALID", "a limit of 0");
      await refusedPages(client.scanPages({ after: client.key(1) }), "INVALID", "a number to resume after");
    });
  });
}
