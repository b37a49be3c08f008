import { expiryAttribute, metadataAttribute } from "../adapter/reserved.ts";
import type { ItemKey, Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { isList, isMap } from "../values/kind.ts";
import { isWide, setOwn } from "../values/own.ts";
import type { Item, Value } from "../values/value.ts";
import { keyAttributes, valueAttribute } from "./address.ts";
import { heightOf } from "./measure.ts";
import type { ItemContent } from "./piece.ts";

/** The format that this release writes; it reads all up to it. See docs/format.md. */
export const formatVersion = 1;

/** @throws DyStoreError `NOT_SUPPORTED` for what a later release wrote. */
export function refuseLater(format: Value | undefined, what: string): void {
  if (typeof format !== "number" || format <= formatVersion) return;
  const message = `the ${what} is stored in format ${format}, and this release reads up to ${formatVersion}; update DyStore`;
  throw new DyStoreError("NOT_SUPPORTED", message);
}

/** The private half of an item's metadata, as far as roots and shards share it. Sealed by encrypting middleware. */
export interface Content {
  /** Notes on types, as JSON text. */
  readonly notes?: string;
  /** Attributes whose names the item needs itself: pairs of name and value. */
  readonly displaced?: readonly Value[];
  /** What is stored is no map and stands in one attribute. */
  readonly boxed?: true;
}

/** The attributes of an item but its metadata, and what the metadata must say about them. */
export interface ItemBody {
  readonly attributes: Record<string, Value>;
  readonly content: Content;
}

/** The attributes that an item of a table needs itself: none of the data's may have their names. */
function isTaken(name: string, { partitionKey, sortKey }: Table, ownKey: boolean): boolean {
  if (name === partitionKey.name) return !ownKey;
  return name === metadataAttribute || name === expiryAttribute || name === sortKey?.name;
}

/**
 * Lays content out as an item: a map's members are attributes, anything else is one. Members named like the item's key
 * or a reserved attribute are displaced into the metadata, unless `ownKey`: then the data holds its own key.
 */
export function layOut({ value, notes }: ItemContent, key: ItemKey, ownKey: boolean): ItemBody {
  const displaced: Value[] = [];
  const boxed = !isMap(value);
  const members = isMap(value) ? value : { [valueAttribute]: value };
  const isFree = (name: string) => !isTaken(name, key.table, ownKey && !boxed);
  let attributes = keyAttributes(key);
  if (isWide(members) && Object.keys(members).every((name) => isFree(name) && members[name] !== undefined)) {
    // With a place for the metadata: to add it later would make the item slow.
    attributes = { ...attributes, ...members, [metadataAttribute]: null };
  } else {
    for (const name of Object.keys(members)) {
      const member = members[name];
      if (member === undefined) continue;
      if (isFree(name)) setOwn(attributes, name, member);
      else displaced.push([name, member]);
    }
  }
  return {
    attributes,
    content: {
      ...(notes === undefined ? {} : { notes: JSON.stringify(notes) }),
      ...(displaced.length === 0 ? {} : { displaced }),
      ...(boxed ? { boxed } : {}),
    },
  };
}

/** The item, `__dystore__`, its private half, the list of displaced attributes, and a pair of it. */
const displacedLevels = 5;

/** Whether displaced attributes stay within the deepest level that an item may have. */
export function displacedFit({ content: { displaced = [] } }: ItemBody, depth: number): boolean {
  // A pair of name and value is a list of its own.
  return displaced.every((pair) => heightOf(pair) - 1 + displacedLevels <= depth);
}

/** Undoes {@link layOut}: the stored form of the fragment. Belongs to the caller. */
export function liftContent(item: Item, table: Table, content: Content, ownKey: boolean): Value {
  const key = ownKey ? metadataAttribute : table.partitionKey.name;
  const sort = table.sortKey?.name ?? metadataAttribute;
  // All but these: V8 copies what is left many times as fast as a loop could, and a deletion would slow the object down for good.
  const { [metadataAttribute]: _, [expiryAttribute]: _expiry, [key]: _key, [sort]: _sort, ...rest } = item;
  const members: Record<string, Value> = rest;
  for (const [name, value] of displacedPairs(content)) setOwn(members, name, value);
  if (!content.boxed) return members;
  const boxed = members[valueAttribute];
  if (boxed === undefined) throw new DyStoreError("INTEGRITY", `an item lacks its attribute "${valueAttribute}"`);
  return boxed;
}

function displacedPairs({ displaced = [] }: Content): readonly (readonly [string, Value])[] {
  const pairs: [string, Value][] = [];
  for (const pair of isList(displaced) ? displaced : [undefined]) {
    const [name, value] = isList(pair) ? pair : [];
    if (typeof name !== "string" || value === undefined)
      throw new DyStoreError("INTEGRITY", "the displaced attributes of an item cannot be read");
    pairs.push([name, value]);
  }
  return pairs;
}
