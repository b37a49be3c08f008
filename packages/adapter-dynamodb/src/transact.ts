import { randomUUID } from "node:crypto";
import type { TransactWriteItemsCommandOutput } from "@aws-sdk/client-dynamodb";
import type { Request } from "./attempt.ts";
import type { Call } from "./call.ts";
import { namingTable } from "./describe-table.ts";
import type { PreparedStep } from "./steps.ts";

// "A client request token is valid for 10 minutes after the first request that uses it is completed" (API reference).
// Repeated later, the write would be carried out a second time.
const tokenMs = 8 * 60_000;

/** Carries out all steps or none. Repeated under its token, which makes that safe even where an answer was lost. */
export async function transact(
  call: Call,
  steps: readonly PreparedStep[],
  token: string = randomUUID(),
): Promise<void> {
  const [first] = steps;
  if (!first) return;
  const { region } = first;
  const tables = [...new Set(steps.map(({ table }) => table.name))];
  const input = {
    ClientRequestToken: token,
    TransactItems: steps.map(({ item }) => item),
    ReturnConsumedCapacity: call.reporting,
  };
  const request: Request<TransactWriteItemsCommandOutput> = {
    operation: "TransactWriteItems",
    effect: "again",
    mayComeLate: steps.some(({ condition }) => condition === "absent"),
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
