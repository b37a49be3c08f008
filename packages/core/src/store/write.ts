import { randomUUID } from "node:crypto";
import { DyStoreError } from "../errors/error.ts";
import { live, load, readRoot } from "../execute/load.ts";
import { type NewGraph, putGraph } from "../execute/put-graph.ts";
import { refused, retryWhileRefused } from "../execute/retry.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble, type Loaded } from "../plan/assemble.ts";
import { cutGraph, hasReferences } from "../plan/cut.ts";
import { expirySeconds } from "../plan/expiry.ts";
import { graftShards } from "../plan/graft.ts";
import { checkKey } from "../plan/key.ts";
import type { RootHead } from "../plan/root.ts";
import type { KeyValue } from "../values/value.ts";
import type { Operation } from "./engine.ts";
import type { CallOptions, WriteOptions } from "./options.ts";
import { noShard } from "./read.ts";
import { checkSameKey, type RootData, splitRootData, validateRootData } from "./root-data.ts";
import { snapshot } from "./snapshot.ts";

/** A graph that is cut and has its key; nothing is written yet. */
export interface PreparedWrite {
  readonly graph: GraphAddress;
  /** Whether committing begins by reading the root, unless it is told what stands there. */
  readonly readsRoot: boolean;
  readonly commit: (seen?: { readonly head: RootHead | undefined }) => Promise<KeyValue>;
}

/** `DyStore.write`: the whole graph anew, in the store's layout (rule R7). */
export async function writeGraph(operation: Operation, given: object, options: WriteOptions): Promise<KeyValue> {
  const { commit } = await prepareWrite(operation, given, options);
  return await commit();
}

/** Everything about a write that comes before the adapter is called. What is given is copied before anything is awaited. */
export async function prepareWrite(
  operation: Operation,
  given: object,
  options: Omit<WriteOptions, keyof CallOptions>,
): Promise<PreparedWrite> {
  const { engine } = operation;
  const expires = expirySeconds(options.expiresAt);
  const { limits } = operation.adapter.capabilities;
  const split = splitRootData(engine, given);
  // Whatever is not cut before something is awaited is copied first.
  const cutsNow = engine.schema === undefined && options.saveShards !== false;
  const own = cutsNow ? split : { ...split, data: snapshot(split.data) };
  const rootData = engine.schema === undefined ? own : await validateRootData(engine, own);
  const { data, ownKey } = rootData;
  const root = options.saveShards === false ? undefined : cutGraph(data, engine.layout, engine.codecs, limits);
  operation.subject.data = data;
  const { key, isFresh } = await chooseKey(operation, rootData, options.primaryKey);
  const graph: GraphAddress = { table: engine.layout.table, key };
  const check = precondition(options, graph);

  const commitRoot = async (): Promise<KeyValue> => {
    await untilCommitted(operation, graph, async () => {
      const { head, stored } = await loadRoot(operation, graph);
      check(head);
      const layout = stored?.body.layout ?? engine.layout;
      const refs = stored && assemble(stored, engine.codecs, true);
      const whole = stored && refs ? graftShards(data, stored, refs.value) : data;
      return {
        graph,
        layout,
        root: cutGraph(whole, layout, engine.codecs, limits, "drop"),
        ownKey,
        expires: expires ?? stored?.head.expires,
        baseline: refs?.baseline,
        seen: { head },
      };
    });
    return key;
  };
  if (root === undefined) return { graph, readsRoot: false, commit: commitRoot };

  const referring = hasReferences(root);
  const input = { graph, layout: engine.layout, root, ownKey, expires, check };
  const readsRoot = !referring && !isFresh && options.ifAbsent !== true;
  const commit: PreparedWrite["commit"] = async (known) => {
    await untilCommitted(operation, graph, async (isFirst) => {
      // Whoever refused the first attempt of an `ifAbsent` is to be seen by the second.
      const unread = options.ifAbsent === true && isFirst ? "absent" : "read";
      if (!referring) return { ...input, seen: isFresh ? "fresh" : (isFirst && known) || unread };
      const { head, stored } = await loadRoot(operation, graph);
      return {
        ...input,
        expires: expires ?? stored?.head.expires,
        baseline: stored && assemble(stored, engine.codecs, true).baseline,
        seen: { head },
      };
    });
    return key;
  };
  return { graph, readsRoot, commit };
}

/** What stands under a key, and the graph without its shards unless it has expired. */
async function loadRoot(
  operation: Operation,
  graph: GraphAddress,
): Promise<{ readonly head: RootHead | undefined; readonly stored: Loaded | undefined }> {
  const head = await readRoot(operation, graph, true);
  return { head, stored: head && (await load(operation, graph, { consistent: true, choose: noShard, head })) };
}

/** Repeats attempts that others won; what must or must not stand there is checked each time. */
async function untilCommitted(
  operation: Operation,
  graph: GraphAddress,
  prepare: (isFirst: boolean) => Promise<NewGraph>,
): Promise<void> {
  let isFirst = true;
  await retryWhileRefused(operation, graph, async () => {
    const input = await prepare(isFirst);
    isFirst = false;
    const { outcome } = await putGraph(operation, input);
    return outcome === "committed" ? true : refused;
  });
}

/** Makes the check of `ifAbsent` and `ifVersion`. */
export function precondition(
  options: { readonly ifAbsent?: boolean | undefined; readonly ifVersion?: string | undefined },
  graph: GraphAddress,
): (head: RootHead | undefined) => void {
  return (found) => {
    const head = live(found);
    if (
      (options.ifAbsent === true && head !== undefined) ||
      (options.ifVersion !== undefined && head?.version !== options.ifVersion)
    ) {
      throw conflict(graph, options);
    }
  };
}

/** The error of a precondition that does not hold. */
function conflict(graph: GraphAddress, options: { readonly ifAbsent?: boolean | undefined }): DyStoreError {
  const message =
    options.ifAbsent === true
      ? "something stands under the key already; write without ifAbsent to replace it"
      : "the graph does not have the version given as ifVersion; read it again";
  return new DyStoreError("CONFLICT", message, { table: graph.table.name, key: graph.key });
}

/** The key of a graph to be written, and whether it was made up just now. */
export async function chooseKey(
  { engine, loader, adapter }: Operation,
  { data, dataKey, ownKey }: RootData,
  given: KeyValue | undefined,
): Promise<{ readonly key: KeyValue; readonly isFresh: boolean }> {
  const { table } = engine.layout;
  let chosen: unknown = given === undefined ? dataKey : given;
  if (chosen === undefined) chosen = await loader.generatePrimaryKey?.({ data });
  if (chosen !== undefined) {
    const key = checkKey(chosen, table, adapter.capabilities.limits);
    if (ownKey) checkSameKey(engine, key, dataKey);
    return { key, isFresh: false };
  }
  if (table.partitionKey.type === "string") return { key: randomUUID(), isFresh: true };
  if (table.partitionKey.type === "binary") return { key: new Uint8Array(Buffer.from(randomUUID())), isFresh: true };
  throw new DyStoreError(
    "INVALID",
    `table ${table.name} has number keys, and none is given: use the option primaryKey, the data or generatePrimaryKey`,
    {
      table: table.name,
    },
  );
}
