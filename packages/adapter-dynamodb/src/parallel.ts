/**
 * Does all jobs, at most `limit` at once. After the first failure no more begin, `onFailure` is called, and once the jobs
 * under way have ended, that failure is thrown.
 */
export async function inParallel<Job>(
  jobs: readonly Job[],
  limit: number,
  work: (job: Job) => Promise<void>,
  onFailure: () => void = () => {},
): Promise<void> {
  const queue = jobs.values();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    // The workers share one iterator, so each job goes to one of them.
    for (const job of queue) {
      if (failures.length > 0) return;
      await work(job).catch((error: unknown) => {
        failures.push(error);
        onFailure();
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, worker));
  if (failures.length > 0) throw failures[0];
}

/** A list in pieces of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
