import { commit } from "../execute/commit.ts";
import { namedKeys } from "../execute/load.ts";
import { live, readRoot } from "../execute/read-root.ts";
import { refused, retryWhileRefused } from "../execute/retry.ts";
import { newVersion } from "../execute/version-id.ts";
import type { GraphAddress } from "../plan/address.ts";
import type { RootHead } from "../plan/root.ts";
import type { Operation } from "./engine.ts";
import type { DeleteOptions } from "./options.ts";
import { precondition } from "./write.ts";

/** `DyStore.delete`: needs only the public half of the root, so that damaged and sealed graphs can be deleted too. */
export async function deleteGraph(
  operation: Operation,
  graph: GraphAddress,
  options: DeleteOptions,
  known?: { readonly head: RootHead | undefined },
): Promise<boolean> {
  let first = known;
  const check = precondition(operation, options, graph);
  return retryWhileRefused(operation, graph, async () => {
    const { head: seen } = first ?? { head: await readRoot(operation, graph, true) };
    first = undefined;
    check(seen);
    if (seen === undefined) return false;
    const obsolete = options.deleteShards === false ? [] : await namedKeys(operation, graph, seen);
    const change = {
      graph,
      version: newVersion(),
      seen,
      root: undefined,
      shards: [],
      obsolete,
      staged: false,
      freshKey: false,
    };
    // What has expired was no graph to the caller, but is removed all the same.
    const answer = live(operation, seen) !== undefined;
    return (await commit(operation, change, operation.clock())) === "committed" ? answer : refused;
  });
}
