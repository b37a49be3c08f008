import { DyStoreError } from "../errors/error.ts";
import { load } from "../execute/load.ts";
import { putGraph } from "../execute/put-graph.ts";
import { expectRoot } from "../execute/read-root.ts";
import { refused, retryWhileRefused } from "../execute/retry.ts";
import { removeAll, writeValue } from "../path/change.ts";
import { type Path, parsePath } from "../path/path.ts";
import { select } from "../path/select.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble, type Loaded } from "../plan/assemble.ts";
import type { Purpose } from "../plan/choose.ts";
import { cutGraph } from "../plan/cut.ts";
import { expirySeconds } from "../plan/expiry.ts";
import type { Operation } from "./engine.ts";
import { Metadata, type Stored, withMetadata } from "./metadata.ts";
import type { PathOptions, TouchOptions, UpdateOptions } from "./options.ts";
import { everyShard, present, touchedBy } from "./read.ts";
import { checkSameKey, type RootData, splitRootData, validateRootData } from "./root-data.ts";
import { snapshot } from "./snapshot.ts";
import { precondition } from "./write.ts";

/** `DyStore.writePath`. */
export async function writeGraphPath(
  operation: Operation,
  graph: GraphAddress,
  text: string,
  value: unknown,
  options: PathOptions,
): Promise<boolean> {
  if (value === undefined) {
    throw new DyStoreError("INVALID", `${text}: undefined cannot be written; use deletePath, or write null`, {
      path: text,
    });
  }
  const path = parsePath(text, options);
  const own = snapshot(value);
  return changePath(operation, graph, path, "write", (root) => writeValue(path, root, own) > 0);
}

/** `DyStore.deletePath`. */
export async function deleteGraphPath(
  operation: Operation,
  graph: GraphAddress,
  text: string,
  options: PathOptions,
): Promise<boolean> {
  const path = parsePath(text, options);
  return changePath(operation, graph, path, "remove", (root) => removeAll(select(path, root)) > 0);
}

/** `DyStore.update`. */
export async function updateGraph<T extends object>(
  operation: Operation,
  graph: GraphAddress,
  change: (current: Stored<T>) => T | undefined | Promise<T | undefined>,
  options: UpdateOptions,
): Promise<Stored<T> | undefined> {
  const { engine } = operation;
  const check = precondition(operation, options, graph);
  const expires = expirySeconds(options.expiresAt);
  return retryWhileRefused(operation, graph, async () => {
    const loaded = await load(operation, graph, { consistent: true, choose: everyShard });
    check(loaded?.head);
    if (loaded === undefined) return undefined;
    const { value, baseline } = assemble(loaded, engine.codecs, true);
    operation.subject.data = value;
    const changed = await change(await present<T>(operation, loaded, value));
    if (changed === undefined) return undefined;
    const rootData = await validateRootData(engine, splitRootData(engine, changed));
    const newExpiry = options.expiresAt === undefined ? loaded.head.expires : expires;
    const head = await put(operation, loaded, rootData, baseline, newExpiry);
    if (head === undefined) return refused;
    return withMetadata({ ...rootData.data } as T, head);
  });
}

/** `DyStore.touch`. Shards expire with their root and items never change, so that all are written again (rule R6). */
export async function touchGraph(
  operation: Operation,
  graph: GraphAddress,
  expiresAt: Date | null,
  options: TouchOptions,
): Promise<boolean> {
  const check = precondition(operation, options, graph);
  const expires = expirySeconds(expiresAt);
  return retryWhileRefused(operation, graph, async () => {
    const loaded = await load(operation, graph, { consistent: true, choose: everyShard });
    check(loaded?.head);
    if (loaded === undefined) return false;
    if (loaded.head.expires === expires) return true;
    const { value, baseline } = assemble(loaded, operation.engine.codecs, true);
    operation.subject.data = value;
    const split = splitRootData(operation.engine, value);
    return (await put(operation, loaded, split, baseline, expires)) === undefined ? refused : true;
  });
}

/** Changes what a path touches: shards that it cannot touch are neither read nor written. */
async function changePath(
  operation: Operation,
  graph: GraphAddress,
  path: Path,
  purpose: Purpose,
  change: (root: object) => boolean,
): Promise<boolean> {
  const choose = touchedBy(path, purpose);
  return retryWhileRefused(operation, graph, async () => {
    const loaded = await load(operation, graph, { consistent: true, choose });
    if (loaded === undefined) return false;
    const { value, baseline } = assemble(loaded, operation.engine.codecs, true);
    operation.subject.data = value;
    if (!change(value)) return false;
    const split = splitRootData(operation.engine, value);
    return (await put(operation, loaded, split, baseline, loaded.head.expires)) === undefined ? refused : true;
  });
}

/** One attempt to replace what was read; keeps the stored layout (rule R7). Answers the new metadata, or nothing where others were faster. */
async function put(
  operation: Operation,
  loaded: Loaded,
  { data, dataKey, ownKey }: RootData,
  baseline: ReturnType<typeof assemble>["baseline"],
  expires: number | undefined,
): Promise<Metadata | undefined> {
  const { engine, adapter } = operation;
  const { graph, head, body } = loaded;
  checkSameKey(engine, graph.key, dataKey);
  const root = cutGraph(data, body.layout, engine.codecs, adapter.capabilities.limits);
  const result = await putGraph(operation, {
    graph,
    layout: body.layout,
    root,
    ownKey,
    expires,
    baseline,
    seen: { head },
  });
  if (result.outcome === "refused") return undefined;
  return new Metadata(graph, expectRoot(result.root.step.item, graph), { ...body, ownKey, entries: result.entries });
}
