// Most of what may have to be waited for is there already, and to wait for it all the same costs much: items are many.

/** Goes on with a value, at once where it is there. */
export function andThen<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** All of a list; no promise where none has to be waited for. */
export function all<T>(list: readonly (T | Promise<T>)[]): readonly T[] | Promise<readonly T[]> {
  return list.some((each) => each instanceof Promise) ? Promise.all(list) : (list as readonly T[]);
}
