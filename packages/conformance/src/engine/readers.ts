import assert from "node:assert/strict";
import type { Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

function stamped(stamp: number, shards: number): Graph {
  return { stamp, list: Array.from({ length: shards }, () => ({ stamp, deep: { stamp } })), map: { a: { stamp } } };
}

/** Every stamp that stands anywhere in a graph. */
function stamps(value: unknown): Set<number> {
  return new Set([...JSON.stringify(value).matchAll(/"stamp":(\d+)/g)].map(([, stamp]) => Number(stamp)));
}

export function readersGroup({ group, test }: EngineSuite): void {
  group("readers beside writers", () => {
    for (const shards of [3, 110]) {
      test(`never see two versions mixed, in graphs of about ${shards} shards`, async (scene) => {
        const setup = {
          shards: [
            { path: "$.list[*]", table: "Elements", shards: [{ path: "$.deep" }] },
            { path: "$.map.*", table: "Members" },
          ],
        };
        const store = await scene.open(setup);
        const reader = scene.store(setup, await scene.another());
        await store.write(stamped(0, shards), { primaryKey: "k" });
        let writing = true;
        const write = async () => {
          for (let stamp = 1; stamp <= 15; stamp++) {
            if (stamp % 5 === 0) await store.update("k", () => stamped(stamp, shards + (stamp % 3)));
            else await store.write(stamped(stamp, shards + (stamp % 3)), { primaryKey: "k" });
          }
        };
        const read = async (consistent: boolean) => {
          let latest = 0;
          while (writing) {
            const seen = stamps(await reader.read("k", { consistent }));
            assert.equal(seen.size, 1, `one version, not ${[...seen].join(" and ")}`);
            const [stamp = 0] = seen;
            if (consistent) assert.ok(stamp >= latest, "consistent reads never go back");
            latest = stamp;
            const paths = await reader.readPath("k", "$..stamp", { consistent });
            assert.equal(new Set(paths).size, 1);
          }
        };
        await Promise.all([write().finally(() => (writing = false)), read(true), read(true), read(false)]);
        assert.deepEqual([...stamps(await reader.read("k"))], [15]);
      });
    }
  });
}
