import type { Adapter, Item } from "@dystore/core/adapter";
import { altered } from "../../middleware/altered.ts";
import { said } from "./recorded-commits.ts";

/**
 * Begins a sweep that stalls once it has judged what it found, before its first write. Its scans see no intents: they are not
 * consistent, so they may miss those, and a sweep is not to rely on them.
 *
 * @param sweep Sweeps on the adapter that it is given.
 * @returns how to let it go on, which is fulfilled at its end.
 */
export async function stalledSweep(
  adapter: Adapter,
  sweep: (adapter: Adapter) => Promise<unknown>,
): Promise<() => Promise<void>> {
  const [judged, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const stalling = altered(adapter, {
    async *scan(scan, context) {
      for await (const page of adapter.scan(scan, context))
        yield page.filter((item: Item) => said(item).kind !== "intent");
    },
    async write(steps, options, context) {
      judged.resolve();
      await released.promise;
      await adapter.write(steps, options, context);
    },
  });
  const swept = sweep(stalling);
  await Promise.race([judged.promise, swept]);
  return async () => {
    released.resolve();
    await swept;
  };
}
