import type { GetOptions, Item, ItemKey, Table } from "@dystore/core/adapter";
import { type Attributes, fromAttributes } from "./attribute-value.ts";
import type { Call } from "./call.ts";
import { namingTable } from "./describe-table.ts";
import { itemKeyAttributes, keyId } from "./key-attributes.ts";
import { chunks, inParallel } from "./parallel.ts";

// "Each BatchGetItem can contain up to 100 keys" (API reference).
const batchKeys = 100;

/** A key that is asked for, and its item once it was found. */
interface Wanted {
  readonly table: Table;
  readonly key: Attributes;
  found?: Attributes | undefined;
}

/** Items by key, aligned with `keys`, which are distinct. */
export async function get(call: Call, keys: readonly ItemKey[], options: GetOptions): Promise<(Item | undefined)[]> {
  const consistent = options.consistent ?? false;
  const asked = keys.map((key): Wanted => ({ table: key.table, key: itemKeyAttributes(key) }));
  const regions = Map.groupBy(asked, ({ table }) => table.region ?? call.connection.homeRegion);
  const batches = [...regions].flatMap(([region, wanted]) =>
    chunks(wanted, batchKeys).map((batch) => ({ region, batch })),
  );
  const read = ({ region, batch }: (typeof batches)[number]): Promise<void> => {
    const [only, ...more] = batch;
    return only && more.length === 0
      ? getOne(call, region, only, consistent)
      : getBatch(call, region, batch, consistent);
  };
  // One that fails makes the others pointless.
  await inParallel(batches, call.connection.parallel, read, () => call.stop());
  return asked.map(({ found }) => found && fromAttributes(found));
}

async function getOne(call: Call, region: string, wanted: Wanted, consistent: boolean): Promise<void> {
  const input = {
    TableName: wanted.table.name,
    Key: wanted.key,
    ConsistentRead: consistent,
    ReturnConsumedCapacity: call.reporting,
  };
  const answer = await call.send({
    operation: "GetItem",
    effect: "read",
    region,
    table: wanted.table.name,
    send: ({ client, sdk, options, prepared }) => client.send(prepared(new sdk.GetItemCommand(input)), options),
  });
  wanted.found = answer.Item;
}

async function getBatch(call: Call, region: string, wanted: readonly Wanted[], consistent: boolean): Promise<void> {
  const tables = new Map(wanted.map(({ table }) => [table.name, table]));
  const byId = new Map(wanted.map((one) => [wantedId(one.table, one.key), one]));
  const request = { operation: "BatchGetItem", region, table: tables.size === 1 ? wanted[0]?.table.name : undefined };
  const meant = (tableName: string, attributes: Attributes): Wanted => {
    const table = tables.get(tableName);
    const one = table && byId.get(wantedId(table, attributes));
    // To pass over it would be to call some other key absent.
    if (!one) throw new Error("The answer names a key that was not asked for.");
    return one;
  };
  const patience = call.patience();
  let open = wanted;
  for (;;) {
    const keys = [...Map.groupBy(open, ({ table }) => table.name)].map(
      ([name, some]) => [name, { Keys: some.map(({ key }) => key), ConsistentRead: consistent }] as const,
    );
    const input = { RequestItems: Object.fromEntries(keys), ReturnConsumedCapacity: call.reporting };
    const sending = call.send(
      {
        ...request,
        effect: "read",
        async send({ client, sdk, options, prepared }) {
          const output = await client.send(prepared(new sdk.BatchGetItemCommand(input)), options);
          // Without this, an answer that is none would read as "all of them are absent".
          if (!output.Responses) throw new Error("The answer has no `Responses`.");
          for (const [table, items] of Object.entries(output.Responses)) {
            for (const item of items) meant(table, item).found = item;
          }
          // Held back for want of capacity, or because the answer reached 16 MB, or 1 MB from one partition.
          const left = Object.entries(output.UnprocessedKeys ?? {});
          return { ...output, held: left.flatMap(([table, { Keys = [] }]) => Keys.map((key) => meant(table, key))) };
        },
      },
      patience,
    );
    const { held } = await sending.catch(async (error: unknown) => {
      throw await namingTable(call, region, [...tables.keys()], error);
    });
    if (held.length === 0) return;
    if (held.length < open.length) patience.progress();
    const pause = await patience.pause();
    if (pause !== "repeat") throw call.exhausted(request, pause, patience);
    open = held;
  }
}

function wantedId(table: Table, attributes: Attributes): string {
  return `${table.name} ${keyId(table, attributes)}`;
}
