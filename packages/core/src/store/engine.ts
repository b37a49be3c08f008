import type { Adapter } from "../adapter/adapter.ts";
import type { Context } from "../adapter/context.ts";
import { storesAsGiven } from "../adapter/define-adapter.ts";
import { finishItem } from "../adapter/finished-item.ts";
import type { Table } from "../adapter/table.ts";
import type { AnyCodec } from "../codec/codec.ts";
import type { Session } from "../execute/session.ts";
import { type Layout, planLayout } from "../plan/layout.ts";
import { LayoutCache } from "../plan/layout-cache.ts";
import type { Measure } from "../plan/measure-item.ts";
import type { Item } from "../values/value.ts";
import { type ConfigLoader, mergeLoaders } from "./config-loader.ts";
import type { CallOptions, DyStoreOptions, StoreEvent } from "./options.ts";
import type { Schema } from "./schema.ts";

/** A store's options made ready for use; what all operations share. */
export interface Engine {
  readonly adapter: Adapter;
  readonly layout: Layout;
  readonly layouts: LayoutCache;
  readonly measure: Measure;
  readonly codecs: readonly AnyCodec[];
  readonly loader: ConfigLoader | undefined;
  readonly schema: Schema | undefined;
  readonly clock: () => number;
  readonly observe: ((event: StoreEvent) => void) | undefined;
}

/** One operation under way. */
export interface Operation extends Session {
  readonly engine: Engine;
  readonly loader: ConfigLoader;
  /** What the loader's `loadKey` is shown as `data`. */
  readonly subject: { data: unknown };
}

/** @throws DyStoreError `INVALID` for a layout that cannot work. */
export function makeEngine<T extends object, Input extends object>(options: DyStoreOptions<T, Input>): Engine {
  const { adapter, table, primaryKey, sortKey, region, shards, schema, configLoader, codecs = [], observe } = options;
  const { clock = () => Date.now() } = options;
  const { region: homeRegion, limits } = adapter.capabilities;
  const layout = planLayout({ table, primaryKey, sortKey, region, shards }, homeRegion);
  const storedBytes = (of: Table, item: Item) => adapter.storedBytes(of, item);
  // Items hold their graph's key itself. A binary one can be changed by whoever gets it back from `write`.
  const isOwn = layout.table.partitionKey.type !== "binary";
  const finish = (of: Table, item: Item) => finishItem(item, limits, of.name);
  return {
    adapter,
    layout,
    layouts: new LayoutCache(layout.table, homeRegion),
    measure: {
      storedBytes,
      finish: isOwn && storesAsGiven(adapter) ? finish : storedBytes,
      itemBytes: limits.itemBytes,
      depth: limits.depth,
    },
    codecs: [...codecs],
    loader: configLoader,
    schema,
    clock,
    observe,
  };
}

/** Begins an operation: one context for all its adapter calls. */
export function begin(engine: Engine, name: string, options: CallOptions): Operation {
  const { adapter, observe, layouts, measure, clock } = engine;
  const loader = mergeLoaders(engine.loader, options.configLoader);
  const subject: { data: unknown } = { data: undefined };
  const context: Context = {
    operation: subject,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(observe === undefined ? {} : { observe: (event) => observe({ ...event, operation: name }) }),
    ...(loader.loadKey === undefined ? {} : { loadKey: (request) => loader.loadKey?.({ ...request, ...subject }) }),
  };
  return { engine, adapter, context, layouts, measure, clock, loader, subject };
}
