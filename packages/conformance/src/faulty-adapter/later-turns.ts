/** Something that waits until so many calls have passed. */
interface Waiting {
  calls: number;
  /** The call that it is of, which does not count for it. */
  readonly of: object;
  readonly go: () => Promise<void>;
}

/** What is to happen behind other calls. */
export class LaterTurns {
  #waiting: Waiting[] = [];

  /** Has something done behind so many calls other than its own, before the last of them is answered. */
  add(of: object, calls: number, go: () => Promise<void>): void {
    this.#waiting.push({ calls, of, go });
  }

  /** Fulfilled behind so many calls other than its own. */
  wait(of: object, calls: number): Promise<void> {
    if (calls <= 0) return Promise.resolve();
    return new Promise((resolve) => this.add(of, calls, async () => resolve()));
  }

  /** A call has passed. */
  async pass(call: object): Promise<void> {
    for (const each of this.#waiting) if (each.of !== call) each.calls--;
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
