/**
 * Runs several generators side by side and passes on what they yield, in the order in which it comes. Each is a value ahead of the
 * caller at most. The first failure is thrown once none is under way any more.
 */
export async function* merge<T>(
  sources: readonly AsyncGenerator<T, void, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const pending = new Map<AsyncGenerator<T, void, undefined>, Promise<Arrival<T>>>();
  const advance = (source: AsyncGenerator<T, void, undefined>): void => {
    pending.set(
      source,
      source.next().then(
        (result) => ({ source, result }),
        (error: unknown) => ({ source, error }),
      ),
    );
  };
  for (const source of sources) advance(source);
  try {
    while (pending.size > 0) {
      const arrival = await Promise.race(pending.values());
      if ("error" in arrival) throw arrival.error;
      pending.delete(arrival.source);
      if (arrival.result.done) continue;
      yield arrival.result.value;
      advance(arrival.source);
    }
  } finally {
    await Promise.allSettled(sources.map((source) => source.return()));
  }
}

type Arrival<T> = { readonly source: AsyncGenerator<T, void, undefined> } & (
  | { readonly result: IteratorResult<T, void> }
  | { readonly error: unknown }
);
