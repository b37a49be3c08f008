import { everyCall } from "./aborts.ts";
import { refused } from "./refusal.ts";
import type { Suite } from "./suite.ts";

export function closingGroup({ group, test }: Suite): void {
  group("closing", () => {
    test("makes every later call CLOSED", async (scene) => {
      const { table } = await scene.open("simple");
      await scene.adapter.close();
      for (const [name, call] of Object.entries(everyCall(scene.adapter, table, {})))
        await refused(call(), "CLOSED", name);
    });

    test("again does nothing", async (scene) => {
      await scene.open("simple");
      await scene.adapter.close();
      await scene.adapter.close();
      await Promise.all([scene.adapter.close(), scene.adapter.close()]);
    });

    test("before any call is no error", async (scene) => {
      await scene.adapter.close();
    });

    test("ends pages that are still being read", async (scene) => {
      const client = await scene.openOwn("sorted");
      await client.putAll(["a", "b", "c"].map((sort) => client.item(client.key("partition", sort))));
      const query = client.queryPages("partition", { limit: 1 })[Symbol.asyncIterator]();
      const scan = client.scanPages({ limit: 1 })[Symbol.asyncIterator]();
      await query.next();
      await scan.next();
      await scene.adapter.close();
      await refused(query.next(), "CLOSED", "the query");
      await refused(scan.next(), "CLOSED", "the scan");
    });
  });
}
