import { keyOf, tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import { isDyStoreError } from "../errors/error.ts";
import { type Session, throwIfAborted } from "../execute/session.ts";
import { at } from "../values/at.ts";
import { decodeItem } from "../values/tagged-json.ts";
import type { Item } from "../values/value.ts";
import { behind, type Leg, type Position } from "./cursor.ts";
import { merge } from "./merge.ts";

/** What a walk does. */
export interface Walk<T> {
  /** Grows while it is walked, where tables are found on the way. */
  readonly legs: Leg[];
  readonly consistent: boolean;
  /** What becomes of a page; once it has ended, the page counts as done. */
  readonly work: (items: readonly Item[], leg: Leg) => AsyncIterable<T> | Promise<Iterable<T>>;
  /** Told of each page that is done. */
  readonly onPage: (items: readonly Item[], leg: Leg) => void;
}

/** Scans tables one after another, the segments of each side by side. */
export async function* walkTables<T>(session: Session, walk: Walk<T>): AsyncGenerator<T, void, undefined> {
  // An array that grows while it is walked is walked to its new end.
  for (const leg of walk.legs) {
    yield* merge(leg.positions.map((_, segment) => walkSegment(session, walk, leg, segment)));
  }
}

async function* walkSegment<T>(
  session: Session,
  { consistent, work, onPage }: Walk<T>,
  leg: Leg,
  index: number,
): AsyncGenerator<T, void, undefined> {
  const { table, positions, mayMiss } = leg;
  const position = at(positions, index);
  if (position === "end") return;
  const segment = { index, count: positions.length };
  const scan = { table, segment, consistent, publicOnly: true, ...resume(position, table) };
  try {
    for await (const page of session.adapter.scan(scan, session.context)) {
      throwIfAborted(session);
      yield* await work(page, leg);
      const last = page.at(-1);
      if (last !== undefined) positions[index] = behind(keyOf(last, table));
      onPage(page, leg);
    }
  } catch (error) {
    if (!mayMiss || !isDyStoreError(error, "TABLE_NOT_FOUND", "NOT_SUPPORTED") || position !== "begin") throw error;
  }
  positions[index] = "end";
}

function resume(position: Position, table: Table): object {
  return typeof position === "string" ? {} : { after: keyOf(decodeItem(position.after), table) };
}

/** Adds a table to a walk, unless it is walked for that purpose anyway. */
export function addLeg(
  legs: Leg[],
  { purpose, table, mayMiss }: Pick<Leg, "purpose" | "table" | "mayMiss">,
  segments: number,
  homeRegion: string,
): void {
  const text = tableText(table, homeRegion);
  if (legs.some((leg) => leg.purpose === purpose && tableText(leg.table, homeRegion) === text)) return;
  legs.push({ purpose, table, mayMiss, positions: new Array<Position>(segments).fill("begin") });
}
