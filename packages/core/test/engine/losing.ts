import type { Adapter } from "../../src/adapter.ts";
import { failure, intercept, type Role, roleOf } from "./intercept.ts";

/** What happened to a write whose answer was lost, and what somebody else did before the writer could ask. */
export interface Loss {
  readonly happened: boolean;
  readonly meanwhile?: () => Promise<unknown>;
  /** How many writes lose their answers, from the first on. Default: 1. */
  readonly times?: number;
}

/** An adapter that loses the answers of commits, or of another kind of write. */
export function losing(adapter: Adapter, loss: Loss, lost: Role = "commit"): Adapter {
  let left = loss.times ?? 1;
  return intercept(adapter, {
    async write({ steps }, proceed) {
      if (roleOf(steps) !== lost || left === 0) return proceed();
      left--;
      if (loss.happened) await proceed();
      await loss.meanwhile?.();
      throw failure("UNKNOWN_OUTCOME");
    },
  });
}
