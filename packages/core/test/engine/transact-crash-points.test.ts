import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { dyingAt, extents } from "./dying.ts";
import { graphOf, itemsIn, prepared, storeOn } from "./graphs.ts";
import { memoryAdapter } from "./memory.ts";
import { graphsIn, sampleKeys, transactSamples, writeGraphs } from "./transact-operations.ts";

describe.each([1, 40, 120])(
  "a process that dies at any point of a transact on graphs of %i shards",
  { timeout: 60_000 },
  (shards) => {
    test.each(transactSamples(shards))("leaves all old graphs or all new ones: $name", async (sample) => {
      const { before, after, run } = sample;
      let points = 0;
      for (const extent of extents) {
        for (let call = 1; ; call++) {
          const beneath = memoryAdapter();
          const { adapter, died } = dyingAt(beneath, call, extent);
          const store = await prepared(beneath, adapter);
          const reopened = storeOn(beneath);
          await writeGraphs(reopened, before);
          await run(store).catch(() => undefined);
          if (!died()) break;
          points++;

          const found = await graphsIn(reopened);
          const where = `dead at call ${call}, ${extent} it done`;
          expect([before, after], where).toContainEqual(found);
          // What did not happen can be done again, and everything can be replaced and deleted.
          if (isDeepStrictEqual(found, before)) {
            await run(reopened);
            expect(await graphsIn(reopened), where).toEqual(after);
          }
          await writeGraphs(reopened, { a: graphOf(2, 9), b: graphOf(1, 9) });
          expect(await graphsIn(reopened), where).toMatchObject({ a: graphOf(2, 9), b: graphOf(1, 9) });
          await reopened.deleteMany(sampleKeys);
          for (const item of await itemsIn(beneath)) expect(sampleKeys, "no root is left").not.toContain(item["ID"]);
        }
      }
      expect(points).toBeGreaterThanOrEqual(6);
    });
  },
);
