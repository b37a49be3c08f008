import { encodeItem, keyOf, type Step, type Table } from "@dystore/core/adapter";
import { type KeyColumns, toColumns } from "./key-column.ts";
import { type StoredCondition, toStoredCondition } from "./stored-condition.ts";

interface StepOnRow {
  readonly table: Table;
  readonly key: KeyColumns;
  readonly if: StoredCondition | undefined;
}

/** Puts the item whose tagged JSON is `text`. */
export interface StoredPut extends StepOnRow {
  readonly kind: "put";
  readonly text: string;
}

interface StoredOther extends StepOnRow {
  readonly kind: "delete" | "check";
}

/** A step in SQLite's terms. Shares nothing with the step it was made of, whose owner may change it while this one waits. */
export type StoredStep = StoredPut | StoredOther;

export function toStoredStep(step: Step): StoredStep {
  const condition = step.if && toStoredCondition(step.if);
  if (step.kind === "put") {
    const { table, item } = step;
    return { kind: "put", table, key: toColumns(keyOf(item, table)), if: condition, text: encodeItem(item) };
  }
  return { kind: step.kind, table: step.key.table, key: toColumns(step.key), if: condition };
}
