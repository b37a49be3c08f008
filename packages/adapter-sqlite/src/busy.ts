import { isBusy } from "./sqlite-error.ts";

/** Pauses in ms before each new try; the last one repeats. About SQLite's own, which would hold up the whole process. */
const pauses = [1, 2, 5, 10, 15, 20, 25];

/** How long to wait for a lock that another connection holds. */
export class Patience {
  readonly #limitMs: number;
  #since: number | undefined;
  /** New tries so far. */
  retries = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Milliseconds to wait before the next try. @throws what was thrown, where waiting does not help or took too long. */
  pauseAfter(error: unknown): number {
    const now = performance.now();
    this.#since ??= now;
    if (!isBusy(error) || now - this.#since >= this.#limitMs) throw error;
    return pauses[Math.min(this.retries++, pauses.length - 1)] ?? 1;
  }
}

/** Does synchronous work again and again while another connection is in its way, holding up the process meanwhile. */
export function whenFree<T>(work: () => T, limitMs: number): T {
  const patience = new Patience(limitMs);
  for (;;) {
    try {
      return work();
    } catch (error) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.pauseAfter(error));
    }
  }
}
