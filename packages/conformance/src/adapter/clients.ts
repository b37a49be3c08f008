import { conflictAt } from "./refusal.ts";
import { assertSame, assertSameItems } from "./same-value.ts";
import { everySample } from "./samples.ts";
import type { Suite } from "./suite.ts";
import { absent, versionIs } from "./table-client.ts";

/** What one client wrote, another sees, now and after closing. */
export function clientsGroup({ group, test }: Suite): void {
  group("two clients on one database", () => {
    test("see what the other wrote, replaced and deleted", async (scene) => {
      const one = await scene.open("sorted");
      const two = one.through(await scene.another());
      const key = one.fresh("seen", "a");
      for (const [writer, reader] of [
        [one, two],
        [two, one],
      ] as const) {
        for (const version of ["1", "2"]) {
          await writer.put(writer.versioned(key, version, everySample()));
          assertSame(await reader.get(key), writer.versioned(key, version, everySample()));
          assertSame(await reader.query(key.partition), [writer.versioned(key, version, everySample())]);
        }
        await writer.delete(key);
        assertSame(await reader.get(key), undefined);
      }
    });

    test("test conditions against what the other wrote", async (scene) => {
      const one = await scene.open("simple");
      const two = one.through(await scene.another());
      const key = one.fresh("conditions");
      await one.put(one.versioned(key, "1"), absent);
      await conflictAt(two.put(one.versioned(key, "2"), absent), [0]);
      await two.put(one.versioned(key, "2"), versionIs("1"));
      await conflictAt(one.delete(key, versionIs("1")), [0]);
      assertSame(await one.get(key), one.versioned(key, "2"));
    });

    test("know the other's tables", async (scene) => {
      const one = await scene.openOwn("simple");
      const another = await scene.another();
      await another.createTable(one.table, {});
      const two = one.through(another);
      const key = one.fresh("table");
      await two.put(two.item(key));
      assertSameItems(await one.scan(), [one.item(key)]);
    });
  });

  group("closing and opening again", () => {
    test("keeps tables and items", async (scene) => {
      const before = await scene.open("sorted");
      const keys = ["a", "b"].map((sort) => before.fresh("kept", sort));
      await before.putAll(keys.map((key) => before.versioned(key, "1", everySample())));
      const after = before.through(await scene.reopen());
      assertSame(
        await after.getMany(keys),
        keys.map((key) => before.versioned(key, "1", everySample())),
      );
      await after.adapter.createTable(after.table, {});
      const [key] = keys;
      if (key !== undefined) await after.put(after.versioned(key, "2"), versionIs("1"));
    });
  });
}
