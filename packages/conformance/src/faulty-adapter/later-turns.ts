/** Something that waits until so many calls have passed. */
interface Waiting {
  calls: number;
  readonly go: () => Promise<void>;
}

/** What is to happen behind other calls. */
export class LaterTurns {
  #waiting: Waiting[] = [];

  /** Has something done behind so many calls, before the last of them is answered. */
  add(calls: number, go: () => Promise<void>): void {
    this.#waiting.push({ calls, go });
  }

  /** Fulfilled behind so many calls. */
  wait(calls: number): Promise<void> {
    if (calls <= 0) return Promise.resolve();
    return new Promise((resolve) => this.add(calls, async () => resolve()));
  }

  /** A call has passed. */
  async pass(): Promise<void> {
    for (const each of this.#waiting) each.calls--;
    const due = this.#waiting.filter(({ calls }) => calls <= 0);
    this.#waiting = this.#waiting.filter(({ calls }) => calls > 0);
    for (const { go } of due) await go();
  }

  /** Does all of it now. */
  async takeAll(): Promise<void> {
    const due = this.#waiting;
    this.#waiting = [];
    for (const { go } of due) await go();
  }
}
