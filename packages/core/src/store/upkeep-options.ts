import type { Table } from "../adapter/table.ts";
import type { SweepResult } from "../upkeep/sweep-tables.ts";
import type { VerifyProgress } from "../upkeep/verify-tables.ts";
import type { CallOptions } from "./options.ts";

/** What methods that go through whole tables take. */
export interface WalkOptions extends CallOptions {
  /**
   * Tables to look through beside those that the store declares and those that stored graphs name: those of earlier layouts, say.
   * Default: none.
   */
  readonly tables?: readonly Table[] | undefined;
  /** How many segments of a table are scanned side by side, 1 to 1,000. Default: 4. */
  readonly segments?: number | undefined;
  /** Resume where an earlier call of the same method had come to. Its `tables` and `segments` hold then. */
  readonly after?: string | undefined;
}

/** Options of `sweep`. */
export interface SweepOptions extends WalkOptions {
  /**
   * How old leftovers must be, in milliseconds: longer than any write can be under way. Lower it only where nobody writes. Default:
   * an hour.
   */
  readonly olderThanMs?: number | undefined;
  /** Counts what would be removed and writes nothing. Default: `false`. */
  readonly dryRun?: boolean | undefined;
  /** Told after each page of a scan what was done so far, and where to resume should the sweep not end. */
  readonly onProgress?: ((soFar: SweepResult) => void) | undefined;
}

/** Options of `verify`. */
export interface VerifyOptions extends CallOptions {
  /** From which age on, in milliseconds, what nothing names is no longer taken for the work of a writer. Default: an hour. */
  readonly olderThanMs?: number | undefined;
}

/** Options of `verifyAll`. */
export interface VerifyAllOptions extends WalkOptions, VerifyOptions {
  /** Told after each page of a scan, once all of it was reported. */
  readonly onProgress?: ((soFar: VerifyProgress) => void) | undefined;
}
