import assert from "node:assert/strict";
import { type DyStore, DyStoreError, type ShardDeclaration, type TransactOperation, transact } from "@dystore/core";
import { Chance } from "../chance.ts";
import { linearize } from "../history/linearize.ts";
import type { HistoryOperation } from "../history/operation.ts";
import {
  type GraphAnswer,
  type GraphCall,
  type Graphs,
  graphsModel,
  type RaceAnswer,
  type RaceCall,
  type Stamps,
  uniform,
} from "./race-model.ts";
import type { Graph } from "./scene.ts";

/** The shards that stores of a race declare: each item is one, in a table of its own. */
export const racedShards: readonly ShardDeclaration[] = [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }];

/** How a race goes. */
export interface RaceOptions {
  /** One store for each client, on the same database; a store may stand for several clients. */
  readonly stores: readonly DyStore[];
  /** The graphs' keys: few, so that clients meet. */
  readonly keys: readonly [string, ...string[]];
  /** What all clients together do is drawn from it. */
  readonly seed: number;
  /** How many calls each client makes, one after the other. */
  readonly calls: number;
  /** Whether some calls are transacts over several keys. */
  readonly transacts?: boolean | undefined;
  /** Whether some graphs are too large to be written in one atomic write. Default: `true`. */
  readonly large?: boolean | undefined;
  /** What stamps count from, so that no two processes write the same ones. Default: 1. */
  readonly firstStamp?: number | undefined;
  /** Told of each call of a client before it is made, and again when it has ended: for processes that may not live to tell. */
  readonly observe?: ((client: number, operation: RaceOperation) => void) | undefined;
}

/** A call of a race, and what it answered. */
export type RaceOperation = HistoryOperation<RaceCall, RaceAnswer>;

/** What happened in a race. */
export type RaceHistory = readonly RaceOperation[];

/**
 * Lets clients loose on the same graphs. @returns What each call answered and when, for `linearize` with `graphsModel`.
 *
 * @example
 * ```ts
 * const raced = new DyStore({ adapter, table: "Raced", primaryKey: "ID", shards: racedShards });
 * await raced.createTables();
 * const history = await race({ stores: [raced, raced], keys: ["a", "b"], seed: 1, calls: 20 });
 * assertLinearizable(history, "seed 1");
 * ```
 */
export async function race(options: RaceOptions): Promise<RaceHistory> {
  const { stores, firstStamp = 1, observe } = options;
  const histories = stores.map(async (store, client) => {
    const chance = new Chance(options.seed * 1000 + client);
    const history: RaceOperation[] = [];
    for (let done = 0; done < options.calls; done++) {
      const call = drawCall(chance, options, firstStamp + done * stores.length + client);
      const made = { call, calledAt: now(), ended: undefined };
      observe?.(client, made);
      const answer = await perform(store, call);
      const operation = { ...made, ended: answer === undefined ? undefined : { at: now(), answer } };
      observe?.(client, operation);
      history.push(operation);
    }
    return history;
  });
  return (await Promise.all(histories)).flat();
}

/**
 * Holds a race's history to the model: each graph is linearizable, and transacts are strictly serializable.
 *
 * @param subject What the message begins with: the race's seed, for one.
 * @param initial What stood there at first. Default: nothing.
 * @throws AssertionError with the call that no order of the history explains, and the calls before it.
 *
 * @example
 * ```ts
 * assertLinearizable([], "no call at all");
 * ```
 */
export function assertLinearizable(history: RaceHistory, subject: string, initial: Graphs = {}): void {
  const found = linearize(history, { ...graphsModel, initial });
  if (found.isLinearizable) return;
  const last = [...found.order.slice(-8), found.stuck].map(({ call, ended }) => JSON.stringify([call, ended?.answer]));
  assert.fail(`${subject}: after ${found.order.length} calls no order explains the last of these:\n${last.join("\n")}`);
}

/** Of a clock that all processes of a machine share. */
function now(): number {
  return Number(process.hrtime.bigint());
}

