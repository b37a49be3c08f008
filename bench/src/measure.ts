import type { Benchmark, Contender, Result } from "./benchmark.ts";

/** Microseconds since some time or other. */
const clocks = {
  wall: () => Number(process.hrtime.bigint()) / 1000,
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

const warmUps = 20;
const warmUpJobs = 5000;
const defaultBatch = 50;

/**
 * Measures a benchmark's contenders in turns, so that whatever slows the machine down meanwhile slows them all, and takes the
 * medians: of the times, and of the ratios within each round.
 */
export async function measure(benchmark: Benchmark, samples: number): Promise<readonly Result[]> {
  const { contenders, tearDown } = await benchmark.setUp();
  const batch = benchmark.batch ?? defaultBatch;
  const clock = clocks[benchmark.clock ?? "wall"];
  const rounds = Math.min(samples, benchmark.samples ?? samples);
  // Short batches need more of them until the code is compiled.
  const skipped =
    benchmark.samples === undefined ? Math.max(warmUps, Math.ceil(warmUpJobs / batch)) : Math.min(warmUps, rounds);
  const times = contenders.map((): number[] => []);
  try {
    for (let round = 0; round < skipped + rounds; round++) {
      for (let turn = 0; turn < contenders.length; turn++) {
        // Each begins a round now and then: what one leaves behind (garbage, warm caches) meets the next.
        const which = (turn + round) % contenders.length;
        const contender = contenders[which];
        if (contender === undefined) continue;
        const time = await sample(contender, round * batch, batch, clock);
        if (round >= skipped) times[which]?.push(time);
      }
    }
  } finally {
    await tearDown?.();
  }
  return contenders.map(({ name }, index) => ({
    benchmark: benchmark.name,
    contender: name,
    medianUs: median(times[index] ?? []),
    ratio: median((times[index] ?? []).map((time, round) => time / (times[0]?.[round] ?? Number.NaN))),
  }));
}

/** Microseconds for one job. */
async function sample({ run }: Contender, first: number, batch: number, clock: () => number): Promise<number> {
  const start = clock();
  for (let index = first; index < first + batch; index++) {
    const pending = run(index);
    // Contenders that need not wait are not made to.
    if (pending instanceof Promise) await pending;
  }
  return (clock() - start) / batch;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
