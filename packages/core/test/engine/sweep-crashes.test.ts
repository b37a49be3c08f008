import { describe, expect, test } from "vitest";
import { dyingAt } from "./dying.ts";
import { itemsIn, prepared, storeOn } from "./graphs.ts";
import { foldedAndStaged, hour, kindsBesideIntents, kindsOf, small, start, sweepAt, week } from "./leftovers.ts";
import { memoryAdapter } from "./memory.ts";
import { samples } from "./operations.ts";

describe.each([1, ...foldedAndStaged])(
  "after a process died at any point of an operation on %i shards",
  { timeout: 60_000 },
  (shards) => {
    test.each(samples(shards))(
      "a sweep leaves the graph and nothing else: $name",
      async ({ name, before, after, run }) => {
        let leftovers = 0;
        for (const extent of ["nothing of", "half of", "all of"] as const) {
          for (let call = 1; ; call++) {
            const beneath = memoryAdapter({ atomic: small });
            const { adapter, died } = dyingAt(beneath, call, extent);
            const clock = () => start;
            const store = await prepared(beneath, adapter, { clock });
            const reopened = storeOn(beneath, { clock });
            if (before !== undefined) await reopened.write(before, { primaryKey: "k" });
            await run(store).catch(() => undefined);
            if (!died()) break;

            const found = await reopened.read("k");
            const where = `dead at call ${call}, ${extent} it done`;
            expect([before, after], where).toContainEqual(found);
            const items = await itemsIn(beneath);
            expect(await sweepAt(beneath, hour), where).toMatchObject({ removed: 0, skipped: 0, kept: items.length });
            expect(await itemsIn(beneath), where).toEqual(items);
            const planned = await sweepAt(beneath, hour + 1, { dryRun: true });
            expect(await itemsIn(beneath), where).toEqual(items);
            const swept = await sweepAt(beneath, hour + 1);
            expect(swept, where).toEqual(planned);
            expect(swept.skipped).toBe(0);
            leftovers += swept.removed;
            expect(await kindsBesideIntents(beneath), where).toEqual(kindsOf(found));
            expect(await reopened.read("k"), where).toEqual(found);
            await sweepAt(beneath, hour + 1 + week);
            await sweepAt(beneath, hour + 2 + week);
            expect(await itemsIn(beneath), where).toHaveLength(kindsOf(found).length);
            expect(await reopened.read("k"), where).toEqual(found);
          }
        }
        if (shards === 12 && name === "an overwrite") expect(leftovers).toBeGreaterThan(12);
      },
    );
  },
);
