import type { Adapter, Step } from "../../src/adapter.ts";
import { failure, intercept } from "./intercept.ts";

/** How much of the call at which the process dies is still carried out. */
export type Extent = "nothing of" | "half of" | "all of";

/** An adapter of a process that dies at its n-th call; of a write that is not atomic half the steps may have happened. */
export function dyingAt(
  adapter: Adapter,
  call: number,
  extent: Extent,
): { readonly adapter: Adapter; readonly died: () => boolean } {
  let calls = 0;
  const dying = async (carryOut: () => Promise<unknown>): Promise<never> => {
    if (calls === call && extent !== "nothing of") await carryOut().catch(() => undefined);
    throw failure("UNAVAILABLE");
  };
  const half = (steps: readonly Step[]) => steps.filter((_, index) => index % 2 === 1);
  return {
    died: () => calls >= call,
    adapter: intercept(adapter, {
      get: (_, proceed) => (++calls < call ? proceed() : dying(async () => undefined)),
      write: ({ steps, options }, proceed) => {
        if (++calls < call) return proceed();
        if (extent !== "half of") return dying(proceed);
        return dying(async () => (options.atomic ? undefined : proceed(half(steps))));
      },
    }),
  };
}

/** All of them. */
export const extents: readonly Extent[] = ["nothing of", "half of", "all of"];
