import type { DynamoDBClient, ConsumedCapacity as SdkCapacity } from "@aws-sdk/client-dynamodb";
import type { RegionClient, Sdk } from "./clients.ts";
import { counted, neverRepeated, type Sendable } from "./repetition.ts";
import { type Readable, wholeItems } from "./whole-items.ts";

/**
 * What a request does, which decides what happens when its answer is lost.
 * `read`: it is repeated. `again`: it writes, and doing so twice does no harm; it is repeated. `once`: it writes on a
 * condition. By the time of a second one the world may have moved on (an item created by the first may have been deleted
 * by somebody else, and would come back from the dead), so it is never repeated, neither here nor by the SDK.
 */
export type Effect = "read" | "again" | "once";

/** What a request is about, for messages and events. */
export interface Subject {
  /** DynamoDB's name of the operation. */
  readonly operation: string;
  readonly region: string;
  /** The table, where there is one only. */
  readonly table?: string | undefined;
}

/** What every answer of the SDK may say. */
export interface Answered {
  readonly $metadata: object;
  readonly ConsumedCapacity?: SdkCapacity | readonly SdkCapacity[] | undefined;
}

/** One request, to be sent one or more times. */
export interface Request<Answer extends Answered> extends Subject {
  readonly effect: Effect;
  /**
   * Whether it could still be carried out after a refusal, were an earlier sending to arrive late: it demands that something be
   * absent, which deleting brings about again.
   */
  readonly mayComeLate?: boolean;
  /** Sends it. Throws where what came back cannot be the answer. */
  send(by: Sender): Promise<Answer>;
}

/** What one sending of a request takes: `client.send(prepared(new sdk.PutItemCommand(input)), options)`. */
interface Sender {
  readonly client: DynamoDBClient;
  readonly sdk: Sdk;
  readonly options: { readonly abortSignal: AbortSignal } | undefined;
  prepared<C extends Sendable & Readable>(command: C): C;
}

/** Around one sending. */
export interface Attempt {
  readonly timeoutMs: number;
  /** Stops waiting for a read. A write under way is left alone: cutting it off would only make its outcome unknown. */
  readonly signal: AbortSignal;
  /** Called for each time that something is sent. */
  readonly count: () => void;
}

/**
 * Sends a request through a client of the adapter's own. Such a client was made to send once, within the time set, and with
 * the middleware it needs: without options and middleware of its own, a command takes the SDK's short way.
 */
export function sendThroughOwn<A extends Answered>(
  request: Request<A>,
  to: RegionClient,
  attempt: Attempt,
): Promise<A> {
  const { signal, count } = attempt;
  count();
  const sending = request.send({ ...to, options: undefined, prepared: (command) => command });
  if (request.effect !== "read") return sending;
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    sending.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}

/** Sends a request through a client of the user's, which stays as it is: all that is needed goes with the command. */
export async function sendThroughGiven<A extends Answered>(
  request: Request<A>,
  to: RegionClient,
  { timeoutMs, signal, count }: Attempt,
): Promise<A> {
  const sending = new AbortController();
  const cut = (): void => sending.abort();
  const timer = setTimeout(cut, timeoutMs);
  if (request.effect === "read") signal.addEventListener("abort", cut, { once: true });
  try {
    return await request.send({
      ...to,
      options: { abortSignal: sending.signal },
      prepared(command) {
        counted(command, count);
        if (request.effect === "once") neverRepeated(command);
        wholeItems(command);
        return command;
      },
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cut);
  }
}
