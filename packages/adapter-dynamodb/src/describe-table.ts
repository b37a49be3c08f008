import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { DyStoreError } from "@dystore/core/adapter";
import type { Call } from "./call.ts";

/** What DynamoDB says of a table; `undefined` where there is none. */
export async function describeTable(call: Call, region: string, name: string): Promise<TableDescription | undefined> {
  try {
    const answer = await call.send({
      operation: "DescribeTable",
      effect: "read",
      region,
      table: name,
      send: ({ client, sdk, options, prepared }) =>
        client.send(prepared(new sdk.DescribeTableCommand({ TableName: name })), options),
    });
    return answer.Table;
  } catch (error) {
    if (error instanceof DyStoreError && error.code === "TABLE_NOT_FOUND") return undefined;
    throw error;
  }
}

/**
 * Finds out which of a request's tables is missing, which DynamoDB does not say.
 *
 * @returns the error to report: the one given, unless it is `TABLE_NOT_FOUND` and the table can be told.
 */
export async function namingTable(
  call: Call,
  region: string,
  tables: readonly string[],
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof DyStoreError) || error.code !== "TABLE_NOT_FOUND" || error.table !== undefined) return error;
  for (const table of tables) {
    // Whoever may not describe tables learns as much as before.
    const stands = await describeTable(call, region, table).catch(() => error);
    if (stands !== undefined) continue;
    const message = `There is no table "${table}" in ${region}; create it first.`;
    return new DyStoreError("TABLE_NOT_FOUND", message, { table, requestId: error.requestId, cause: error.cause });
  }
  return error;
}
