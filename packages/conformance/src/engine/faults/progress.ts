import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** Remembers how far a long run has come, so that it can be interrupted. */
export interface Progress {
  /** How many points a test had that is done; `undefined`: it is to be run. */
  done(test: string): number | undefined;
  finish(test: string, points: number): void;
  /** All tests of a grid are done. */
  end(): void;
}

/**
 * Progress in a file, which is written after each test and removed when all grids are done.
 *
 * @param file Where: outside of what is under version control, and another one for other code.
 * @param grids How many grids share it: calls of `crashConformance` and `lostAnswerConformance`.
 *
 * @example
 * ```ts
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { crashConformance, fileProgress, lostAnswerConformance } from "@dystore/conformance";
 * import { describe, test } from "vitest";
 *
 * const factory = () => {
 *   const adapter = memoryAdapter();
 *   return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
 * };
 * const progress = fileProgress(join(tmpdir(), "my-adapter-faults.json"), 2);
 * crashConformance({ describe, test, factory, progress });
 * lostAnswerConformance({ describe, test, factory, progress });
 * ```
 */
export function fileProgress(file: string, grids: number): Progress {
  let counts: Record<string, number> = {};
  let ended = 0;
  try {
    counts = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  } catch {
    // Nothing was done yet.
  }
  return {
    done: (test) => counts[test],
    finish(test, points) {
      counts[test] = points;
      writeFileSync(file, JSON.stringify(counts));
    },
    end() {
      if (++ended === grids) rmSync(file, { force: true });
    },
  };
}

/** Where a tally remembers and prints. */
interface TallyOptions {
  readonly progress?: Progress | undefined;
  readonly print?: ((line: string) => void) | undefined;
}

/** Counts the points of a grid, and leaves out what was done before. */
export class Tally {
  readonly #title: string;
  readonly #tests: number;
  readonly #progress: Progress | undefined;
  readonly #print: (line: string) => void;
  readonly #counts = new Map<string, number>();

  constructor(title: string, tests: number, { progress, print = console.log }: TallyOptions) {
    this.#title = title;
    this.#tests = tests;
    this.#progress = progress;
    this.#print = print;
  }

  /** Runs a test that answers how many points it had. */
  async count(test: string, run: () => Promise<number>): Promise<void> {
    const name = `${this.#title}: ${test}`;
    const points = this.#progress?.done(name) ?? (await run());
    assert.ok(points > 0, "no point was reached");
    this.#progress?.finish(name, points);
    this.#counts.set(test, points);
    if (this.#counts.size === this.#tests) this.#end();
  }

  /** Runners may run tests side by side: whichever is the last to end. */
  #end(): void {
    const total = [...this.#counts.values()].reduce((sum, each) => sum + each, 0);
    this.#print(`${this.#title}: ${total} in ${this.#counts.size} operations`);
    this.#progress?.end();
  }
}
