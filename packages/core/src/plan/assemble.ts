import type { Table } from "../adapter/table.ts";
import type { AnyCodec } from "../codec/codec.ts";
import { decode, parseNotes } from "../codec/decode.ts";
import { ShardRef } from "../codec/shard-ref.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { at } from "../values/at.ts";
import { cloneValue } from "../values/clone.ts";
import { setOwn } from "../values/own.ts";
import type { Item, Value } from "../values/value.ts";
import { type GraphAddress, graphDigest, shardKeyValue } from "./address.ts";
import type { Place } from "./fragment.ts";
import { liftContent } from "./item.ts";
import type { ShardEntry } from "./manifest.ts";
import { refPath } from "./ref-path.ts";
import type { RootBody, RootHead } from "./root.ts";
import { readShard } from "./shard.ts";
import type { Baseline, ShardContent } from "./stored-shards.ts";

/** A stored graph as far as it was read. */
export interface Loaded {
  readonly graph: GraphAddress;
  readonly head: RootHead;
  readonly body: RootBody;
  readonly places: readonly Place[];
  /** Items of shards by index of their entry. */
  readonly items: ReadonlyMap<number, Item>;
}

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
export function assemble(loaded: Loaded, codecs: readonly AnyCodec[], keepBaseline: boolean): Assembled {
  const { graph, head, body, places, items } = loaded;
  const { entries, layout } = body;
  const children = entries.length === 0 ? undefined : groupByParent(entries);
  const values: unknown[] = new Array(entries.length);
  const contents = new Map<number, ShardContent>();
  const digest = entries.length === items.size ? "" : graphDigest(graph);

  const finish = (stored: Value, index: number, noteText: Value | undefined): unknown => {
    const notes = parseNotes(noteText);
    if (keepBaseline && index >= 0) contents.set(index, { value: cloneValue(stored), notes });
    const inner = children?.get(index);
    if (inner !== undefined) fill(stored, inner, entries, values);
    return decode(stored, notes, codecs);
  };

  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = at(entries, index);
    const { table } = at(layout.all, entry.declaration);
    const item = items.get(index);
    const place = at(places, index);
    if (item === undefined) {
      const key = shardKeyValue(digest, entry.version, entry.ordinal, table.partitionKey.type);
      values[index] = new ShardRef({
        table: table.name,
        region: table.region,
        key,
        version: entry.version,
        ordinal: entry.ordinal,
        path: refPath(place),
      });
      continue;
    }
    values[index] = located(table, item[table.partitionKey.name], place, () => {
      const content = readShard(item, { graph, version: entry.version, ordinal: entry.ordinal, place });
      return finish(liftContent(item, table.partitionKey.name, content, false), index, content.notes);
    });
  }
  const value = located(graph.table, graph.key, [], () =>
    finish(liftContent(head.item, graph.table.partitionKey.name, body.content, body.ownKey), -1, body.content.notes),
  );
  const baseline: Baseline | undefined = keepBaseline
    ? { layout, expires: head.expires, entries, places, contents }
    : undefined;
  return { value: value as object, baseline };
}

function groupByParent(entries: readonly ShardEntry[]): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const [index, { parent }] of entries.entries()) {
    const group = groups.get(parent);
    if (group === undefined) groups.set(parent, [index]);
    else group.push(index);
  }
  return groups;
}

/** Puts shards back where they were cut out: in document order, so that positions in lists are right when their turn comes. */
function fill(
  stored: Value,
  indexes: readonly number[],
  entries: readonly ShardEntry[],
  values: readonly unknown[],
): void {
  for (const index of indexes) {
    const { container, segment } = at(entries, index);
    let into: unknown = stored;
    for (const step of container) into = childOf(into, step);
    if (Array.isArray(into) && typeof segment === "number" && segment <= into.length) {
      if (segment === into.length) into.push(values[index]);
      else into.splice(segment, 0, values[index]);
    } else if (isMembers(into) && typeof segment === "string") {
      setOwn(into, segment, values[index]);
    } else {
      throw new DyStoreError("INTEGRITY", "the manifest names a place that the stored graph does not have");
    }
  }
}

function childOf(container: unknown, step: string | number): unknown {
  if (Array.isArray(container)) return container[Number(step)];
  return isMembers(container) && Object.hasOwn(container, step) ? container[step] : undefined;
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
