import type { Table } from "../adapter/table.ts";
import { markClass, type ToClass } from "../codec/class-mark.ts";
import type { AnyCodec } from "../codec/codec.ts";
import { decode, parseNotes } from "../codec/decode.ts";
import { ShardRef } from "../codec/shard-ref.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { at } from "../values/at.ts";
import { cloneValue } from "../values/clone.ts";
import type { Item } from "../values/value.ts";
import { type GraphAddress, ItemKeys } from "./address.ts";
import { entryTables, groupByParent, isPart, type ShardEntry } from "./entry.ts";
import { type EntryPlace, fragmentOf } from "./entry-places.ts";
import { fillShards } from "./fill.ts";
import type { Place } from "./fragment.ts";
import { type Content, liftContent } from "./item.ts";
import { join } from "./join.ts";
import type { ItemContent } from "./piece.ts";
import { refPath } from "./ref-path.ts";
import { mayStay, type RootBody, type RootHead } from "./root.ts";
import { readShard } from "./shard.ts";
import type { Baseline } from "./stored-shards.ts";

/** A stored graph as far as it was read. */
export interface Loaded {
  readonly graph: GraphAddress;
  readonly head: RootHead;
  readonly body: RootBody;
  readonly places: readonly EntryPlace[];
  /** Items of shards and parts by index of their entry. */
  readonly items: ReadonlyMap<number, Item>;
}

/** What becomes of objects with a class. */
export interface ToClasses {
  /** In items that something was cut out of. */
  readonly cut: ToClass;
  /** In all others: nothing comes into these later. */
  readonly whole: ToClass;
}

const marking: ToClasses = { cut: markClass, whole: markClass };

/** A graph put together. */
export interface Assembled {
  readonly value: object;
  /** Present where asked for: what stays comparable after `value` was changed. */
  readonly baseline: Baseline | undefined;
}

/**
 * Puts a graph together from its items; shards that were not read are {@link ShardRef}s. Items are used up: what is returned
 * is made of them.
 *
 * @throws DyStoreError `INTEGRITY` where an item is not what the manifest says, or the error of one that cannot be opened.
 */
export function assemble(
  loaded: Loaded,
  codecs: readonly AnyCodec[],
  keepBaseline: boolean,
  toClasses: ToClasses = marking,
): Assembled {
  const { graph, head, body } = loaded;
  const contents = keepBaseline ? new Map<number, ItemContent>() : undefined;
  const value = new Assembly(loaded, codecs, contents, toClasses).root();
  if (contents === undefined) return { value: value as object, baseline: undefined };
  const { layout, entries } = body;
  const { expires, pages } = head;
  return {
    value: value as object,
    baseline: { graph, layout, expires, mayStay: mayStay(head), entries, places: loaded.places, pages, contents },
  };
}

/**
 * Puts some shards and parts together by themselves, of a graph that was read without them: of a shard its value, of a list's part
 * the list of its elements, of a string's or binary's part the piece. All that is in them must have been read.
 *
 * @throws DyStoreError as {@link assemble}.
 */
export function assembleApart(loaded: Loaded, codecs: readonly AnyCodec[], indexes: readonly number[]): unknown[] {
  const assembly = new Assembly(loaded, codecs, undefined, marking);
  return indexes.map((index) => assembly.apart(index));
}

/** The entries of all that is in a shard or part, its own behind them: as they can be put together. */
export function entriesWithin(children: ReadonlyMap<number, readonly number[]>, index: number): number[] {
  return [...(children.get(index) ?? []).flatMap((inner) => entriesWithin(children, inner)), index];
}

class Assembly {
  readonly #loaded: Loaded;
  readonly #codecs: readonly AnyCodec[];
  readonly #toClasses: ToClasses;
  /** Filled with what items hold, for later comparison. */
  readonly #contents: Map<number, ItemContent> | undefined;
  readonly #children: ReadonlyMap<number, readonly number[]>;
  readonly #tables: readonly Table[];
  readonly #keys: ItemKeys;
  /** What parts hold with all parts in them, and values of shards with all shards in them; by entry. */
  readonly #parts: (ItemContent | undefined)[] = [];
  readonly #shards: unknown[] = [];

