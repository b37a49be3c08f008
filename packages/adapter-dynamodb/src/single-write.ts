import type { Delete, Put } from "@aws-sdk/client-dynamodb";
import type { DeleteStep, PutStep } from "@dystore/core/adapter";
import { toAttributes } from "./attribute-value.ts";
import type { Call } from "./call.ts";
import { conditionInput } from "./condition.ts";
import { itemKeyAttributes } from "./key-attributes.ts";

import { regionOf, tableOf } from "./steps.ts";

/** What `PutItem` and a put in a transaction take alike. */
export function putInput(step: PutStep): Put {
  return {
    TableName: step.table.name,
    Item: toAttributes(step.item),
    ...(step.if && conditionInput(step.if, step.table)),
  };
}

/** What `DeleteItem` and a delete in a transaction take alike. */
export function deleteInput(step: DeleteStep): Delete {
  return {
    TableName: step.key.table.name,
    Key: itemKeyAttributes(step.key),
    ...(step.if && conditionInput(step.if, step.key.table)),
  };
}

/** Puts or deletes one item. */
export async function writeSingle(call: Call, step: PutStep | DeleteStep): Promise<void> {
  const request = {
    region: regionOf(step, call),
    table: tableOf(step).name,
    effect: step.if ? ("once" as const) : ("again" as const),
  };
  if (step.kind === "put") {
    const input = { ...putInput(step), ReturnConsumedCapacity: call.reporting };
    await call.send({
      ...request,
      operation: "PutItem",
      send: ({ client, sdk, options, prepared }) => client.send(prepared(new sdk.PutItemCommand(input)), options),
    });
  } else {
    const input = { ...deleteInput(step), ReturnConsumedCapacity: call.reporting };
    await call.send({
      ...request,
      operation: "DeleteItem",
      send: ({ client, sdk, options, prepared }) => client.send(prepared(new sdk.DeleteItemCommand(input)), options),
    });
  }
}
