import type { CreateTableCommandInput, TableDescription } from "@aws-sdk/client-dynamodb";
import { DyStoreError, expiryAttribute, type KeyAttribute, type Table } from "@dystore/core/adapter";
import type { Subject } from "./attempt.ts";
import type { Call } from "./call.ts";
import { describeTable } from "./describe-table.ts";
import type { TableOptions } from "./options.ts";

/** A table takes seconds to come up, seldom minutes. */
const longestMs = 10 * 60_000;

const types = { string: "S", number: "N", binary: "B" } as const;

/** Creates a table where none stands, checks the keys of one that does, and waits until it can be used. */
export async function createTable(call: Call, table: Table, options: TableOptions): Promise<void> {
  const region = table.region ?? call.connection.homeRegion;
  const subject: Subject = { operation: "CreateTable", region, table: table.name };
  const patience = call.patience(longestMs);
  for (;;) {
    const standing = (await describeTable(call, region, table.name)) ?? (await create(call, subject, table, options));
    const status = standing?.TableStatus;
    if (standing && (status === "ACTIVE" || status === "UPDATING")) {
      checkKeys(table, standing);
      if (options.timeToLive) await enableTimeToLive(call, subject, table);
      return;
    }
    if (standing && status !== "CREATING" && status !== "DELETING") {
      const message = `Table "${table.name}" in ${region} can not be used: its state is ${status}.`;
      throw new DyStoreError("UNAVAILABLE", message, { table: table.name });
    }
    const pause = await patience.pause();
    if (pause === "aborted") throw call.exhausted(subject, pause, patience);
    if (pause === "late") {
      const message = `Table "${table.name}" in ${region} did not come up in ${longestMs / 60_000} minutes.`;
      throw new DyStoreError("UNAVAILABLE", message, { table: table.name });
    }
  }
}

/** Creates it, and says what it is like so far; `undefined` where it exists by now. */
async function create(
  call: Call,
  subject: Subject,
  table: Table,
  options: TableOptions,
): Promise<TableDescription | undefined> {
  const { provisioned, tags } = options;
  const keys = [table.partitionKey, ...(table.sortKey ? [table.sortKey] : [])];
  const input: CreateTableCommandInput = {
    TableName: table.name,
    KeySchema: keys.map(({ name }, i) => ({ AttributeName: name, KeyType: i === 0 ? "HASH" : "RANGE" })),
    AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: types[type] })),
    ...(provisioned
      ? {
          BillingMode: "PROVISIONED",
          ProvisionedThroughput: {
            ReadCapacityUnits: provisioned.readUnits,
            WriteCapacityUnits: provisioned.writeUnits,
          },
        }
      : { BillingMode: "PAY_PER_REQUEST" }),
    ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
  try {
    const answer = await call.send({
      ...subject,
      effect: "again",
      send: ({ client, sdk, options, prepared }) => client.send(prepared(new sdk.CreateTableCommand(input)), options),
    });
    return answer.TableDescription;
  } catch (error) {
    // Somebody else creates it just now, or an earlier request of ours did. The next look tells.
    if (error instanceof DyStoreError && nameOf(error.cause) === "ResourceInUseException") return undefined;
    throw error;
  }
}

async function enableTimeToLive(call: Call, subject: Subject, table: Table): Promise<void> {
  const { TimeToLiveDescription: now } = await call.send({
    ...subject,
    operation: "DescribeTimeToLive",
    effect: "read",
    send: ({ client, sdk, options, prepared }) =>
      client.send(prepared(new sdk.DescribeTimeToLiveCommand({ TableName: table.name })), options),
  });
  if (now?.TimeToLiveStatus === "ENABLED" || now?.TimeToLiveStatus === "ENABLING") {
    if (now.AttributeName === expiryAttribute) return;
    const message = `Items of table "${table.name}" expire by another attribute than ${expiryAttribute} already.`;
    throw new DyStoreError("INVALID", message, { table: table.name });
  }
  const input = {
    TableName: table.name,
    TimeToLiveSpecification: { Enabled: true, AttributeName: expiryAttribute },
  };
  await call.send({
    ...subject,
    operation: "UpdateTimeToLive",
    effect: "again",
    send: ({ client, sdk, options, prepared }) =>
      client.send(prepared(new sdk.UpdateTimeToLiveCommand(input)), options),
  });
}

function checkKeys(table: Table, { KeySchema = [], AttributeDefinitions = [] }: TableDescription): void {
  const stands = (keyType: string): string => {
    const name = KeySchema.find((key) => key.KeyType === keyType)?.AttributeName;
    const type = AttributeDefinitions.find((attribute) => attribute.AttributeName === name)?.AttributeType;
    return name === undefined ? "none" : `"${name}" (${type})`;
  };
  const wanted = (key: KeyAttribute | undefined): string => (key ? `"${key.name}" (${types[key.type]})` : "none");
  const is = `partition key ${stands("HASH")}, sort key ${stands("RANGE")}`;
  const should = `partition key ${wanted(table.partitionKey)}, sort key ${wanted(table.sortKey)}`;
  if (is === should) return;
  const message = `Table "${table.name}" stands already, with other keys: ${is}, where the store has ${should}.`;
  throw new DyStoreError("INVALID", message, { table: table.name });
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
