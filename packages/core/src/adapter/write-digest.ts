import crypto from "node:crypto";
import { keyText } from "../values/key-text.ts";
import { isList, isMap, isSet } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import { decodeItem, encodeItem } from "../values/tagged-json.ts";
import type { Item, Value } from "../values/value.ts";
import { itemKeyText, stepKey, tableText } from "./item-key.ts";
import type { Condition, Step } from "./step.ts";

/**
 * What tells a write from others under its token: a digest of what its steps say. A table says the same with its home Region named
 * and without, a set with its members in any order; a map's members keep theirs, as to sort them would take longer than all the rest.
 *
 * @param texts The items of the puts as `encodeItem` gives them, by their steps' indexes, where they are at hand.
 *
 * @example
 * ```ts
 * const table: Table = { name: "T", partitionKey: { name: "ID", type: "string" } };
 * const put = (tags: ReadonlySet<string>): Step => ({ kind: "put", table, item: { ID: "a", tags } });
 * const one = writeDigest([put(new Set(["x", "y"]))], "eu-central-1");
 * writeDigest([put(new Set(["y", "x"]))], "eu-central-1") === one; // true
 * ```
 */
export function writeDigest(
  steps: readonly Step[],
  homeRegion: string,
  texts: readonly (string | undefined)[] = [],
): string {
  const parts = steps.map((step, index) => {
    const key = stepKey(step);
    const about = [step.kind, tableText(key.table, homeRegion), itemKeyText(key), conditionParts(step.if)];
    const said = JSON.stringify(about);
    // JSON ends where it ends: nothing runs together.
    return step.kind === "put" ? said + withSortedSets(texts[index] ?? encodeItem(step.item)) : said;
  });
  return crypto.hash("sha256", parts.join(""), "base64");
}

/** A condition's members in an order of their own. */
function conditionParts(condition: Condition | undefined): readonly unknown[] {
  if (condition === undefined) return [];
  return condition.kind === "absent" ? [condition.kind] : [condition.kind, condition.path, condition.value];
}

/** How sets begin in tagged JSON. */
const setTags = ['{"$strings":', '{"$numbers":', '{"$binaries":'];

/** The text of an item whose sets are in order; the same text where it has none, as nearly every item. */
function withSortedSets(text: string): string {
  const hasSet = text.includes('{"$') && setTags.some((tag) => text.includes(tag));
  return hasSet ? encodeItem(sortedMembers(decodeItem(text))) : text;
}

function sortedMembers(map: Item): Item {
  const sorted: Record<string, Value> = {};
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value !== undefined) setOwn(sorted, name, sortedValue(value));
  }
  return sorted;
}

function sortedValue(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(sortedValue);
  if (isSet(value)) {
    const members = [...value].map((member) => [keyText(member), member] as const);
    return new Set(members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member)) as Value;
  }
  return isMap(value) ? sortedMembers(value) : value;
}
