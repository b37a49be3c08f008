import { setTimeout as sleep } from "node:timers/promises";

const firstDelayMs = 25;
const longestDelayMs = 5000;

/** What became of a {@link Patience.pause}: the request may be repeated, the time is up, or the caller's signal fired. */
export type Pause = "repeat" | "late" | "aborted";

/**
 * How long one request, with all its repetitions, is kept up. Pauses double and are drawn at random below their bound
 * ("full jitter"), so that clients which were refused together do not come back together.
 */
export class Patience {
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;
  #deadline: number;
  #vain = 0;
  /** Requests sent so far. */
  sent = 0;
  /** Whether one of them wrote, or tried to, and nobody knows which. */
  maybeDone = false;

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    this.#deadline = performance.now() + timeoutMs;
  }

  /** How often in a row nothing was achieved. */
  get vain(): number {
    return this.#vain;
  }

  /** A part was done: the time begins anew. */
  progress(): void {
    this.#vain = 0;
    this.#deadline = performance.now() + this.#timeoutMs;
  }

  /** Waits before the next repetition. */
  async pause(): Promise<Pause> {
    if (this.#signal?.aborted) return "aborted";
    const left = this.#deadline - performance.now();
    if (left <= 0) return "late";
    const bound = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#vain++, left);
    try {
      await sleep(Math.random() * bound, undefined, this.#signal ? { signal: this.#signal } : {});
      return "repeat";
    } catch {
      return "aborted";
    }
  }
}
