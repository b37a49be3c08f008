import { encodeItem, keepItem, type Step, stepKey, type Table } from "@dystore/core/adapter";
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
  const row = toStoredRow(step);
  return step.kind === "put" ? { kind: "put", ...row, text: encodeItem(step.item) } : { kind: step.kind, ...row };
}

/**
 * As {@link toStoredStep}, for a step that waits: its item becomes text when that is called. Until then a copy of it is kept, or the
 * item itself where it is the engine's own.
 */
export function laterStep(step: Step): () => StoredStep {
  if (step.kind !== "put") {
    const stored = toStoredStep(step);
    return () => stored;
  }
  const row = toStoredRow(step);
  const item = keepItem(step.item);
  return () => ({ kind: "put", ...row, text: encodeItem(item) });
}

function toStoredRow(step: Step): StepOnRow {
  const { table } = step.kind === "put" ? step : step.key;
  return { table, key: toColumns(stepKey(step)), if: step.if && toStoredCondition(step.if) };
}
