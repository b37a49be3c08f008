import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DyStoreError } from "@dystore/core/adapter";
import type { DynamodbAdapterOptions } from "./options.ts";
import { wholeItems } from "./whole-items.ts";

/** The SDK's module. */
export type Sdk = typeof import("@aws-sdk/client-dynamodb");

/** The SDK and a client that speaks to one Region. */
export interface RegionClient {
  readonly sdk: Sdk;
  readonly client: DynamoDBClient;
  /** Whether it was made here: to send what it is given once, and to wait for the answer for so long and no longer. */
  readonly isOwn: boolean;
}

/** Clients by Region, made or asked for when first used. */
export class Clients {
  readonly #options: DynamodbAdapterOptions;
  readonly #attemptTimeoutMs: number;
  readonly #ready = new Map<string, Promise<RegionClient>>();

  constructor(options: DynamodbAdapterOptions, attemptTimeoutMs: number) {
    this.#options = options;
    this.#attemptTimeoutMs = attemptTimeoutMs;
  }

  /** @throws `INVALID` where a client handed in speaks to another Region than it is asked for. */
  in(region: string): Promise<RegionClient> {
    let ready = this.#ready.get(region);
    if (!ready) {
      ready = this.#make(region);
      this.#ready.set(region, ready);
      // What failed is tried anew by the next call.
      ready.catch(() => this.#ready.delete(region));
    }
    return ready;
  }

  /** Closes the connections of the clients made here. */
  async close(): Promise<void> {
    const made = await Promise.allSettled(this.#ready.values());
    this.#ready.clear();
    for (const one of made) if (one.status === "fulfilled" && one.value.isOwn) one.value.client.destroy();
  }

  async #make(region: string): Promise<RegionClient> {
    // Imported here, because it takes longer to load than everything else together.
    const sdk = await import("@aws-sdk/client-dynamodb");
    const { client: given } = this.#options;
    if (given === undefined) {
      const client = new sdk.DynamoDBClient(config(this.#options, region, this.#attemptTimeoutMs));
      wholeItems(client);
      // It would put every item through a filter for a log that nobody keeps.
      client.middlewareStack.remove("loggerMiddleware");
      return { sdk, client, isOwn: true };
    }

    const client = typeof given === "function" ? given(region) : given;
    const spoken = await client.config.region();
    if (spoken !== region) {
      throw new DyStoreError(
        "INVALID",
        `The client handed in for Region ${region} speaks to ${spoken}; hand in one for ${region}, or set the option "region".`,
      );
    }
    return { sdk, client, isOwn: false };
  }
}

function config(options: DynamodbAdapterOptions, region: string, timeoutMs: number): DynamoDBClientConfig {
  const { endpoint } = options;
  const credentials = options.credentials ?? (endpoint === undefined ? undefined : localCredentials(endpoint));
  return {
    region,
    // Repeated by `Call` and nowhere else.
    maxAttempts: 1,
    // Not for each command anew.
    cacheMiddleware: true,
    requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true, socketTimeout: timeoutMs },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** DynamoDB Local wants credentials, but any will do; real ones should not have to lie about for it. */
function localCredentials(endpoint: string): DynamoDBClientConfig["credentials"] | undefined {
  if (process.env.AWS_ACCESS_KEY_ID) return undefined;
  const { hostname } = new URL(endpoint);
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  return isLoopback ? { accessKeyId: "local", secretAccessKey: "local" } : undefined;
}
