import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Condition, DyStoreError, Step, Table } from "@dystore/core/adapter";
import { toAttributes } from "./attribute-value.ts";
import type { Call } from "./call.ts";
import { conditionInput } from "./condition.ts";
import { itemKeyAttributes } from "./key-attributes.ts";

/** A step as requests take it. It shares nothing with the step it was made of, whose owner may change it while it waits. */
export interface PreparedStep {
  /** Its place in the list that was handed to `write`. */
  readonly index: number;
  readonly table: Table;
  readonly region: string;
  readonly condition: Condition["kind"] | undefined;
  /** In the form that transactions take; all others are made of it. */
  readonly item: TransactWriteItem;
}

/** Steps that failed for one reason. */
export interface FailedSteps {
  readonly indexes: readonly number[];
  readonly error: DyStoreError;
}

export function prepareStep(call: Call, step: Step, index: number): PreparedStep {
  const table = step.kind === "put" ? step.table : step.key.table;
  const region = table.region ?? call.connection.homeRegion;
  return { index, table, region, condition: step.if?.kind, item: transactItem(step, table) };
}

function transactItem(step: Step, table: Table): TransactWriteItem {
  const condition = step.if && conditionInput(step.if, table);
  if (step.kind === "put") return { Put: { TableName: table.name, Item: toAttributes(step.item), ...condition } };
  const keyed = { TableName: table.name, Key: itemKeyAttributes(step.key) };
  if (step.kind === "delete") return { Delete: { ...keyed, ...condition } };
  return { ConditionCheck: { ...keyed, ...conditionInput(step.if, table) } };
}
