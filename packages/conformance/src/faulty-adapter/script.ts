import type { ErrorCode } from "@dystore/core/adapter";

/** What faults are counted by: `page` is one page of a query or scan. */
export type CallKind = "get" | "write" | "page";

/**
 * What a fault does. Each leaves the adapter within its contract: what the caller is told is true, only less than it would like.
 *
 * | kind | what the caller is told |
 * | --- | --- |
 * | `error` | the code (default `UNAVAILABLE`; `THROTTLED` is a throttle), naming the steps that were not carried out |
 * | `lose` | the answer is lost: `UNKNOWN_OUTCOME` of a write, `UNAVAILABLE` of anything else. With `late`, what was not carried out is, behind that many other calls |
 * | `delay` | nothing until so many other calls have passed, or `release()`; then the answer. What is not carried out before is carried out then |
 * | `repeat` | the answer. The call is delivered once more, behind so many other calls (default 0: at once), unless it failed: of a write that may still arrive no adapter says that it was refused |
 * | `crash` | `UNAVAILABLE`, and so it is told of every later call until `reopen()` |
 */
export type AdapterFault =
  | { readonly kind: "error"; readonly code?: ErrorCode | undefined }
  | { readonly kind: "lose"; readonly late?: number | undefined }
  | { readonly kind: "delay"; readonly calls: number }
  | { readonly kind: "repeat"; readonly calls?: number | undefined }
  | { readonly kind: "crash" };

/**
 * How much of a call is carried out when a fault strikes it: of a write that is not atomic also some of its steps, by index. Of an
 * atomic write that is nothing.
 */
export type Extent = "nothing" | "all" | readonly number[];

/** A fault, and where it strikes. Each strikes once. */
export interface ScriptedFault {
  /** Strikes the n-th call, from 1, in the order in which calls are begun. */
  readonly call?: number | undefined;
  /** Only calls of this kind count. Default: all. */
  readonly of?: CallKind | undefined;
  /** In the place of `call`: strikes the write that holds the n-th step of all writes, from 1; those before it are carried out. */
  readonly step?: number | undefined;
  /** Before the call or step, after it, or within the call. Default: `"nothing"`, before it. */
  readonly done?: Extent | undefined;
  readonly fault: AdapterFault;
  /** What somebody else does before any of the call is carried out. */
  readonly before?: (() => Promise<unknown>) | undefined;
  /** What somebody else does after what is `done`, before the caller is told, and before what is delayed goes on. */
  readonly after?: (() => Promise<unknown>) | undefined;
}

/** Faults by chance. */
export interface RandomFaults {
  /** The same seed gives the same faults to the same calls. Default: a random one. It is printed in any case. */
  readonly seed?: number | undefined;
  /** One of so many calls is struck, on average. Default: 10. */
  readonly oneIn?: number | undefined;
  /** Which faults. Default: errors, throttles, lost answers (some of them late) and repetitions. */
  readonly faults?: readonly [AdapterFault, ...AdapterFault[]] | undefined;
  /** Gets the line with the seed. Default: `console.log`. */
  readonly print?: ((line: string) => void) | undefined;
}

/** Which faults strike: those of a list, or some by chance. */
export type FaultScript = readonly ScriptedFault[] | RandomFaults;

/** A call, as a script sees it. */
export interface BegunCall {
  readonly kind: CallKind;
  readonly steps: number;
}

/** What strikes a call. */
export type Strike = Pick<ScriptedFault, "fault" | "before" | "after"> & { readonly done: Extent };

/** Says of each call in turn what strikes it. */
export type Strikes = (call: BegunCall) => Strike | undefined;
