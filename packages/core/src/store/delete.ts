import type { PreparedChange } from "../execute/change-graphs.ts";
import { keptAsSeen } from "../execute/draft.ts";
import { namedItems } from "../execute/named.ts";
import { live } from "../execute/read-root.ts";
import type { GraphAddress } from "../plan/address.ts";
import { nothingObsolete } from "../plan/commit-plan.ts";
import type { Operation } from "./engine.ts";
import type { DeleteOptions } from "./options.ts";
import { precondition } from "./precondition.ts";

/** `DyStore.delete`: needs only the public half of the root, so that damaged and sealed graphs can be deleted too. */
export function prepareDelete(
  operation: Operation,
  graph: GraphAddress,
  options: DeleteOptions,
): PreparedChange<boolean> {
  const check = precondition(operation, options, graph);
  return {
    graph,
    needsRoot: "to commit",
    draft: ({ seen }) => ({
      graph,
      plan: undefined,
      seen: seen ?? "read",
      async complete(head) {
        check(head);
        if (head === undefined) return keptAsSeen(graph, head, false);
        const obsolete = options.deleteShards === false ? nothingObsolete : await namedItems(operation, graph, head);
        const change = { graph, seen: head, root: "delete", shards: [], obsolete, freshKey: false } as const;
        // What has expired was no graph to the caller, but is removed all the same.
        const existed = live(operation, head) !== undefined;
        return { change, answer: () => existed };
      },
    }),
  };
}
