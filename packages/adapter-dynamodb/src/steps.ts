import type { DyStoreError, Step, Table } from "@dystore/core/adapter";
import type { Call } from "./call.ts";

/** A step with its place in the list that was handed to `write`. */
export interface IndexedStep {
  readonly index: number;
  readonly step: Step;
}

/** Steps that failed for one reason. */
export interface FailedSteps {
  readonly indexes: readonly number[];
  readonly error: DyStoreError;
}

/** The table a step writes to. */
export function tableOf(step: Step): Table {
  return step.kind === "put" ? step.table : step.key.table;
}

/** The Region a step writes to. */
export function regionOf(step: Step, call: Call): string {
  return tableOf(step).region ?? call.connection.homeRegion;
}
