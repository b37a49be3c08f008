import type { Adapter } from "../adapter/adapter.ts";
import type { Context } from "../adapter/context.ts";
import { DyStoreError } from "../errors/error.ts";
import type { LayoutCache } from "../plan/layout-cache.ts";
import type { Measure } from "../plan/measure-item.ts";

/** What one store operation works with. */
export interface Session {
  readonly adapter: Adapter;
  /** The same object in all adapter calls of the operation. */
  readonly context: Context;
  readonly layouts: LayoutCache;
  readonly measure: Measure;
  /** The time in epoch milliseconds. */
  readonly clock: () => number;
}

/** The session for what must be done although the caller no longer waits: finding out what happened, and cleaning up. */
export function withoutSignal(session: Session): Session {
  const { signal, ...context } = session.context;
  return signal === undefined ? session : { ...session, context };
}

/** @throws DyStoreError `ABORTED` once the caller's signal fired. */
export function throwIfAborted({ context }: Session): void {
  if (context.signal?.aborted) {
    throw new DyStoreError("ABORTED", "the operation was aborted by its signal; nothing was written", {
      cause: context.signal.reason,
    });
  }
}
