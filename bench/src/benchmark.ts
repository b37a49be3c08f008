/** One way of doing a job. */
export interface Contender {
  readonly name: string;
  /** Does the job once. `index` counts up over the whole run, the same for all contenders. */
  readonly run: (index: number) => unknown;
}

/** A job, and ways of doing it in one process and on one kind of data. */
export interface Benchmark {
  readonly name: string;
  /** Jobs in a sample. Default 50: enough for the clock, few enough that many samples fit in a run. */
  readonly batch?: number;
  /** Samples at most, where a job takes so long that fewer must do. Default: as many as the run takes. */
  readonly samples?: number;
  /** `"cpu"`: what this process computes, in all its threads, rather than the time that passes. Default `"wall"`. */
  readonly clock?: "wall" | "cpu";
  /** Makes the contenders, the first being what the others are measured against. */
  readonly setUp: () => Contest | Promise<Contest>;
}

export interface Contest {
  readonly contenders: readonly [baseline: Contender, ...others: readonly Contender[]];
  readonly tearDown?: () => unknown;
}

/** A contender's time for one job, and how many times the baseline's it is in the same round; medians. */
export interface Result {
  readonly benchmark: string;
  readonly contender: string;
  readonly medianUs: number;
  readonly ratio: number;
}
