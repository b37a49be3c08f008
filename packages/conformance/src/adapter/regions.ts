import type { Step, Table } from "@dystore/core/adapter";
import { refused, refusedPages } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import type { Scene } from "./scene.ts";
import { needsAtomic, needsManyRegions, needsOneRegion, type Suite } from "./suite.ts";
import { absent, TableClient } from "./table-client.ts";

/** A Region that is not the adapter's own. */
function abroad({ capabilities }: Scene): string {
  return capabilities.region === "eu-west-1" ? "us-west-2" : "eu-west-1";
}

/** A table at home and one of the same name elsewhere. */
async function twoRegions(scene: Scene): Promise<readonly [TableClient, TableClient]> {
  const home = await scene.openOwn("sorted");
  return [home, await scene.create({ ...home.table, region: abroad(scene) })];
}

export function regionsGroup({ group, test, needing }: Suite): void {
  const regional = needing(needsManyRegions);
  const regionalAtomic = needing(needsManyRegions, needsAtomic);

  group("Regions", () => {
    test("the home Region named or left out means the same table", async (scene) => {
      const home = await scene.openOwn("sorted");
      const table: Table = { ...home.table, region: scene.capabilities.region };
      await scene.adapter.createTable(table, {});
      const named = new TableClient(scene.adapter, table);
      const item = home.item(home.key("a", "b"), { v: 1 });
      await named.put(item);
      assertSame(await home.get(home.key("a", "b")), item);
      assertSame(await named.query("a"), [item]);
      assertSame(await home.scan(), [item]);
      const keys = [home.key("a", "b"), named.key("a", "b")];
      assertSame(await scene.adapter.get(keys, { consistent: true }, {}), [item, item]);
      const steps = [home.deleteStep(home.key("a", "b")), named.deleteStep(named.key("a", "b"))];
      await refused(scene.adapter.write(steps, { atomic: false }, {}), "INVALID", "one key in two steps");
    });

    regional("one name in two Regions is two tables", async (scene) => {
      const [home, away] = await twoRegions(scene);
      const at = (client: TableClient, where: string) => client.item(client.key("a", "b"), { where });
      const steps = [home.putStep(at(home, "home"), absent), away.putStep(at(away, "away"), absent)];
      await scene.adapter.write(steps, { atomic: false }, {});
      const keys = [away.key("a", "b"), home.key("a", "b")];
      assertSame(await scene.adapter.get(keys, { consistent: true }, {}), [at(away, "away"), at(home, "home")]);
      await home.delete(home.key("a", "b"));
      assertSame(await home.query("a"), []);
      assertSame(await away.query("a"), [at(away, "away")]);
      assertSame(await away.scan(), [at(away, "away")]);
      assertSame(await home.scan(), []);
    });

    regional("a table in one Region is TABLE_NOT_FOUND in another, and may have other keys there", async (scene) => {
      const home = await scene.openOwn("simple");
      const region = abroad(scene);
      const missing = { ...home.table, region };
      await refused(scene.adapter.get([{ table: missing, partition: "a" }], {}, {}), "TABLE_NOT_FOUND");
      await refusedPages(scene.adapter.scan({ table: missing }, {}), "TABLE_NOT_FOUND");
      const away = await scene.create({ ...scene.ownTable("number"), name: home.table.name, region });
      await away.put({ ID: 1 });
      assertSame(await away.scan(), [{ ID: 1 }]);
    });

    regionalAtomic(
      "an atomic write over two Regions is whole, or NOT_SUPPORTED where the scope is one Region",
      async (scene) => {
        const [home, away] = await twoRegions(scene);
        const key = home.key("a", "b");
        const item = home.item(key);
        const { atomic } = scene.capabilities;
        const steps: readonly Step[] = [home.putStep(item, absent), away.putStep(item, absent)];
        const write = () => scene.adapter.write(steps, { atomic: true }, {});
        if (atomic !== false && atomic.scope === "all") {
          await write();
          assertSame([await home.get(key), await away.get(away.key("a", "b"))], [item, item]);
          await home.delete(key);
          await refused(write(), "CONFLICT");
        } else {
          await refused(write(), "NOT_SUPPORTED");
          assertSame(await away.scan(), []);
        }
        assertSame(await home.scan(), []);
      },
    );

    regionalAtomic("an atomic write may lie wholly in another Region", async (scene) => {
      const [home, away] = await twoRegions(scene);
      const items = ["a", "b"].map((sort) => away.item(away.key("partition", sort)));
      await scene.adapter.write(
        items.map((item) => away.putStep(item, absent)),
        { atomic: true },
        {},
      );
      assertSame(await away.query("partition"), items);
      assertSame(await home.scan(), []);
    });

    needing(needsOneRegion)("other Regions are NOT_SUPPORTED", async (scene) => {
      const table = { ...scene.ownTable("simple"), region: abroad(scene) };
      await refused(scene.adapter.createTable(table, {}), "NOT_SUPPORTED");
      await refused(scene.adapter.get([{ table, partition: "a" }], {}, {}), "NOT_SUPPORTED");
      await refused(
        scene.adapter.write([{ kind: "put", table, item: { ID: "a" } }], { atomic: false }, {}),
        "NOT_SUPPORTED",
      );
      await refusedPages(scene.adapter.scan({ table }, {}), "NOT_SUPPORTED");
    });
  });
}
