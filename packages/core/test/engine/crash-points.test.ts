import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { dyingAt, extents } from "./dying.ts";
import { graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { memoryAdapter } from "./memory.ts";
import { samples } from "./operations.ts";

describe.each([1, 3, 120])(
  "a process that dies at any point of an operation on %i shards",
  { timeout: 60_000 },
  (shards) => {
    test.each(samples(shards))("leaves the old graph or the new one: $name", async ({ before, after, run }) => {
      let points = 0;
      for (const extent of extents) {
        for (let call = 1; ; call++) {
          const beneath = memoryAdapter();
          const { adapter, died } = dyingAt(beneath, call, extent);
          const store = await prepared(beneath, adapter);
          const reopened = storeOn(beneath);
          if (before !== undefined) await reopened.write(before, { primaryKey: "k" });
          await run(store).catch(() => undefined);
          if (!died()) break;
          points++;

          const found = await reopened.read("k");
          const where = `dead at call ${call}, ${extent} it done`;
          expect([before, after], where).toContainEqual(found);
          // What did not happen can be done again, and everything can be replaced and deleted.
          if (isDeepStrictEqual(found, before)) {
            await run(reopened);
            expect(await reopened.read("k"), where).toEqual(after);
          }
          await reopened.write(graphOf(2, 9), { primaryKey: "k" });
          expect(await reopened.read("k"), where).toEqual(graphOf(2, 9));
          await reopened.delete("k");
          for (const item of await itemsIn(beneath)) expect(item["ID"], "no root is left").not.toBe("k");
        }
      }
      expect(points).toBeGreaterThanOrEqual(3);
    });
  },
);
