import { randomUUID } from "node:crypto";
import type { TransactWriteItem, TransactWriteItemsCommandOutput } from "@aws-sdk/client-dynamodb";
import type { CheckStep, Step } from "@dystore/core/adapter";
import type { Request } from "./attempt.ts";
import type { Call } from "./call.ts";
import { conditionInput } from "./condition.ts";
import { namingTable } from "./describe-table.ts";
import { itemKeyAttributes } from "./key-attributes.ts";
import { deleteInput, putInput } from "./single-write.ts";
import { regionOf, tableOf } from "./steps.ts";

// "A client request token is valid for 10 minutes after the first request that uses it is completed" (API reference).
// Repeated later, the write would be carried out a second time.
const tokenMs = 8 * 60_000;

/** Carries out all steps or none. Repeated under its token, which makes that safe even where an answer was lost. */
export async function transact(call: Call, steps: readonly Step[], token: string = randomUUID()): Promise<void> {
  const [first] = steps;
  if (!first) return;
  const region = regionOf(first, call);
  const tables = [...new Set(steps.map((step) => tableOf(step).name))];
  const input = {
    ClientRequestToken: token,
    TransactItems: steps.map(transactItem),
    ReturnConsumedCapacity: call.reporting,
  };
  const request: Request<TransactWriteItemsCommandOutput> = {
    operation: "TransactWriteItems",
    effect: "again",
    mayComeLate: steps.some((step) => step.if?.kind === "absent"),
    region,
    table: tables.length === 1 ? tables[0] : undefined,
    send: ({ client, sdk, options, prepared }) =>
      client.send(prepared(new sdk.TransactWriteItemsCommand(input)), options),
  };
  try {
    await call.send(request, call.patience(Math.min(call.connection.timeoutMs, tokenMs)));
  } catch (error) {
    throw await namingTable(call, region, tables, error);
  }
}

function transactItem(step: Step): TransactWriteItem {
  switch (step.kind) {
    case "put":
      return { Put: putInput(step) };
    case "delete":
      return { Delete: deleteInput(step) };
    case "check":
      return { ConditionCheck: checkInput(step) };
  }
}

function checkInput({ key, if: condition }: CheckStep) {
  return { TableName: key.table.name, Key: itemKeyAttributes(key), ...conditionInput(condition, key.table) };
}
