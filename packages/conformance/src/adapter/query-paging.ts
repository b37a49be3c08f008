import type { Item, KeyValue } from "@dystore/core/adapter";
import { orderedBinaries, orderedStrings, partitionOf } from "./queries.ts";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import { collect, eachPage, type TableClient } from "./table-client.ts";

/** Asserts that resuming behind each sort key brings just what lies behind it. */
async function assertResumes(client: TableClient, partition: KeyValue, sorts: readonly KeyValue[]): Promise<void> {
  const items = await partitionOf(client, partition, sorts);
  for (const [index, after] of sorts.entries()) {
    assertSame(await client.query(partition, { after }), items.slice(index + 1), `after the item ${index}`);
  }
}

const letters = ["a", "b", "c", "d", "e", "f", "g"];

export function queryPagingGroup({ group, test }: Suite): void {
  group("paging and resuming queries", () => {
    test("bring every item once, whatever the limit", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("limit");
      const items = await partitionOf(client, partition, letters);
      for (const limit of [1, 2, 3, 7, 8, 1000]) {
        assertSame(await collect(client.queryPages(partition, { limit }), limit), items, `limit ${limit}`);
        assertSame(await collect(client.queryPages(partition, { limit, prefix: "" }), limit), items);
      }
    });

    test("bring every item once where a partition is larger than a page of 1 MB", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("large");
      const payload = "x".repeat(Math.floor(scene.capabilities.limits.itemBytes / 3));
      const items = Array.from({ length: 20 }, (_, index) => {
        return client.item(client.key(partition, String(index).padStart(2, "0")), { payload });
      });
      await client.putAll(items);
      assertSame(await client.query(partition), items);
    });

    test("resume behind each item: strings", async (scene) => {
      await assertResumes(await scene.open("sorted"), scene.unique("resume"), orderedStrings);
    });

    test("resume behind each item: binaries", async (scene) => {
      await assertResumes(
        await scene.open("binary"),
        Uint8Array.from(Buffer.from(scene.unique("resume"))),
        orderedBinaries,
      );
    });

    test("resume behind a key that no item has, and behind a deleted item", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("deleted");
      const items = await partitionOf(client, partition, letters);
      assertSame(await client.query(partition, { after: "A" }), items);
      assertSame(await client.query(partition, { after: "bb" }), items.slice(2));
      assertSame(await client.query(partition, { after: "z" }), []);
      await client.delete(client.key(partition, "c"));
      assertSame(await client.query(partition, { after: "c" }), items.slice(3));
    });

    test("resume in pages of at most the limit", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("limited");
      const items = await partitionOf(client, partition, letters);
      for (const limit of [1, 2, 3]) {
        for (const prefix of [undefined, ""]) {
          const pages = client.queryPages(partition, { after: "b", limit, prefix });
          assertSame(await collect(pages, limit), items.slice(2), `limit ${limit}`);
        }
      }
    });

    test("resume within a prefix, before it and behind it", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("prefix");
      const items = await partitionOf(client, partition, ["a/1", "b/1", "b/2", "b/3", "c/1"]);
      const after = (place: string) => client.query(partition, { prefix: "b/", after: place });
      assertSame(await after("b/1"), items.slice(2, 4));
      assertSame(await after("b/15"), items.slice(2, 4));
      assertSame(await after("b/3"), []);
      assertSame(await after("a/1"), items.slice(1, 4), "behind a place before the prefix");
      assertSame(await after("b"), items.slice(1, 4), "behind a place just before the prefix");
      assertSame(await after("c/1"), [], "behind a place behind the prefix");
    });

    test("go on where a page ended though its items are deleted meanwhile", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("meanwhile");
      const items = await partitionOf(client, partition, letters);
      const seen: Item[] = [];
      for await (const page of eachPage(client.queryPages(partition, { limit: 2 }))) {
        seen.push(...page);
        for (const item of page) await client.delete(client.key(partition, String(item.SK)));
      }
      assertSame(seen, items);
      assertSame(await client.query(partition), []);
    });

    test("may be left after a page, and may run beside one another", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("left");
      const items = await partitionOf(client, partition, letters);
      for await (const page of eachPage(client.queryPages(partition, { limit: 1 }))) if (page.length > 0) break;
      const limited = () => collect(client.queryPages(partition, { limit: 1 }));
      assertSame(await Promise.all([limited(), limited(), limited()]), [items, items, items]);
      await client.delete(client.key(partition, "a"));
      assertSame(await client.query(partition), items.slice(1));
    });
  });
}
