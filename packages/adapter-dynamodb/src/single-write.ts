import type { Call } from "./call.ts";
import type { PreparedStep } from "./steps.ts";

/** Puts or deletes one item. */
export async function writeSingle(call: Call, { region, table, condition, item }: PreparedStep): Promise<void> {
  const request = { region, table: table.name, effect: condition ? ("once" as const) : ("again" as const) };
  const { Put, Delete } = item;
  if (Put) {
    const input = { ...Put, ReturnConsumedCapacity: call.reporting };
    await call.send({
      ...request,
      operation: "PutItem",
      send: ({ client, sdk, options, prepared }) => client.send(prepared(new sdk.PutItemCommand(input)), options),
    });
  }
  if (Delete) {
    const input = { ...Delete, ReturnConsumedCapacity: call.reporting };
    await call.send({
      ...request,
      operation: "DeleteItem",
      send: ({ client, sdk, options, prepared }) => client.send(prepared(new sdk.DeleteItemCommand(input)), options),
    });
  }
}