  constructor(
    loaded: Loaded,
    codecs: readonly AnyCodec[],
    contents: Map<number, ItemContent> | undefined,
    toClasses: ToClasses,
  ) {
    this.#loaded = loaded;
    this.#codecs = codecs;
    this.#toClasses = toClasses;
    this.#contents = contents;
    const { entries, layout } = loaded.body;
    this.#children = groupByParent(entries);
    this.#tables = entryTables(entries, layout);
    this.#keys = new ItemKeys(loaded.graph);
  }

  root(): unknown {
    const { graph, head, body } = this.#loaded;
    // What stands in something stands behind it in the manifest.
    for (let index = body.entries.length - 1; index >= 0; index--) this.#entry(index);
    return located(graph.table, graph.key, [], () =>
      this.#finish(-1, itemContent(head.item, graph.table, body.content, body.ownKey)),
    );
  }

  apart(index: number): unknown {
    for (const entry of entriesWithin(this.#children, index)) this.#entry(entry);
    const part = this.#parts[index];
    return part === undefined ? this.#shards[index] : decode(part.value, part.notes, this.#codecs);
  }

  #entry(index: number): void {
    const { graph, body, items, places } = this.#loaded;
    const entry = at(body.entries, index);
    const item = items.get(index);
    const table = at(this.#tables, index);
    const { place, stored } = at(places, index);
    if (item === undefined) {
      if (!isPart(entry)) this.#shards[index] = this.#reference(entry, table, place);
      return;
    }
    located(table, item[table.partitionKey.name], place, () => {
      const expected = { graph, entry, place: stored === undefined ? place : this.#storedPlace(index, stored) };
      const content = itemContent(item, table, readShard(item, expected), false);
      this.#contents?.set(index, { value: cloneValue(content.value), notes: content.notes });
      if (isPart(entry)) this.#parts[index] = this.#joined(index, content);
      else this.#shards[index] = this.#finish(index, content);
    });
  }

  /** The content of an item with its parts, decoded, with its shards. */
  #finish(index: number, content: ItemContent): unknown {
    const joined = this.#joined(index, content);
    const inner = this.#children.get(index);
    const { whole, cut } = this.#toClasses;
    const value = decode(joined.value, joined.notes, this.#codecs, inner === undefined ? whole : cut);
    if (inner !== undefined) fillShards(value, inner, this.#loaded.body.entries, this.#shards);
    return value;
  }

  #joined(index: number, content: ItemContent): ItemContent {
    const { entries } = this.#loaded.body;
    const parts = [];
    for (const entry of this.#children.get(index) ?? []) {
      const part = at(entries, entry);
      if (isPart(part)) parts.push({ entry, position: part.part, content: this.#parts[entry] });
    }
    return parts.length === 0 ? content : join(content, parts);
  }

  /** A part's place from the graph's root; its positions in lists do not matter. */
  #storedPlace(index: number, stored: Place): Place {
    const { body, places } = this.#loaded;
    return [...(places[fragmentOf(body.entries, index)]?.place ?? []), ...stored];
  }

  #reference(entry: ShardEntry, table: Table, place: Place): ShardRef {
    const { version, ordinal } = entry;
    const { partition, sort } = this.#keys.item(table, entry);
    const key = sort ?? partition;
    return new ShardRef({ table: table.name, region: table.region, key, version, ordinal, path: refPath(place) });
  }
}

/** What an item holds, without its key and metadata. */
export function itemContent(item: Item, table: Table, content: Content, ownKey: boolean): ItemContent {
  return { value: liftContent(item, table, content, ownKey), notes: parseNotes(content.notes) };
}

/** Adds to an error where it happened. */
function located<T>(table: Table, key: unknown, place: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DyStoreError) || error.path !== undefined) throw error;
    const path = formatPath(place);
    const cause = error.cause ?? error;
    const message = `${path} in table ${table.name}: ${error.message}`;
    throw new DyStoreError(error.code, message, { table: table.name, key, path, cause });
  }
}
