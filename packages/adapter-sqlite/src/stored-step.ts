import { encodeItem, keepItem, type PutStep, type Step, stepKey, type Table } from "@dystore/core/adapter";
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
  const { table } = step.kind === "put" ? step : step.key;
  const row = { table, key: toColumns(stepKey(step)), if: step.if && toStoredCondition(step.if) };
  return step.kind === "put" ? { kind: "put", ...row, text: encodeItem(step.item) } : { kind: step.kind, ...row };
}

/** A step that waits for its turn. */
export type WaitingStep = StoredStep | UnconditionalPut;

/** A put whose item nobody else changes. It becomes text when its turn comes. */
interface UnconditionalPut extends PutStep {
  readonly if?: undefined;
}

/** Has a step wait: with a copy of its item, or the item itself where it is the engine's own. What is small is made at once. */
export function toWaitingStep(step: Step): WaitingStep {
  if (step.kind !== "put" || step.if !== undefined) return toStoredStep(step);
  return { kind: "put", table: step.table, item: keepItem(step.item) };
}

/** A step whose turn has come. */
export function fromWaitingStep(step: WaitingStep): StoredStep {
  return "item" in step ? toStoredStep(step) : step;
}
