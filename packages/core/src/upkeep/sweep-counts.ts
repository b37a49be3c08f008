import { tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";

/** What a sweep did in one table, in items. */
export interface SweptTable {
  readonly table: string;
  readonly region: string;
  /** Looked at, those of others included. */
  readonly scanned: number;
  /** Of this store's graphs, and left: named, or too young. */
  readonly kept: number;
  /** Deleted, or with `dryRun` to be deleted. */
  readonly removed: number;
  /** Left since something about them or their graph is in doubt. */
  readonly skipped: number;
}

type Count = "scanned" | "kept" | "removed" | "skipped";

/** Counts what a sweep does, by table. */
export class SweepCounts {
  readonly #homeRegion: string;
  readonly #tables = new Map<string, { -readonly [Name in keyof SweptTable]: SweptTable[Name] }>();

  constructor(homeRegion: string) {
    this.#homeRegion = homeRegion;
  }

  add(table: Table, count: Count, items: number): void {
    const text = tableText(table, this.#homeRegion);
    const region = table.region ?? this.#homeRegion;
    const known = this.#tables.get(text) ?? { table: table.name, region, scanned: 0, kept: 0, removed: 0, skipped: 0 };
    known[count] += items;
    this.#tables.set(text, known);
  }

  result(): SweptTable[] {
    return [...this.#tables.values()].map((table) => ({ ...table }));
  }
}
