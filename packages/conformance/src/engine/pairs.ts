/** Each element before each of the `reach` that follow it, in a ring: enough to meet most kinds of change without all of them. */
export function* pairs<T>(list: readonly T[], reach: number): Generator<readonly [before: T, after: T]> {
  for (const [index, before] of list.entries()) {
    for (let distance = 1; distance <= reach; distance++) {
      const after = list[(index + distance) % list.length];
      if (after !== undefined) yield [before, after];
    }
  }
}
