import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type FaultProxy, faultProxy } from "@dystore/conformance";
import type { Adapter, DyStoreError, Item, ItemKey, PutStep, Table } from "@dystore/core/adapter";
import { describe, expect, inject, onTestFinished } from "vitest";
import { type DynamodbAdapterOptions, dynamodbAdapter } from "../src/index.ts";

/** Groups tests that need DynamoDB Local, and skips them where none is to be had. */
export const onDynamodb: typeof describe = describe.skipIf(inject("dynamodbEndpoint") === undefined) as typeof describe;

/** DynamoDB Local's address. */
export function localEndpoint(): string {
  const endpoint = inject("dynamodbEndpoint");
  if (endpoint === undefined) throw new TypeError("This test runs without a DynamoDB Local.");
  return endpoint;
}

/** A table of its own in DynamoDB Local, an adapter that reaches it through a fault proxy, and one that reaches it directly. */
export interface Stage {
  readonly proxy: FaultProxy;
  readonly adapter: Adapter;
  readonly direct: Adapter;
  readonly table: Table;
  key(partition: string, sort?: string): ItemKey;
  put(partition: string, more?: Item, step?: Pick<PutStep, "if">): PutStep;
}

export type StageOptions = Omit<DynamodbAdapterOptions, "endpoint"> & {
  /** The adapter under test uses a client made by hand, with retries of its own. */
  readonly ownClient?: boolean;
};

export async function stage({ ownClient = false, ...options }: StageOptions = {}): Promise<Stage> {
  const proxy = await faultProxy({ target: localEndpoint() });
  const client = ownClient ? retryingClient(proxy.endpoint) : undefined;
  const direct = dynamodbAdapter({ endpoint: localEndpoint() });
  const adapter = dynamodbAdapter({ ...(client ? { client } : { endpoint: proxy.endpoint }), ...options });
  onTestFinished(async () => {
    await Promise.all([adapter.close(), direct.close(), proxy.close()]);
    client?.destroy();
  });
  const table: Table = {
    name: `faults-${randomUUID()}`,
    partitionKey: { name: "p", type: "string" },
    sortKey: { name: "s", type: "string" },
  };
  await direct.createTable(table, {});
  return {
    proxy,
    adapter,
    direct,
    table,
    key: (partition, sort = "-") => ({ table, partition, sort }),
    put: (partition, more = {}, step = {}) => ({
      kind: "put",
      table,
      item: { p: partition, s: "-", ...more },
      ...step,
    }),
  };
}

/** What an adapter may send through, and the stage's option for it. */
export const clients = [
  ["the adapter's client", false],
  ["a client of the user's that repeats everything", true],
] as const;

/** A client as a user may have it: one that would send everything up to five times. */
export function retryingClient(endpoint: string, region = "us-east-2"): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 5 });
}

/** The error a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<DyStoreError> {
  return call.then(
    () => expect.unreachable("The call should have been refused."),
    (error: DyStoreError) => {
      expect(error.name, String(error)).toBe("DyStoreError");
      return error;
    },
  );
}

/** All pages of a query or scan, as one list. */
export async function all(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** Some 30 keys, more than a batch of writes and less than one of reads holds. */
export const names: readonly string[] = Array.from({ length: 30 }, (_, i) => `k${String(i).padStart(2, "0")}`);
