import { isUnread, type PartlyRead, unreadMembers } from "../codec/unread.ts";
import { DyStoreError } from "../errors/error.ts";
import { at } from "../values/at.ts";
import { setOwn } from "../values/own.ts";
import { type Entry, isPart } from "./entry.ts";

/**
 * Puts shards back where they were cut out: in document order, so that positions in lists are right when their turn comes. Where
 * the part around a shard's place was not read, the shard is left out with it.
 *
 * @param indexes The entries that stand in `value`; parts among them are passed over.
 */
export function fillShards(
  value: unknown,
  indexes: readonly number[],
  entries: readonly Entry[],
  shards: readonly unknown[],
): void {
  for (const index of indexes) {
    const entry = at(entries, index);
    if (isPart(entry)) continue;
    const { container, segment } = entry;
    let into: unknown = value;
    for (const step of container) into = childOf(into, step);
    if (into === unread || isUnread(into)) continue;
    if (Array.isArray(into) && typeof segment === "number" && segment <= into.length) {
      if (segment === into.length) into.push(shards[index]);
      else into.splice(segment, 0, shards[index]);
    } else if (into instanceof Map && typeof segment === "string") {
      into.set(segment, shards[index]);
    } else if (isMembers(into) && typeof segment === "string") {
      setOwn(into, segment, shards[index]);
    } else {
      throw new DyStoreError("INTEGRITY", "the manifest names a place that the stored graph does not have");
    }
  }
}

/** Stands for a member of a part that was not read. */
const unread: unique symbol = Symbol("unread");

function childOf(container: unknown, step: string | number): unknown {
  if (container === unread || isUnread(container)) return unread;
  if (Array.isArray(container)) return container[Number(step)];
  if (container instanceof Map) return container.get(step);
  if (!isMembers(container)) return undefined;
  if (Object.hasOwn(container, step)) return container[step];
  return (container as PartlyRead)[unreadMembers] === undefined ? undefined : unread;
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
