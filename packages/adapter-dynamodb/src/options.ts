import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DyStoreError } from "@dystore/core/adapter";

/** How `createTable` makes tables. */
export interface TableOptions {
  /** Capacity to pay for whether used or not. Default: on demand. */
  readonly provisioned?: { readonly readUnits: number; readonly writeUnits: number } | undefined;
  readonly tags?: { readonly [key: string]: string } | undefined;
  /** Has DynamoDB delete items once the time in their attribute `__dystore_expires__` has passed. Default `false`. */
  readonly timeToLive?: boolean | undefined;
}

/** Options of {@link dynamodbAdapter}; all may be left out. */
export interface DynamodbAdapterOptions {
  /** The home Region. Default: `AWS_REGION`, else `us-east-2`. */
  readonly region?: string | undefined;
  /**
   * Where DynamoDB answers, for all Regions; for DynamoDB Local. On this machine's loopback address, and without
   * `AWS_ACCESS_KEY_ID` in the environment, made-up credentials are used. Default: the Region's own endpoint.
   */
  readonly endpoint?: string | undefined;
  /** As the SDK takes them. Default: the SDK's chain (environment, profile, role, ...). */
  readonly credentials?: DynamoDBClientConfig["credentials"] | undefined;
  /**
   * Your own client, or a function that gives one for a Region (asked once for each), with your middleware, credentials,
   * tracing, and retries of reads; writes are repeated by the adapter alone. One client alone serves its own Region only. They stay yours: `close` does not destroy them.
   * Without it, the adapter keeps one client with kept-alive connections for each Region.
   */
  readonly client?: DynamoDBClient | ((region: string) => DynamoDBClient) | undefined;
  /** How long a request is repeated while nothing of it gets done, in milliseconds, more than 0. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * How long one answer is waited for, sending included, in milliseconds, more than 0 and at most 2,147,483,647. A batch has up to 16 MB: raise this, and `timeoutMs`, where
   * many MB go over a slow line, or to a DynamoDB Local on a busy machine. Default 10,000.
   */
  readonly attemptTimeoutMs?: number | undefined;
  /** Most requests of one call that are under way at once, 1 or more. Default 16. */
  readonly parallel?: number | undefined;
  readonly tables?: TableOptions | undefined;
}

// A timer of Node.js that is set to more fires at once (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args).
const longestTimerMs = 2 ** 31 - 1;

/**
 * The options that are numbers, by default where they are left out.
 *
 * @throws `INVALID` for those that cannot work. Taken as it is, a number that is none would keep requests from being sent.
 */
export function checkedNumbers({
  timeoutMs = 30_000,
  attemptTimeoutMs = 10_000,
  parallel = 16,
}: DynamodbAdapterOptions): {
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly parallel: number;
} {
  if (!(timeoutMs > 0)) throw invalid("timeoutMs", "milliseconds, more than 0");
  if (!(attemptTimeoutMs > 0 && attemptTimeoutMs <= longestTimerMs)) {
    throw invalid("attemptTimeoutMs", `milliseconds, more than 0 and at most ${longestTimerMs}`);
  }
  if (!(Number.isSafeInteger(parallel) && parallel >= 1)) throw invalid("parallel", "a whole number, 1 or more");
  return { timeoutMs, attemptTimeoutMs, parallel };
}

function invalid(option: keyof DynamodbAdapterOptions, sound: string): DyStoreError {
  return new DyStoreError(
    "INVALID",
    `The option "${option}" must be ${sound}; mend it, or leave it out for the default.`,
  );
}
