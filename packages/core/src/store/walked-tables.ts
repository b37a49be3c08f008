import { checkTable } from "../adapter/check-table.ts";
import type { Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import type { Engine } from "./engine.ts";
import type { WalkOptions } from "./upkeep-options.ts";

const mostSegments = 1000;

/**
 * The tables that a call goes through, the root's first, and how.
 *
 * @throws DyStoreError `INVALID` for options that cannot work.
 */
export function walkedTables(
  { layout, adapter }: Engine,
  { tables = [], segments = 4, after }: WalkOptions,
): {
  readonly rootTable: Table;
  readonly tables: readonly Table[];
  readonly segments: number;
  readonly after: string | undefined;
} {
  const { capabilities } = adapter;
  if (!Number.isInteger(segments) || segments < 1 || segments > mostSegments) {
    throw new DyStoreError("INVALID", `\`segments\` must be a whole number, 1 to ${mostSegments}`);
  }
  if (after !== undefined && typeof after !== "string") {
    throw new DyStoreError("INVALID", "`after` must be what an earlier call of the same method gave");
  }
  for (const table of tables) checkTable(table, capabilities);
  const declared = layout.all.map(({ table }) => table);
  const given = tables.map((table) => atHome(table, capabilities.region));
  return { rootTable: layout.table, tables: [layout.table, ...declared, ...given], segments, after };
}

/** A table that names its adapter's home Region, as if it named none. */
function atHome({ name, region, partitionKey, sortKey }: Table, homeRegion: string): Table {
  return {
    name,
    ...(region === undefined || region === homeRegion ? {} : { region }),
    partitionKey,
    ...(sortKey === undefined ? {} : { sortKey }),
  };
}

/** @throws DyStoreError `INVALID` for what is no time span. */
export function checkAge(olderThanMs: number): number {
  if (typeof olderThanMs === "number" && olderThanMs >= 0) return olderThanMs;
  throw new DyStoreError("INVALID", "`olderThanMs` must be a number of milliseconds, 0 or more");
}
