/** Numbers that look random and are the same in every run: a 32-bit mixing generator. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % bound;
  }

  pick<T>(first: T, ...others: readonly T[]): T {
    return [first, ...others][this.below(others.length + 1)] ?? first;
  }

  list<T>(bound: number, make: () => T): T[] {
    return Array.from({ length: this.below(bound) }, make);
  }
}

const name = (random: Random): string => random.pick("a", "b", "c", "0", "__proto__");

/** A tree of objects, maps, lists and leaves over few names, so that paths over the same names match often. */
export function randomTree(random: Random, depth: number): unknown {
  if (depth === 0) return random.pick<unknown>(0, 1, 2, "a", null, true);
  const inner = (): unknown => randomTree(random, random.below(depth));
  const entries = (): [string, unknown][] => random.list(5, () => [name(random), inner()]);
  return random.pick<() => unknown>(
    () => Object.fromEntries(entries()),
    () => new Map<unknown, unknown>([...entries(), [7, inner()]]),
    () => random.list(6, inner),
  )();
}

function randomSelector(random: Random, filters: boolean): string {
  const integer = (): string => String(random.below(11) - 5);
  const bound = (): string => random.pick("", integer());
  const filter = (): string =>
    `?${random.pick("@", "@.a", "@.b == 1", "@.c > 0", "@.length > 1", "@[0]", "@.a == $.a", "@root.b || @.b")}`;
  return random.pick(
    () => `'${name(random)}'`,
    () => `'${name(random)}'`,
    integer,
    integer,
    () => "*",
    () => `${bound()}:${bound()}:${random.pick("", "1", "2", "-1", "-2", "0")}`,
    filters ? filter : () => "*",
  )();
}

/** A path of up to four segments of every kind. */
export function randomPath(random: Random, filters: boolean): string {
  const segment = (): string => {
    const selectors = [
      randomSelector(random, filters),
      ...random.list(random.pick(1, 1, 3), () => randomSelector(random, filters)),
    ];
    return `${random.pick("", "", "", "..")}[${selectors.join(",")}]`;
  };
  return `$${random.list(5, segment).join("")}`;
}
