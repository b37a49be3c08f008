import type { QueryCommandInput, ScanCommandInput } from "@aws-sdk/client-dynamodb";
import type { Item, KeyValue, Range, Scan } from "@dystore/core/adapter";
import { type Attributes, fromAttributes, toAttribute } from "./attribute-value.ts";
import type { Call } from "./call.ts";
import { itemKeyAttributes, keyAttributes } from "./key-attributes.ts";

/** Items of one partition in order of their sort keys, a page a request. */
export async function* query(call: Call, range: Range): AsyncGenerator<Item[]> {
  const { table, partition, prefix, after } = range;
  const start = startAfter(prefix, after);
  if (start === "end") return;
  const named = prefix !== undefined && prefix.length > 0 && table.sortKey !== undefined;
  const input: QueryCommandInput = {
    TableName: table.name,
    KeyConditionExpression: named ? "#p = :p AND begins_with(#s, :s)" : "#p = :p",
    ExpressionAttributeNames: { "#p": table.partitionKey.name, ...(named && { "#s": table.sortKey.name }) },
    ExpressionAttributeValues: { ":p": toAttribute(partition), ...(named && { ":s": toAttribute(prefix) }) },
    ...paging(call, range),
  };
  const first = start && keyAttributes(table, partition, start.after);
  yield* pages(first, (ExclusiveStartKey) =>
    call.send({
      operation: "Query",
      effect: "read",
      region: table.region ?? call.connection.homeRegion,
      table: table.name,
      send: async ({ client, sdk, options, prepared }) =>
        page(await client.send(prepared(new sdk.QueryCommand({ ...input, ExclusiveStartKey })), options)),
    }),
  );
}

/** A table's items, or those of one of its segments, a page a request. */
export async function* scan(call: Call, scan: Scan): AsyncGenerator<Item[]> {
  const { table, segment, after } = scan;
  const input: ScanCommandInput = {
    TableName: table.name,
    ...(segment && { Segment: segment.index, TotalSegments: segment.count }),
    ...paging(call, scan),
  };
  yield* pages(after && itemKeyAttributes(after), (ExclusiveStartKey) =>
    call.send({
      operation: "Scan",
      effect: "read",
      region: table.region ?? call.connection.homeRegion,
      table: table.name,
      send: async ({ client, sdk, options, prepared }) =>
        page(await client.send(prepared(new sdk.ScanCommand({ ...input, ExclusiveStartKey })), options)),
    }),
  );
}

interface Page {
  readonly Items?: Attributes[] | undefined;
  readonly LastEvaluatedKey?: Attributes | undefined;
}

/** Without this, an answer that is none would read as "there is nothing". */
function page<P extends Page>(answer: P): P {
  if (!answer.Items) throw new Error("The answer has no `Items`.");
  return answer;
}

async function* pages(
  first: Attributes | undefined,
  request: (start: Attributes | undefined) => Promise<Page>,
): AsyncGenerator<Item[]> {
  let start = first;
  do {
    const { Items = [], LastEvaluatedKey } = await request(start);
    yield Items.map(fromAttributes);
    start = LastEvaluatedKey;
  } while (start);
}

function paging(call: Call, { limit, consistent }: Range | Scan) {
  return {
    ConsistentRead: consistent ?? false,
    ReturnConsumedCapacity: call.reporting,
    ...(limit === undefined ? {} : { Limit: limit }),
  };
}

/**
 * DynamoDB begins behind any key, whether or not an item has it, but only behind one that the prefix fits: a key before
 * all that it fits is none to begin behind, and after one behind them all there is nothing.
 */
function startAfter(prefix: Range["prefix"], after: KeyValue | undefined): { after: KeyValue } | "end" | undefined {
  if (after === undefined) return undefined;
  if (prefix === undefined || prefix.length === 0) return { after };
  const [start, wanted] = [bytesOf(after), bytesOf(prefix)];
  const order = Buffer.compare(start.subarray(0, wanted.length), wanted);
  if (order === 0) return { after };
  return order > 0 ? "end" : undefined;
}

function bytesOf(value: KeyValue): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value));
}
