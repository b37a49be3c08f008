import { tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import { isDyStoreError } from "../errors/error.ts";
import type { Session } from "../execute/session.ts";
import { decodeCursor, encodeCursor, type Leg } from "./cursor.ts";
import { namedTables } from "./named-tables.ts";
import { Recent } from "./recent.ts";
import { SweepCounts, type SweptTable } from "./sweep-counts.ts";
import { sweepPage } from "./sweep-page.ts";
import type { SweepState } from "./sweep-state.ts";
import { addLeg, walkTables } from "./walk-tables.ts";

/** What a sweep has done, or did so far. */
export interface SweepResult {
  readonly tables: readonly SweptTable[];
  /** Where to resume, as the option `after`: text of no meaning to others. Absent once all is done. */
  readonly after?: string;
}

/** What to sweep. */
export interface SweepInput {
  readonly rootTable: Table;
  /** With the root's. */
  readonly tables: readonly Table[];
  readonly segments: number;
  readonly olderThanMs: number;
  readonly dryRun: boolean;
  readonly after: string | undefined;
  readonly onProgress: ((soFar: SweepResult) => void) | undefined;
}

const purpose = "sweep";

/** How many versions, and how many manifests, are remembered not to be asked after again. */
const mostSettled = 100_000;
const mostNamings = 16;

/**
 * Removes what no graph of a root table names any more, and graphs that have expired (rule R4). A signal ends it early, and without
 * an error: the result says where to resume.
 */
export async function sweepTables(session: Session, input: SweepInput): Promise<SweepResult> {
  const { rootTable, tables, segments, after } = input;
  const { region } = session.adapter.capabilities;
  const legs: Leg[] = after === undefined ? [] : decodeCursor(after, [purpose]);
  const add = (table: Table, mayMiss: boolean): void => addLeg(legs, { purpose, table, mayMiss }, segments, region);
  for (const table of after === undefined ? tables : []) add(table, false);
  const state: SweepState = {
    ...session,
    now: session.clock(),
    olderThanMs: input.olderThanMs,
    dryRun: input.dryRun,
    counts: new SweepCounts(region),
    settled: new Recent(mostSettled),
    namings: new Recent(mostNamings),
  };
  const soFar = (): SweepResult => ({ tables: state.counts.result(), after: encodeCursor(legs) });
  const isRoots = (table: Table): boolean => tableText(table, region) === tableText(rootTable, region);
  try {
    await finish(
      walkTables(session, {
        legs,
        consistent: false,
        work: async (items, { table }) => {
          await sweepPage(state, items, table, rootTable);
          return [];
        },
        onPage: (items, { table }) => {
          if (isRoots(table))
            for (const item of items) for (const named of namedTables(item, rootTable)) add(named, true);
          input.onProgress?.(soFar());
        },
      }),
    );
  } catch (error) {
    if (session.context.signal?.aborted && isDyStoreError(error, "ABORTED")) return soFar();
    throw error;
  }
  return { tables: state.counts.result() };
}

async function finish(walk: AsyncIterable<never>): Promise<void> {
  for await (const _ of walk);
}
