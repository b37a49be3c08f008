import { setImmediate } from "node:timers/promises";
import type { Adapter } from "../../src/adapter.ts";
import { intercept } from "./intercept.ts";

/** What an operation asked of its adapter. */
export interface Count {
  /** Requests that had to wait for one another: the longest chain of calls, each begun after the one before was answered. */
  readonly rounds: number;
  readonly calls: number;
  readonly gets: number;
  readonly puts: number;
  readonly deletes: number;
}

/** An adapter that counts, and what it counted since last asked. */
export function counting(adapter: Adapter): { readonly adapter: Adapter; readonly take: () => Count } {
  let count = { rounds: 0, calls: 0, gets: 0, puts: 0, deletes: 0 };
  const inRound = async <T>(call: () => Promise<T>): Promise<T> => {
    const round = count.rounds + 1;
    count.calls++;
    // Calls that were begun together are answered together.
    await setImmediate();
    try {
      return await call();
    } finally {
      count.rounds = Math.max(count.rounds, round);
    }
  };
  const counted = intercept(adapter, {
    get({ keys }, proceed) {
      count.gets += keys.length;
      return inRound(proceed);
    },
    write({ steps }, proceed) {
      count.puts += steps.filter(({ kind }) => kind === "put").length;
      count.deletes += steps.filter(({ kind }) => kind === "delete").length;
      return inRound(proceed);
    },
  });
  const take = (): Count => {
    const taken = count;
    count = { rounds: 0, calls: 0, gets: 0, puts: 0, deletes: 0 };
    return taken;
  };
  return { adapter: counted, take };
}
