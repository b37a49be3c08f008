import {
  type Adapter,
  type AdapterEvent,
  type Context,
  DyStoreError,
  defineAdapter,
  dynamodbAtomicWrites,
  dynamodbLimits,
} from "@dystore/core/adapter";
import { Call, type Connection } from "./call.ts";
import { Clients } from "./clients.ts";
import { createTable } from "./create-table.ts";
import { get } from "./get.ts";
import type { DynamodbAdapterOptions } from "./options.ts";
import { query, scan } from "./pages.ts";
import { write } from "./write.ts";

/**
 * Stores items in Amazon DynamoDB, as native attributes. The SDK is loaded, and clients are made, when first used.
 *
 * Requests are repeated here, with growing random pauses, and only where that is safe: reads; what DynamoDB refused for lack
 * of capacity or for contention; atomic writes, under their token; and puts and deletes without a condition. Of the last,
 * one whose answer was lost may happen a second time after a later write by somebody else: write and delete so
 * only what nobody else writes. A write on a condition whose answer was lost is `UNKNOWN_OUTCOME`.
 *
 * @throws `INVALID` where options contradict each other, or the endpoint is no URL.
 * @example
 * ```ts
 * const adapter = dynamodbAdapter({ region: "eu-central-1" });
 * const store = new DyStore({ adapter, table: "Root", primaryKey: "ID" });
 * ```
 */
export function dynamodbAdapter(options: DynamodbAdapterOptions = {}): Adapter {
  if (options.client && (options.endpoint !== undefined || options.credentials !== undefined)) {
    throw new DyStoreError(
      "INVALID",
      "A client that is handed in has its own endpoint and credentials; leave these out.",
    );
  }
  if (options.endpoint !== undefined && !URL.canParse(options.endpoint)) {
    throw new DyStoreError("INVALID", 'The endpoint is no URL; give one such as "http://127.0.0.1:8000".');
  }
  const attemptTimeoutMs = options.attemptTimeoutMs ?? 10_000;
  const clients = new Clients(options, attemptTimeoutMs);
  const connection: Connection = {
    clients,
    homeRegion: options.region ?? (process.env.AWS_REGION || "us-east-2"),
    timeoutMs: options.timeoutMs ?? 30_000,
    attemptTimeoutMs,
    parallel: options.parallel ?? 16,
    underWay: new Set(),
  };

  async function during<T>(name: AdapterEvent["call"], context: Context, work: (call: Call) => Promise<T>): Promise<T> {
    const call = new Call(connection, name, context);
    try {
      return await work(call);
    } finally {
      call.end();
    }
  }
  async function* pagesDuring<T>(
    name: AdapterEvent["call"],
    context: Context,
    work: (call: Call) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const call = new Call(connection, name, context);
    try {
      yield* work(call);
    } finally {
      call.end();
    }
  }

  return defineAdapter({
    name: "dynamodb",
    capabilities: {
      region: connection.homeRegion,
      manyRegions: typeof options.client !== "object",
      atomic: dynamodbAtomicWrites,
      limits: dynamodbLimits,
    },
    get: (keys, how, context) => during("get", context, (call) => get(call, keys, how)),
    write: (steps, how, context) => during("write", context, (call) => write(call, steps, how)),
    query: (range, context) => pagesDuring("query", context, (call) => query(call, range)),
    scan: (range, context) => pagesDuring("scan", context, (call) => scan(call, range)),
    createTable: (table, context) =>
      during("createTable", context, (call) => createTable(call, table, options.tables ?? {})),
    async close() {
      // Cut off, writes under way would have no known outcome.
      while (connection.underWay.size > 0) await Promise.allSettled(connection.underWay);
      await clients.close();
    },
  });
}
