import type { AdapterEvent, Context, IgnorePaths, LoadKey } from "../adapter/context.ts";
import { DyStoreError } from "../errors/error.ts";
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
  /** Says which graph each operation is about, so that its items get the keys and ignored paths of that operation. */
  readonly assign: (graphs: readonly GraphAddress[]) => void;
}

/**
 * Begins several operations with one context for all their adapter calls: every store's observer is told of all of them, any
 * signal stops all, and each graph has its own loader's keys and its own ignored paths.
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
  let owner = (_table: string, _key: KeyValue): number => -1;
  const ownContext = ({ table, key }: Parameters<IgnorePaths>[0]): Context | undefined =>
    begun[begun.length === 1 ? 0 : owner(table, key)]?.context;
  const loadKey: LoadKey = (request) => {
    const own = ownContext(request)?.loadKey;
    // No answer would mean that nothing of the graph is secret.
    if (own === undefined) throw withoutLoadKey(request.table);
    return own(request);
  };
  const ignorePaths: IgnorePaths = (graph) => ownContext(graph)?.ignorePaths?.(graph) ?? [];
  const signals = [options, ...parts.map((part) => part.options)].flatMap(({ signal }) => signal ?? []);
  const context: Context = {
    operation: {},
    ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    ...(begun.every((each) => each.context.observe === undefined) ? {} : { observe }),
    ...(begun.every((each) => each.context.loadKey === undefined) ? {} : { loadKey }),
    ...(begun.every((each) => each.context.ignorePaths === undefined) ? {} : { ignorePaths }),
  };
  return {
    operations: begun.map((operation) => ({ ...operation, context })),
    assign(graphs) {
      owner = ownerOf(graphs);
    },
  };
}

function withoutLoadKey(table: string): DyStoreError {
  const message =
    "a middleware asks for keys of a graph of this transact that has no hook loadKey; give its store, its operation or the transact a configLoader with one";
  return new DyStoreError("INVALID", message, { table });
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
