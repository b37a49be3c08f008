import type { WriteRequest } from "@aws-sdk/client-dynamodb";
import { DyStoreError, type Table } from "@dystore/core/adapter";
import { toAttributes } from "./attribute-value.ts";
import type { Call } from "./call.ts";
import { itemKeyAttributes, keyId } from "./key-attributes.ts";
import { type FailedSteps, type IndexedStep, tableOf } from "./steps.ts";
import { wireBytes } from "./wire-bytes.ts";
import { writeAlone } from "./write-alone.ts";

// "A single call to BatchWriteItem can transmit up to 16 MB of data over the network, consisting of up to 25 item put or
// delete operations" (API reference). Something is left for names and braces around the items.
const batchSteps = 25;
const batchBytes = 16 * 1024 * 1024 - 64 * 1024;

/** A step in the form in which a batch takes it. */
export interface BatchedStep {
  readonly indexed: IndexedStep;
  readonly request: WriteRequest;
}

/** Cuts steps of one Region into batches that a request can hold. */
export function batchesOf(steps: readonly IndexedStep[]): BatchedStep[][] {
  const batches: BatchedStep[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const indexed of steps) {
    const request = writeRequest(indexed);
    const more = request.PutRequest?.Item ? wireBytes(request.PutRequest.Item) : 8192;
    const last = batches.at(-1);
    if (last && last.length < batchSteps && bytes + more <= batchBytes) {
      last.push({ indexed, request });
      bytes += more;
    } else {
      batches.push([{ indexed, request }]);
      bytes = more;
    }
  }
  return batches;
}

/** Writes one batch to its end, what DynamoDB leaves unprocessed included. Every step is tried; failures are returned. */
export async function writeBatch(
  call: Call,
  region: string,
  batch: readonly BatchedStep[],
): Promise<readonly FailedSteps[]> {
  const [table, ...more] = new Set(batch.map(({ indexed }) => tableOf(indexed.step).name));
  const request = { operation: "BatchWriteItem", region, table: more.length === 0 ? table : undefined };
  const patience = call.patience();
  let open = batch;
  for (;;) {
    const input = {
      RequestItems: Object.fromEntries(
        [...Map.groupBy(open, ({ indexed }) => tableOf(indexed.step).name)].map(
          ([name, steps]) => [name, steps.map((step) => step.request)] as const,
        ),
      ),
      ReturnConsumedCapacity: call.reporting,
    };
    let left: readonly BatchedStep[];
    try {
      const output = await call.send(
        {
          ...request,
          effect: "again",
          async send({ client, sdk, options, prepared }) {
            const output = await client.send(prepared(new sdk.BatchWriteItemCommand(input)), options);
            // Without this, an answer that is none would read as "all of them are done".
            if (!output.UnprocessedItems) throw new Error("The answer has no `UnprocessedItems`.");
            return { ...output, left: unprocessed(open, output.UnprocessedItems) };
          },
        },
        patience,
      );
      left = output.left;
    } catch (error) {
      if (!(error instanceof DyStoreError)) throw error;
      return oneByOne(call, open, error);
    }
    if (left.length === 0) return [];
    if (left.length < open.length) patience.progress();
    const pause = await patience.pause();
    if (pause !== "repeat") return [{ indexes: indexesOf(left), error: call.exhausted(request, pause, patience) }];
    open = left;
  }
}

/** DynamoDB refuses a batch as a whole for one bad step, or one table that is not there. The others are still to be tried. */
async function oneByOne(
  call: Call,
  open: readonly BatchedStep[],
  error: DyStoreError,
): Promise<readonly FailedSteps[]> {
  const tables = new Set(open.map(({ indexed }) => tableOf(indexed.step).name));
  const isTables = error.code === "TABLE_NOT_FOUND" || error.code === "ACCESS_DENIED";
  const mayDiffer = error.code === "INVALID" || (isTables && tables.size > 1);
  if (!mayDiffer) return [{ indexes: indexesOf(open), error }];
  const failed: FailedSteps[] = [];
  for (const { indexed } of open) failed.push(...(await writeAlone(call, indexed)));
  return failed;
}

/** The steps that an answer says were not carried out. */
function unprocessed(
  open: readonly BatchedStep[],
  left: Readonly<Record<string, readonly WriteRequest[]>>,
): readonly BatchedStep[] {
  const tables = new Map(open.map(({ indexed }) => [tableOf(indexed.step).name, tableOf(indexed.step)]));
  const ids = new Set<string>();
  for (const [name, requests] of Object.entries(left)) {
    for (const request of requests) ids.add(requestId(tables.get(name), request));
  }
  if (ids.size === 0) return [];
  const steps = open.filter(({ indexed, request }) => ids.has(requestId(tableOf(indexed.step), request)));
  // To pass over one would be to call it done.
  if (steps.length !== ids.size) throw new Error("The answer names an item that was not to be written.");
  return steps;
}

function requestId(table: Table | undefined, { PutRequest, DeleteRequest }: WriteRequest): string {
  return table ? `${table.name} ${keyId(table, PutRequest?.Item ?? DeleteRequest?.Key ?? {})}` : "";
}

function writeRequest({ step }: IndexedStep): WriteRequest {
  if (step.kind === "put") return { PutRequest: { Item: toAttributes(step.item) } };
  return { DeleteRequest: { Key: itemKeyAttributes(step.key) } };
}

function indexesOf(steps: readonly BatchedStep[]): number[] {
  return steps.map(({ indexed }) => indexed.index);
}
