import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

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
   * retries and tracing. One client alone serves its own Region only. They stay yours: `close` does not destroy them.
   * Without it, the adapter keeps one client with kept-alive connections for each Region.
   */
  readonly client?: DynamoDBClient | ((region: string) => DynamoDBClient) | undefined;
  /** How long a request is repeated while nothing of it gets done, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * How long one answer is waited for, sending included, in milliseconds. A batch has up to 16 MB: raise this, and `timeoutMs`, where
   * many MB go over a slow line, or to a DynamoDB Local on a busy machine. Default 10,000.
   */
  readonly attemptTimeoutMs?: number | undefined;
  /** Most requests of one call that are under way at once. Default 16. */
  readonly parallel?: number | undefined;
  readonly tables?: TableOptions | undefined;
}
