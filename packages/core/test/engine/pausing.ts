import type { Adapter } from "../../src/adapter.ts";
import { failure, intercept } from "./intercept.ts";

/** An adapter that does something else before its n-th call, or behind it, when its answer may get lost. */
export function pausing(
  adapter: Adapter,
  pause: { call: number; behind: boolean; lost: boolean; meanwhile: () => Promise<unknown> },
): { readonly adapter: Adapter; readonly paused: () => boolean } {
  let calls = 0;
  // Reading has no outcome that could be unknown.
  const through = async <T>(proceed: () => Promise<T>, mayGetLost: boolean): Promise<T> => {
    if (++calls !== pause.call) return proceed();
    if (!pause.behind) await pause.meanwhile();
    try {
      return await proceed();
    } finally {
      if (pause.behind) await pause.meanwhile();
      if (pause.lost && mayGetLost) await Promise.reject(failure("UNKNOWN_OUTCOME"));
    }
  };
  return {
    paused: () => calls >= pause.call,
    adapter: intercept(adapter, {
      get: (_, proceed) => through(proceed, false),
      write: (_, proceed) => through(() => proceed(), true),
    }),
  };
}
