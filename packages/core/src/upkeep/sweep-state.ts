import type { Session } from "../execute/session.ts";
import type { Naming } from "../plan/naming.ts";
import type { Recent } from "./recent.ts";
import type { SweepCounts } from "./sweep-counts.ts";

/** What all steps of one sweep share. */
export interface SweepState extends Session {
  /** The time at which it began, in epoch milliseconds. */
  readonly now: number;
  readonly olderThanMs: number;
  readonly dryRun: boolean;
  readonly counts: SweepCounts;
  /** Versions that can never be committed any more. */
  readonly settled: Recent<true>;
  /** What graphs name, by key and version: manifests of a version never change. */
  readonly namings: Recent<Naming>;
}
