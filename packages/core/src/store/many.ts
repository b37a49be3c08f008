import { DyStoreError } from "../errors/error.ts";
import { changeGraph, type PreparedChange } from "../execute/change-graphs.ts";
import { settleAll } from "../execute/parallel.ts";
import { findRoots, type SeenRoot } from "../execute/read-roots.ts";
import type { GraphAddress } from "../plan/address.ts";
import type { KeyValue } from "../values/value.ts";
import { prepareDelete } from "./delete.ts";
import type { Operation } from "./engine.ts";
import type { CallOptions, DeleteManyOptions, WriteOptions } from "./options.ts";
import { refuseTwice } from "./refuse-twice.ts";
import { prepareWrite } from "./write.ts";

/** One of many graphs to be written: its data, and the options of `write` that are its own. */
export type ManyWrite<Input extends object> = { readonly data: Input } & Omit<WriteOptions, keyof CallOptions>;

/** Gives what was found under the key of a graph. @throws DyStoreError `CONFLICT` where it is no root of DyStore's. */
type Seen = (graph: GraphAddress) => SeenRoot;

/** `DyStore.writeMany`: each graph is an operation of its own; the roots are read together. */
export async function writeGraphs<Input extends object>(
  begin: () => Operation,
  writes: readonly ManyWrite<Input>[],
): Promise<PromiseSettledResult<KeyValue>[]> {
  const session = begin();
  const begun = writes.map(({ data, ...options }) => {
    const operation = begin();
    return { operation, preparing: prepareWrite(operation, data, options) };
  });
  const prepared = await Promise.allSettled(begun.map(({ preparing }) => preparing));
  const ready = prepared.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  refuseTwice(
    ready.map(({ graph }) => graph),
    session.adapter.capabilities.region,
  );
  const unread = ready.filter(readsRoot).map(({ graph }) => graph);
  const seen = await readTogether(session, unread);
  return settleAll(begun, async ({ operation, preparing }) => {
    const change = await preparing;
    return changeGraph(operation, change, readsRoot(change) ? seen(change.graph) : undefined);
  });
}

/** `DyStore.deleteMany`. */
export async function deleteGraphs(
  begin: () => Operation,
  graphs: readonly GraphAddress[],
  options: DeleteManyOptions,
): Promise<PromiseSettledResult<boolean>[]> {
  const seen = await readTogether(begin(), graphs);
  return settleAll(graphs, async (graph) => {
    const operation = begin();
    return changeGraph(operation, prepareDelete(operation, graph, options), seen(graph));
  });
}

function readsRoot({ needsRoot }: PreparedChange<unknown>): boolean {
  return needsRoot === "to plan" || needsRoot === "to commit";
}

/** Reads the roots of several graphs at once. */
async function readTogether(operation: Operation, graphs: readonly GraphAddress[]): Promise<Seen> {
  const roots = await findRoots(operation, graphs);
  const found = new Map(graphs.map((graph, index) => [graph, roots[index]]));
  return (graph) => {
    const head = found.get(graph);
    if (head instanceof DyStoreError) throw head;
    return { head };
  };
}
