import type { PreparedChange } from "../execute/change-graphs.ts";
import { putDraft } from "../execute/draft.ts";
import type { Choice } from "../execute/load.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble } from "../plan/assemble.ts";
import { hasReferences } from "../plan/cut.ts";
import { expirySeconds } from "../plan/expiry.ts";
import type { Fragment } from "../plan/fragment.ts";
import { graftShards } from "../plan/graft.ts";
import type { KeyValue } from "../values/value.ts";
import { chooseKey } from "./choose-key.ts";
import { cutData } from "./cut-data.ts";
import type { Operation } from "./engine.ts";
import { loadSeen } from "./load-seen.ts";
import type { CallOptions, WriteOptions } from "./options.ts";
import { type Precondition, precondition } from "./precondition.ts";
import { everyShard, noShard } from "./read.ts";
import { plainForm, splitRootData, validateRootData } from "./root-data.ts";
import { snapshot } from "./snapshot.ts";

/** What is to be written, under a key that is known. */
interface Write {
  readonly operation: Operation;
  readonly graph: GraphAddress;
  readonly ownKey: boolean;
  readonly expires: number | undefined;
  readonly check: Precondition;
}

/**
 * `DyStore.write`: everything that comes before the adapter is called. What is given is copied before anything is awaited. The
 * whole graph is written in the store's layout (rule R7), anew or against what is stored, of which what did not change stays.
 */
export async function prepareWrite(
  operation: Operation,
  given: object,
  options: Omit<WriteOptions, keyof CallOptions>,
  basis: "nothing" | "stored" = "nothing",
): Promise<PreparedChange<KeyValue>> {
  const { engine } = operation;
  const expires = expirySeconds(options.expiresAt);
  const split = splitRootData(engine, plainForm(engine, given));
  // Whatever is not cut before something is awaited is copied first.
  const cutsNow = engine.schema === undefined && options.saveShards !== false;
  const own = cutsNow ? split : { ...split, data: snapshot(split.data, engine.codecs) };
  const rootData = engine.schema === undefined ? own : await validateRootData(engine, own);
  const { data, ownKey } = rootData;
  const root = options.saveShards === false ? undefined : cutData(operation, data, engine.layout);
  operation.subject.data = data;
  const { key, isFresh } = await chooseKey(operation, rootData, options.primaryKey);
  const graph: GraphAddress = { table: engine.layout.table, key };
  const write: Write = { operation, graph, ownKey, expires, check: precondition(operation, options, graph) };
  if (root === undefined) return rootWrite(write, data);
  if (basis === "stored") return comparingWrite(write, root, everyShard);
  if (hasReferences(root)) return comparingWrite(write, root, noShard);
  return wholeWrite(write, root, isFresh, options.ifAbsent === true);
}

/** Writes a graph with nothing of what stands there: its root is needed only for the commit, and under a fresh key not at all. */
function wholeWrite(write: Write, root: Fragment, isFresh: boolean, ifAbsent: boolean): PreparedChange<KeyValue> {
  const { operation, graph, check, ...rest } = write;
  const { layout } = operation.engine;
  return {
    graph,
    needsRoot: isFresh ? "no" : ifAbsent ? "if others do" : "to commit",
    draft({ version, written, isFirst, seen }) {
      // Whoever refused the first attempt of an `ifAbsent` is to be seen by the second.
      const unread = ifAbsent && isFirst ? "absent" : "read";
      const input = { ...rest, graph, layout, root, version, written, baseline: undefined };
      return putDraft(operation, { ...input, seen: isFresh ? "fresh" : (seen ?? unread) }, () => graph.key, check);
    },
  };
}

/** Writes a graph of which stored shards stay: those that references stand for, and of those chosen what did not change. */
function comparingWrite(
  { operation, graph, check, ...rest }: Write,
  root: Fragment,
  choose: Choice,
): PreparedChange<KeyValue> {
  const { layout, codecs } = operation.engine;
  return {
    graph,
    needsRoot: "to plan",
    async draft(attempt) {
      const { seen, loaded } = await loadSeen(operation, graph, attempt, choose);
      const expires = rest.expires ?? loaded?.head.expires;
      const baseline = loaded && assemble(loaded, codecs, true).baseline;
      const { version, written } = attempt;
      const input = { ...rest, graph, layout, root, version, written, expires, baseline, seen };
      return putDraft(operation, input, () => graph.key, check);
    },
  };
}

/** Writes the root's own attributes and keeps stored shards and layout: `saveShards: false`. */
function rootWrite({ operation, graph, check, ...rest }: Write, data: object): PreparedChange<KeyValue> {
  const { engine } = operation;
  return {
    graph,
    needsRoot: "to plan",
    async draft(attempt) {
      const { seen, loaded } = await loadSeen(operation, graph, attempt, noShard);
      check(seen.head);
      const layout = loaded?.body.layout ?? engine.layout;
      const refs = loaded && assemble(loaded, engine.codecs, true);
      const whole = loaded && refs ? graftShards(data, loaded, refs.value) : data;
      const root = cutData(operation, whole, layout, "drop");
      const expires = rest.expires ?? loaded?.head.expires;
      const { version, written } = attempt;
      const input = { ...rest, graph, layout, root, version, written, expires, baseline: refs?.baseline, seen };
      return putDraft(operation, input, () => graph.key);
    },
  };
}
