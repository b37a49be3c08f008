import { expiryAttribute, metadataAttribute } from "../adapter/reserved.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { isList, isMap } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import type { Item, KeyValue, Value } from "../values/value.ts";
import { valueAttribute } from "./address.ts";
import type { Fragment } from "./fragment.ts";

/** The format that this release writes; it reads all up to it. See docs/format.md. */
export const formatVersion = 1;

/** The private half of an item's metadata, as far as roots and shards share it. Sealed by encrypting middleware. */
export interface Content {
  /** Notes on types, as JSON text. */
  readonly notes?: string;
  /** Attributes whose names the item needs itself: pairs of name and value. */
  readonly displaced?: readonly Value[];
  /** What is stored is no map and stands in one attribute. */
  readonly boxed?: true;
}

/** The attributes of a fragment's item but its metadata, and what the metadata must say about them. */
export interface ItemBody {
  readonly attributes: Record<string, Value>;
  readonly content: Content;
}

/**
 * Lays a fragment out as an item: a map's members are attributes, anything else is one. Members named like the item's key
 * or a reserved attribute are displaced into the metadata, unless `ownKey`: then the data holds its own key.
 *
 * @throws DyStoreError `INVALID` for displaced values nested too deeply.
 */
export function layOut(fragment: Fragment, keyName: string, key: KeyValue, ownKey: boolean, depth: number): ItemBody {
  const attributes: Record<string, Value> = {};
  setOwn(attributes, keyName, key);
  const displaced: Value[] = [];
  const boxed = !isMap(fragment.value);
  const members = isMap(fragment.value) ? fragment.value : { [valueAttribute]: fragment.value };
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value === undefined) continue;
    if (name === keyName ? ownKey && !boxed : name !== metadataAttribute && name !== expiryAttribute) {
      setOwn(attributes, name, value);
    } else {
      if (nesting(value) + displacedLevels > depth) throw tooDeep([...fragment.place, name], depth);
      displaced.push([name, value]);
    }
  }
  return {
    attributes,
    content: {
      ...(fragment.notes === undefined ? {} : { notes: JSON.stringify(fragment.notes) }),
      ...(displaced.length === 0 ? {} : { displaced }),
      ...(boxed ? { boxed } : {}),
    },
  };
}

/** The item, `__dystore__`, its private half, the list of displaced attributes, and a pair of it. */
const displacedLevels = 5;

/** Undoes {@link layOut}: the stored form of the fragment. Belongs to the caller. */
export function liftContent(item: Item, keyName: string, content: Content, ownKey: boolean): Value {
  const members: Record<string, Value> = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    const isData = name !== metadataAttribute && name !== expiryAttribute && (name !== keyName || ownKey);
    if (isData && value !== undefined) setOwn(members, name, value);
  }
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

/** How many lists and maps stand in each other. */
function nesting(value: Value): number {
  if (!isList(value) && !isMap(value)) return 0;
  let deepest = 0;
  for (const member of Object.values<Value>(value)) deepest = Math.max(deepest, nesting(member));
  return deepest + 1;
}

function tooDeep(place: readonly (string | number)[], depth: number): DyStoreError {
  const path = formatPath(place);
  return new DyStoreError(
    "INVALID",
    `${path}: under this name an item nests at most ${depth - displacedLevels} levels; rename it or declare a shard`,
    {
      path,
    },
  );
}
