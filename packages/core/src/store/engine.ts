import type { Adapter } from "../adapter/adapter.ts";
import type { AdapterEvent, Context } from "../adapter/context.ts";
import { storesAsGiven } from "../adapter/define-adapter.ts";
import { finishAgain, finishItem } from "../adapter/finished-item.ts";
import { report } from "../adapter/report.ts";
import type { Table } from "../adapter/table.ts";
import type { AnyCodec } from "../codec/codec.ts";
import { DyStoreError } from "../errors/error.ts";
import type { Session } from "../execute/session.ts";
import type { ToClasses } from "../plan/assemble.ts";
import type { Place } from "../plan/fragment.ts";
import { type Layout, planLayout } from "../plan/layout.ts";
import { LayoutCache } from "../plan/layout-cache.ts";
import type { Measure } from "../plan/measure-item.ts";
import type { Item } from "../values/value.ts";
import { type Awaitable, type ConfigLoader, mergeLoaders } from "./config-loader.ts";
import type { CallOptions, DyStoreOptions, StoreEvent } from "./options.ts";
import type { Schema } from "./schema.ts";

/** What callers have instead of plain data: instances of classes. */
export interface Form {
  /** What is stored for what a caller gave. Nothing of the caller's is changed. */
  toPlain(given: unknown): unknown;
  /**
   * What a caller gets for what is stored at a place, which is used up. Values that may hold each other share `made`: the instances
   * that were made so far, by what is stored of them.
   */
  fromPlain(stored: unknown, place: Place, loader: ConfigLoader, made?: Map<object, object>): Awaitable<unknown>;
  /** For reading what goes to {@link fromPlain} and nowhere else before that: instances, as far as they can be made right away. */
  toClasses(): ToClasses;
  /** Of an object's plain form, dotted: what an encrypting middleware is to leave alone. */
  ignoredPaths(data: object): readonly (string | RegExp)[];
}

/** The option under which a store gets its form; of no concern to its users. */
export const formOption: unique symbol = Symbol("dystore.form");

/** A store's options made ready for use; what all operations share. */
export interface Engine {
  readonly adapter: Adapter;
  readonly layout: Layout;
  readonly layouts: LayoutCache;
  readonly measure: Measure;
  readonly codecs: readonly AnyCodec[];
  readonly loader: ConfigLoader | undefined;
  readonly schema: Schema | undefined;
  readonly form: Form | undefined;
  readonly clock: () => number;
  readonly observe: ((event: StoreEvent) => void) | undefined;
}

/** One operation under way. */
export interface Operation extends Session {
  readonly engine: Engine;
  readonly loader: ConfigLoader;
  /** What the loader's `loadKey` is shown as `data`. */
  readonly subject: { data: unknown };
  /** What its context names as {@link Context.ignorePaths}. */
  readonly ignored: (string | RegExp)[];
}

/** @throws DyStoreError `INVALID` for a layout that cannot work. */
export function makeEngine<T extends object, Input extends object>(
  options: DyStoreOptions<T, Input> & { readonly [formOption]?: Form },
): Engine {
  const { adapter, table, primaryKey, sortKey, region, shards, schema, configLoader, codecs = [], observe } = options;
  const { clock = () => Date.now() } = options;
  refuseSameNames(codecs);
  const { region: homeRegion, limits } = adapter.capabilities;
  const layout = planLayout({ table, primaryKey, sortKey, region, shards }, homeRegion);
  const storedBytes = (of: Table, item: Item) => adapter.storedBytes(of, item);
  return {
    adapter,
    layout,
    layouts: new LayoutCache(layout.table, homeRegion),
    measure: {
      storedBytes,
      ...finishing(adapter, layout.table),
      itemBytes: limits.itemBytes,
      depth: limits.depth,
    },
    codecs: [...codecs],
    loader: configLoader,
    schema,
    form: options[formOption],
    clock,
    observe,
  };
}

/** How complete items are measured, and those of the engine's own marked. */
function finishing(adapter: Adapter, root: Table): Pick<Measure, "finish" | "finishAgain"> {
  const { limits } = adapter.capabilities;
  const storedBytes = (of: Table, item: Item) => adapter.storedBytes(of, item);
  // Items hold their graph's key itself. A binary one can be changed by whoever gets it back from `write`.
  if (root.partitionKey.type === "binary") return { finish: storedBytes, finishAgain: storedBytes };
  if (storesAsGiven(adapter)) {
    return {
      finish: (of, item) => finishItem(item, limits, of.name),
      finishAgain: (_, item, bytes) => finishAgain(item, limits, bytes),
    };
  }
  return {
    finish: (of, item) => {
      finishItem(item, limits, of.name);
      return storedBytes(of, item);
    },
    finishAgain: (of, item, bytes) => {
      finishAgain(item, limits, bytes);
      return storedBytes(of, item);
    },
  };
}

/** @throws DyStoreError `INVALID` for codecs of one name: values of both would come back by the first. */
function refuseSameNames(codecs: readonly AnyCodec[]): void {
  const names = codecs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new DyStoreError("INVALID", `two codecs are called "${twice}"; give each a name of its own`);
}

/** Tells a store's observer of an operation's calls, whatever adapter makes them. */
function tellOf(observe: (event: StoreEvent) => void, operation: string): (event: AdapterEvent) => void {
  return (event) => report({ observe: () => observe({ ...event, operation }) }, event);
}

/** Begins an operation: one context for all its adapter calls. */
export function begin(engine: Engine, name: string, options: CallOptions): Operation {
  const { adapter, observe, layouts, measure, clock } = engine;
  const loader = mergeLoaders(engine.loader, options.configLoader);
  const subject: { data: unknown } = { data: undefined };
  const ignored: (string | RegExp)[] = [];
  const context: Context = {
    operation: subject,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(observe === undefined ? {} : { observe: tellOf(observe, name) }),
    ...(loader.loadKey === undefined ? {} : { loadKey: (request) => loader.loadKey?.({ ...request, ...subject }) }),
    ...(engine.form === undefined ? {} : { ignorePaths: () => ignored }),
  };
  return { engine, adapter, context, layouts, measure, clock, loader, subject, ignored };
}
