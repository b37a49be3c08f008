import { tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import type { Session } from "../execute/session.ts";
import type { Naming } from "../plan/naming.ts";
import { decodeCursor, encodeCursor, type Leg } from "./cursor.ts";
import { namedTables } from "./named-tables.ts";
import { Recent } from "./recent.ts";
import type { GraphReport } from "./report.ts";
import type { Verification } from "./verify-graph.ts";
import { reportOrphans, verifyRoots } from "./verify-page.ts";
import { addLeg, walkTables } from "./walk-tables.ts";

/** How far `verifyAll` has come. */
export interface VerifyProgress {
  /** The table of the last page. */
  readonly table: string;
  /** Items looked at in this call. */
  readonly scanned: number;
  /** Where to resume, as the option `after`: text of no meaning to others. Everything before was reported. */
  readonly after: string;
}

/** What to verify. */
export interface VerifyInput {
  readonly rootTable: Table;
  /** With the root's. */
  readonly tables: readonly Table[];
  readonly segments: number;
  readonly after: string | undefined;
  readonly onProgress: ((soFar: VerifyProgress) => void) | undefined;
}

/** First every graph is checked, then every table is looked through for what no graph names. */
const graphs = "graphs";
const orphans = "orphans";

/** How many graphs' manifests are remembered while orphans are sought. */
const mostKnown = 16;

/** Reports on all graphs of a root table. */
export async function* verifyTables(
  session: Session,
  input: VerifyInput,
  how: Verification,
): AsyncGenerator<GraphReport, void, undefined> {
  const { rootTable, tables, segments, after, onProgress } = input;
  const { region } = session.adapter.capabilities;
  const legs: Leg[] = after === undefined ? [] : decodeCursor(after, [graphs, orphans]);
  const add = (purpose: string, table: Table, mayMiss: boolean): void =>
    addLeg(legs, { purpose, table, mayMiss }, segments, region);
  if (after === undefined) {
    add(graphs, rootTable, false);
    for (const table of tables) add(orphans, table, false);
  }
  const known = new Recent<Naming>(mostKnown);
  const rootText = tableText(rootTable, region);
  let scanned = 0;
  yield* walkTables(session, {
    legs,
    consistent: true,
    work: (page, { purpose, table }) =>
      purpose === graphs
        ? verifyRoots(session, page, rootTable, how)
        : reportOrphans(session, page, { table, rootTable }, how, known),
    onPage(page, { table }) {
      scanned += page.length;
      if (tableText(table, region) === rootText) {
        for (const item of page) for (const named of namedTables(item, rootTable)) add(orphans, named, true);
      }
      onProgress?.({ table: table.name, scanned, after: encodeCursor(legs) });
    },
  });
}
