/** Pieces of work of one operation that are under way at once. */
const atOnce = 8;

/** Runs work for each element, a bounded number at once. The work must not throw. */
async function forEachParallel<T>(
  list: readonly T[],
  work: (element: T, index: number) => Promise<void>,
): Promise<void> {
  const remaining = list.entries();
  const worker = async (): Promise<void> => {
    for (const [index, element] of remaining) await work(element, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
}

/** As {@link forEachParallel}, for work that may throw: then no more is begun, and the first failure is thrown once all has ended. */
export async function runAll<T>(list: readonly T[], work: (element: T, index: number) => Promise<void>): Promise<void> {
  const [only] = list;
  if (list.length === 1) return work(only as T, 0);
  let failure: { readonly error: unknown } | undefined;
  await forEachParallel(list, async (element, index) => {
    if (failure !== undefined) return;
    try {
      await work(element, index);
    } catch (error) {
      failure ??= { error };
    }
  });
  if (failure !== undefined) throw failure.error;
}

/** As `Promise.allSettled`, a bounded number at once. */
export async function settleAll<T, R>(
  list: readonly T[],
  work: (element: T, index: number) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  await forEachParallel(list, async (element, index) => {
    const [result] = await Promise.allSettled([work(element, index)]);
    results[index] = result;
  });
  return results;
}

/**
 * Works on all elements at once, as with `Promise.all`, but waits for all of them: when it ends, nothing that was begun is still under
 * way. Of several failures the first one of the list is thrown.
 */
export async function workOnAll<T, R>(
  list: readonly T[],
  work: (element: T, index: number) => R | Promise<R>,
): Promise<R[]> {
  const [only] = list;
  // Most often there is one, and bookkeeping costs more than the wait.
  if (list.length === 1) return [await work(only as T, 0)];
  const results = await Promise.allSettled(list.map(async (element, index) => work(element, index)));
  return results.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}
