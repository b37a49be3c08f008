import type { ItemKey, Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { keyAttributes } from "../plan/address.ts";
import { decodeTable, encodeTable } from "../plan/named-items.ts";
import { isMap } from "../values/kind.ts";
import { decodeItem, encodeItem } from "../values/tagged-json.ts";
import type { Value } from "../values/value.ts";

/** How far a segment of a table was walked: not yet begun, behind an item whose key stands here as text, or to its end. */
export type Position = "begin" | { readonly after: string } | "end";

/** A table that is to be walked, with the place of each of its segments. */
export interface Leg {
  /** What is looked for in it: a word of the walk's own. */
  readonly purpose: string;
  readonly table: Table;
  /** Whether it may be missing: nothing but a stored manifest named it. */
  readonly mayMiss: boolean;
  readonly positions: Position[];
}

/** Says as text where a walk stands. */
export function encodeCursor(legs: readonly Leg[]): string {
  return JSON.stringify(legs.map(({ table, ...leg }) => ({ ...leg, table: encodeTable(table) })));
}

/** @throws DyStoreError `INVALID` for what {@link encodeCursor} did not make. */
export function decodeCursor(cursor: string, purposes: readonly string[]): Leg[] {
  try {
    const legs = (JSON.parse(cursor) as Value[]).map((leg) => decodeLeg(leg, purposes));
    if (legs.length > 0) return legs;
  } catch {
    // Told below.
  }
  throw new DyStoreError("INVALID", "`after` must be what an earlier call of the same method gave");
}

function decodeLeg(leg: Value, purposes: readonly string[]): Leg {
  const { purpose, table, mayMiss, positions } = isMap(leg) ? leg : {};
  const known = isMap(table) ? decodeTable(table) : undefined;
  const isKnown = typeof purpose === "string" && purposes.includes(purpose);
  if (!isKnown || known === undefined || !Array.isArray(positions) || positions.length === 0) {
    throw new TypeError("no leg");
  }
  return { purpose, table: known, mayMiss: mayMiss === true, positions: positions.map(decodePosition) };
}

function decodePosition(position: Value): Position {
  if (position === "begin" || position === "end") return position;
  const after = isMap(position) ? position["after"] : undefined;
  if (typeof after !== "string") throw new TypeError("no position");
  decodeItem(after);
  return { after };
}

/** The position behind an item. */
export function behind(key: ItemKey): Position {
  return { after: encodeItem(keyAttributes(key)) };
}
