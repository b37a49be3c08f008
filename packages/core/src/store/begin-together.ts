import type { AdapterEvent, Context, LoadKey } from "../adapter/context.ts";
import { type GraphAddress, graphDigest } from "../plan/address.ts";
import { keyText } from "../values/key-text.ts";
import type { KeyValue } from "../values/value.ts";
import { mergeLoaders } from "./config-loader.ts";
import { begin, type Operation } from "./engine.ts";
import type { CallOptions } from "./options.ts";
import type { TransactPart } from "./transact-operation.ts";

/** Operations, maybe of several stores, that share one context and so can share adapter calls. */
export interface Together {
  readonly operations: readonly Operation[];
  /** Says which graph each operation is about, so that the loader of its store is asked for the keys of its items. */
  readonly assign: (graphs: readonly GraphAddress[]) => void;
}

/**
 * Begins several operations with one context for all their adapter calls: every store's observer is told of all of them, any
 * signal stops all, and each graph's keys are asked of its own loader.
 */
export function beginTogether(parts: readonly TransactPart<unknown>[], options: CallOptions): Together {
  const begun = parts.map(({ engine, options: own }) => {
    const configLoader = mergeLoaders(options.configLoader, own.configLoader);
    return begin(engine, "transact", { configLoader });
  });
  const observers = new Map(begun.map(({ engine, context }) => [engine.observe, context.observe]));
  const observe = (event: AdapterEvent): void => {
    for (const each of observers.values()) each?.(event);
  };
  let owner = (_table: string, _key: KeyValue): number => 0;
  const loadKey: LoadKey = (request) => {
    const index = begun.length === 1 ? 0 : owner(request.table, request.key);
    return begun[index]?.context.loadKey?.(request);
  };
  const signals = [options, ...parts.map((part) => part.options)].flatMap(({ signal }) => signal ?? []);
  const context: Context = {
    operation: {},
    ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    ...(begun.every((each) => each.context.observe === undefined) ? {} : { observe }),
    ...(begun.every((each) => each.context.loadKey === undefined) ? {} : { loadKey }),
  };
  return {
    operations: begun.map((operation) => ({ ...operation, context })),
    assign(graphs) {
      owner = ownerOf(graphs);
    },
  };
}

/**
 * Finds the graph whose item a key is asked for. A middleware may name the item itself, whose key is the root's or holds the
 * graph's digest, or the graph that it belongs to.
 */
function ownerOf(graphs: readonly GraphAddress[]): (table: string, key: KeyValue) => number {
  const roots = graphs.map(({ key }) => keyText(key));
  const digests = graphs.map(graphDigest);
  return (table, key) => {
    const isRoot = (index: number) => roots[index] === keyText(key);
    const exact = graphs.findIndex((graph, index) => graph.table.name === table && isRoot(index));
    if (exact >= 0) return exact;
    const text = key instanceof Uint8Array ? Buffer.from(key).toString("latin1") : String(key);
    return graphs.findIndex((_, index) => text.startsWith(`${digests[index]}.`) || isRoot(index));
  };
}
