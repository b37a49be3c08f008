import { DyStoreError } from "../errors/error.ts";
import { settleAll } from "../execute/parallel.ts";
import { expectRoot } from "../execute/read-root.ts";
import { type GraphAddress, rootKey } from "../plan/address.ts";
import type { RootHead } from "../plan/root.ts";
import { keyText } from "../values/key-text.ts";
import type { KeyValue } from "../values/value.ts";
import { deleteGraph } from "./delete.ts";
import type { Operation } from "./engine.ts";
import type { CallOptions, DeleteManyOptions, WriteOptions } from "./options.ts";
import { type PreparedWrite, prepareWrite } from "./write.ts";

/** One of many graphs to be written: its data, and the options of `write` that are its own. */
export type ManyWrite<Input extends object> = { readonly data: Input } & Omit<WriteOptions, keyof CallOptions>;

/** Gives what was found under the key of a graph. @throws DyStoreError `CONFLICT` where it is no root of DyStore's. */
type Seen = (graph: GraphAddress) => { readonly head: RootHead | undefined };

/** `DyStore.writeMany`: each graph is an operation of its own; the roots are read together. */
export async function writeGraphs<Input extends object>(
  begin: () => Operation,
  writes: readonly ManyWrite<Input>[],
): Promise<PromiseSettledResult<KeyValue>[]> {
  const prepared = await Promise.allSettled(writes.map(({ data, ...options }) => prepareWrite(begin(), data, options)));
  const ready = prepared.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  refuseTwice(ready);
  const unread = ready.filter(({ readsRoot }) => readsRoot).map(({ graph }) => graph);
  const seen = await readTogether(begin(), unread);
  return settleAll(prepared, async (each) => {
    if (each.status === "rejected") throw each.reason;
    const { graph, readsRoot, commit } = each.value;
    return commit(readsRoot ? seen(graph) : undefined);
  });
}

/** `DyStore.deleteMany`. */
export async function deleteGraphs(
  begin: () => Operation,
  graphs: readonly GraphAddress[],
  options: DeleteManyOptions,
): Promise<PromiseSettledResult<boolean>[]> {
  const seen = await readTogether(begin(), graphs);
  return settleAll(graphs, async (graph) => deleteGraph(begin(), graph, options, seen(graph)));
}

/** Reads the roots of several graphs at once. */
async function readTogether({ adapter, context }: Operation, graphs: readonly GraphAddress[]): Promise<Seen> {
  const items = await adapter.get(graphs.map(rootKey), { consistent: true }, context);
  const found = new Map(graphs.map((graph, index) => [graph, items[index]]));
  return (graph) => {
    const item = found.get(graph);
    return { head: item && expectRoot(item, graph) };
  };
}

function refuseTwice(writes: readonly PreparedWrite[]): void {
  const keys = new Set<string>();
  for (const { graph } of writes) {
    const text = keyText(graph.key);
    if (keys.has(text)) {
      const message = "two of the graphs have the same key, so that nobody could tell which one stays; leave one out";
      throw new DyStoreError("INVALID", message, { table: graph.table.name, key: graph.key });
    }
    keys.add(text);
  }
}