function drawCall(chance: Chance, { keys, transacts = false, large = true }: RaceOptions, stamp: number): RaceCall {
  const some = keys.filter(() => chance.below(3) > 0);
  if (transacts && some.length > 0 && chance.below(3) === 0) {
    return { do: "transact", calls: some.map((key) => drawChange(chance, key, stamp, large)) };
  }
  const key = chance.pick(keys);
  if (chance.below(3) > 0) return drawChange(chance, key, stamp, large);
  return chance.below(2) === 0 ? { do: "read", key } : { do: "readPath", key, item: chance.below(3) };
}

function drawChange(chance: Chance, key: string, stamp: number, large: boolean): GraphCall {
  const items = large && chance.below(25) === 0 ? 101 : chance.below(5);
  switch (chance.below(11)) {
    case 0:
    case 1:
      return { do: "write", key, stamp, items };
    case 2:
      return { do: "create", key, stamp, items };
    case 3:
    case 4:
      return { do: "update", key, stamp, items };
    case 5:
      return { do: "writePath", key, stamp, item: chance.below(3) };
    case 6:
      return { do: "deletePath", key, item: chance.below(3) };
    case 7:
    case 8:
    case 9:
      return { do: "look", key };
    default:
      return { do: "delete", key };
  }
}

/** Makes a call. @returns `undefined` where nobody knows whether it happened. */
async function perform(store: DyStore, call: RaceCall): Promise<RaceAnswer | undefined> {
  try {
    if (call.do !== "transact") return await performOne(store, call);
    const parts = call.calls.map((each) => partOf(store, each));
    const results = await transact(parts.map(({ operation }) => operation));
    return parts.map(({ answer }, index) => answer(results[index]));
  } catch (error) {
    if (!(error instanceof DyStoreError)) throw error;
    if (error.code === "UNKNOWN_OUTCOME") return undefined;
    if (error.code === "CONFLICT" && isConditional(call)) return "refused";
    if (error.code === "CONFLICT" || error.code === "THROTTLED" || error.code === "UNAVAILABLE")
      return "without effect";
    throw error;
  }
}

async function performOne(store: DyStore, call: GraphCall): Promise<GraphAnswer> {
  if (call.do === "read") return stampsOf(await store.read(call.key));
  if (call.do === "readPath") return (await store.readPath(call.key, pathOf(call.item))) as number[];
  const { operation, answer } = partOf(store, call);
  const [result] = await transact([operation]);
  return answer(result);
}

function isConditional(call: RaceCall): boolean {
  return call.do === "create" || (call.do === "transact" && call.calls.some((each) => each.do === "create"));
}

/** A change as a part of a transact, and what its result says. */
function partOf(
  store: DyStore,
  call: GraphCall,
): { readonly operation: TransactOperation<unknown>; readonly answer: (result: unknown) => GraphAnswer } {
  const { key } = call;
  switch (call.do) {
    case "write":
    case "create": {
      const data = graphOf(uniform(call));
      const operation = store.operation({ kind: "write", data, primaryKey: key, ifAbsent: call.do === "create" });
      return { operation, answer: () => "written" };
    }
    case "update":
    case "look": {
      let seen: Stamps = null;
      const after = call.do === "update" ? graphOf(uniform(call)) : undefined;
      const fn = (current: Graph): Graph | undefined => {
        seen = stampsOf(current);
        return after;
      };
      const operation = store.operation({ kind: "update", key, fn });
      return { operation, answer: (result) => (call.do === "update" && result === undefined ? null : seen) };
    }
    case "writePath":
      return asking(store.operation({ kind: "writePath", key, path: pathOf(call.item), value: call.stamp }));
    case "deletePath":
      return asking(store.operation({ kind: "deletePath", key, path: `$.items[${call.item}]` }));
    case "delete":
      return asking(store.operation({ kind: "delete", key }));
    default:
      throw new TypeError(`${call.do} is no part of a transact.`);
  }
}

function asking(operation: TransactOperation<boolean>): ReturnType<typeof partOf> {
  return { operation, answer: (result) => result === true };
}

function pathOf(item: number): string {
  return `$.items[${item}].stamp`;
}

function graphOf([stamp = 0, ...items]: readonly number[]): Graph {
  return { stamp, items: items.map((each) => ({ stamp: each })) };
}

function stampsOf(graph: Graph | undefined): Stamps {
  if (graph === undefined) return null;
  return [graph, ...(graph["items"] as Graph[])].map(({ stamp }) => Number(stamp));
}
