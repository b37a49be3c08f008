import type { ConsumedCapacity as SdkCapacity } from "@aws-sdk/client-dynamodb";
import {
  type AdapterEvent,
  type ConsumedCapacity,
  type Context,
  DyStoreError,
  type ErrorCode,
} from "@dystore/core/adapter";
import { type Answered, type Effect, type Request, type Subject, sendThroughGiven, sendThroughOwn } from "./attempt.ts";
import type { Clients, RegionClient } from "./clients.ts";
import { type Failure, judge } from "./failure.ts";
import { Patience, type Pause } from "./patience.ts";

/** What all calls of one adapter share. */
export interface Connection {
  readonly clients: Clients;
  readonly homeRegion: string;
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly parallel: number;
  /** Requests that wait for their answer. */
  readonly underWay: Set<Promise<unknown>>;
}

// Nothing listening, or no such host, seldom changes within a second, and whoever forgot to start it wants to know.
const connectionAttempts = 4;

/** One call of an adapter's method: sends its requests, repeats them, and counts. */
export class Call {
  readonly connection: Connection;
  readonly context: Context;
  readonly #name: AdapterEvent["call"];
  readonly #stop = new AbortController();
  readonly #forward = (): void => this.#stop.abort();
  readonly #capacity = new Map<string, ConsumedCapacity>();
  #requests = 0;
  #retries = 0;

  constructor(connection: Connection, name: AdapterEvent["call"], context: Context) {
    this.connection = connection;
    this.context = context;
    this.#name = name;
    context.signal?.addEventListener("abort", this.#forward, { once: true });
    if (context.signal?.aborted) this.#stop.abort();
  }

  /** What to ask DynamoDB to report of the capacity used. */
  get reporting(): "TOTAL" | "NONE" {
    return this.context.observe ? "TOTAL" : "NONE";
  }

  /** Time for one request; to be handed to all its repetitions. */
  patience(timeoutMs: number = this.connection.timeoutMs): Patience {
    return new Patience(timeoutMs, this.#stop.signal);
  }

  /** Stops reads that are under way and repetitions of any request. */
  stop(): void {
    this.#stop.abort();
  }

  /** Reports what was done. */
  end(): void {
    this.context.signal?.removeEventListener("abort", this.#forward);
    if (this.#requests === 0) return;
    this.context.observe?.({
      adapter: "dynamodb",
      call: this.#name,
      requests: this.#requests,
      retries: this.#retries,
      capacity: [...this.#capacity.values()],
    });
  }

  /** Sends a request until it is answered, and throws a `DyStoreError` once it makes no more sense to go on. */
  async send<Answer extends Answered>(request: Request<Answer>, patience: Patience = this.patience()): Promise<Answer> {
    const to = await this.#client(request.region);
    for (;;) {
      if (this.#stop.signal.aborted) throw this.#error(request, "ABORTED", patience);
      try {
        return await this.#attempt(request, to, patience);
      } catch (cause) {
        if (this.#stop.signal.aborted && request.effect === "read") {
          throw this.#error(request, "ABORTED", patience, undefined, cause);
        }
        const failure = judge(cause);
        if (failure.kind === "unknown" && request.effect !== "read") patience.maybeDone = true;
        // A transaction is refused for its conditions, or as another than the one its token names, only where no earlier one
        // under its token succeeded. Any other refusal says nothing of what an earlier one may have done. No refusal says what one
        // that is still under way may do.
        const isJudged = failure.code === "CONFLICT" || failure.name === "IdempotentParameterMismatchException";
        if (isJudged && !request.mayComeLate) patience.maybeDone = false;
        const final =
          failure.kind === "refused" ||
          (failure.kind === "unknown" && request.effect === "once") ||
          (failure.kind === "unsent" && patience.vain + 1 >= connectionAttempts);
        const pause = final ? "late" : await patience.pause();
        if (pause !== "repeat") {
          throw this.#error(request, pause === "aborted" ? "ABORTED" : failure.code, patience, failure, cause);
        }
      }
    }
  }

  /** The error for a request whose answers left something undone, again and again. */
  exhausted(subject: Subject, pause: Exclude<Pause, "repeat">, patience: Patience): DyStoreError {
    return this.#error(subject, pause === "aborted" ? "ABORTED" : "THROTTLED", patience);
  }

  async #attempt<Answer extends Answered>(
    request: Request<Answer>,
    to: RegionClient,
    patience: Patience,
  ): Promise<Answer> {
    const sending = (to.isOwn ? sendThroughOwn : sendThroughGiven)(request, to, {
      timeoutMs: this.connection.attemptTimeoutMs,
      signal: this.#stop.signal,
      count: () => {
        this.#requests++;
        if (patience.sent++ > 0) this.#retries++;
      },
    });
    this.connection.underWay.add(sending);
    try {
      const answer = await sending;
      for (const used of [answer.ConsumedCapacity ?? []].flat()) this.#consumed(request, request.effect, used);
      return answer;
    } finally {
      this.connection.underWay.delete(sending);
    }
  }

  async #client(region: string): Promise<RegionClient> {
    try {
      return await this.connection.clients.in(region);
    } catch (cause) {
      if (cause instanceof DyStoreError) throw cause;
      throw new DyStoreError("UNAVAILABLE", `No client for DynamoDB in ${region} could be made.`, { cause });
    }
  }

  #consumed(subject: Subject, effect: Effect, used: SdkCapacity): void {
    const { region } = subject;
    const table = used.TableName ?? subject.table ?? "";
    const before = this.#capacity.get(`${region} ${table}`) ?? { table, region, readUnits: 0, writeUnits: 0 };
    const units = used.CapacityUnits ?? 0;
    // A transaction that is answered again under its token reads instead of writing, and says so.
    const reads = effect === "read" || (used.ReadCapacityUnits ?? 0) > 0;
    this.#capacity.set(`${region} ${table}`, {
      ...before,
      readUnits: before.readUnits + (reads ? units : 0),
      writeUnits: before.writeUnits + (reads ? 0 : units),
    });
  }

  #error(subject: Subject, code: ErrorCode, patience: Patience, failure?: Failure, cause?: unknown): DyStoreError {
    const { operation, region, table } = subject;
    const where = `${operation} ${table === undefined ? "" : `on table "${table}" `}in ${region}`;
    const why = failure ? ` (${failure.name})` : "";
    const details = { table, requestId: failure?.requestId, cause };
    return patience.maybeDone
      ? new DyStoreError("UNKNOWN_OUTCOME", `${where}: an answer was lost${why}. Read before repeating.`, details)
      : new DyStoreError(code, `${where}: ${sentences[code] ?? "it failed"}${why}.`, {
          ...details,
          steps: failure?.steps,
        });
  }
}

const sentences: { readonly [code in ErrorCode]?: string } = {
  ABORTED: "the caller's signal fired",
  ACCESS_DENIED: "AWS denied access; see the credentials and the policy",
  CONFLICT: "a condition did not hold",
  INVALID: "DynamoDB takes no such request; the cause says why",
  ITEM_TOO_LARGE: "something is larger than DynamoDB takes",
  TABLE_NOT_FOUND: "there is no such table; create it first",
  THROTTLED: "DynamoDB kept refusing for lack of capacity or for contention; repeat it later",
  UNAVAILABLE: "DynamoDB could not be reached or could not work; repeat it later",
};
