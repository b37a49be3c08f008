import { load } from "../execute/load.ts";
import { expectRoot } from "../execute/read-root.ts";
import { type GraphAddress, rootKey } from "../plan/address.ts";
import type { Operation } from "./engine.ts";
import type { Stored } from "./metadata.ts";
import type { ReadOptions } from "./options.ts";
import { assembled, everyShard, noShard } from "./read.ts";

/** `DyStore.readMany`: all roots at once, then the shards of each graph beside those of the others. */
export async function readGraphs<T extends object>(
  operation: Operation,
  graphs: readonly GraphAddress[],
  { resolveShards = true, consistent = true }: ReadOptions,
): Promise<(Stored<T> | undefined)[]> {
  const items = await operation.adapter.get(graphs.map(rootKey), { consistent }, operation.context);
  return Promise.all(
    graphs.map(async (graph, index) => {
      const item = items[index];
      if (item === undefined) return undefined;
      const head = expectRoot(item, graph);
      const loaded = await load(operation, graph, { consistent, choose: resolveShards ? everyShard : noShard, head });
      return loaded && assembled<T>(operation, loaded);
    }),
  );
}
