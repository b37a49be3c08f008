import type { Pattern } from "@dystore/core/adapter";

/** A name, or a position; one that nobody knows is `undefined`. */
export type Step = string | number | undefined;

/** From the graph's root. */
export type Place = readonly Step[];

/** How far a place has come along a pattern. */
interface Cursor {
  readonly pattern: Pattern;
  readonly depth: number;
}

/** What is known at a place from the way to it. */
interface Known {
  /** Patterns of secrets that lead on from here. */
  readonly secret: readonly Cursor[];
  readonly isSecret: boolean;
  /** Patterns of what is left alone that lead on from here. */
  readonly ignored: readonly Cursor[];
  /** Declarations of shards that lead on from here; `undefined` where elements of any list may have been taken out. */
  readonly gaps: readonly Cursor[] | undefined;
}

/** What patterns say of a place. Where steps lead is worked out once, and remembered for all items that take them. */
export class PathState {
  readonly #known: Known;
  /** Whether no pattern leads on: then every step leads here. */
  readonly #isEnd: boolean;
  /** The names and positions that patterns have next. */
  readonly #named = new Set<Step>();
  readonly #steps = new Map<Step, PathState | undefined>();
  /** Where all names lead that no pattern has next, and all such positions. */
  #otherName: PathState | undefined | null = null;
  #otherPosition: PathState | undefined | null = null;
  #whole: PathState | undefined;

  private constructor(known: Known) {
    this.#known = known;
    const { secret, ignored, gaps = [] } = known;
    const cursors = [...secret, ...ignored, ...gaps];
    this.#isEnd = cursors.length === 0;
    for (const { pattern, depth } of cursors) {
      const segment = pattern[depth];
      if (segment?.kind === "name") this.#named.add(segment.name);
      if (segment?.kind === "index") this.#named.add(segment.index);
    }
  }

  /** That of a graph's root. @param secret Patterns of secrets, or `true` where all is secret. */
  static begin(
    secret: readonly Pattern[] | true,
    ignored: readonly Pattern[],
    gaps: readonly Pattern[] | undefined,
  ): PathState {
    return new PathState({
      secret: secret === true ? [] : secret.map(begin),
      isSecret: secret === true,
      ignored: ignored.map(begin),
      gaps: gaps?.map(begin),
    });
  }

  get isSecret(): boolean {
    return this.#known.isSecret;
  }

  /** Whether here or further down something is secret. */
  get hasSecrets(): boolean {
    return this.#known.isSecret || this.#known.secret.length > 0;
  }

  /** Whether further down something may be left alone. */
  get ignores(): boolean {
    return this.#known.ignored.length > 0;
  }

  /** Whether the positions of a list here are those that its elements had before shards were taken out. */
  get hasExactPositions(): boolean {
    return this.#known.gaps?.some(leadsToElement) === false;
  }

  /** One step down; `undefined` where it leads into what is left alone. */
  enter(step: Step): PathState | undefined {
    if (this.#isEnd) return this;
    if (step === undefined || (this.#named.size > 0 && this.#named.has(step))) return this.#enterNamed(step);
    if (typeof step === "string") {
      if (this.#otherName === null) this.#otherName = this.#next(step);
      return this.#otherName;
    }
    if (this.#otherPosition === null) this.#otherPosition = this.#next(step);
    return this.#otherPosition;
  }

  #enterNamed(step: Step): PathState | undefined {
    const known = this.#steps.get(step);
    if (known !== undefined || this.#steps.has(step)) return known;
    const next = this.#next(step);
    this.#steps.set(step, next);
    return next;
  }

  /** A path that leads on into another kind of container means what stands there all the same. */
  sealMisfits(intoList: boolean): PathState {
    return this.#known.secret.every((cursor) => fitsShape(cursor, intoList)) ? this : this.sealWhole();
  }

  /** Whether a path that was entered leads on by another step than this one. */
  isLeftBy(step: Step): boolean {
    return this.#known.secret.some((cursor) => cursor.depth > 0 && !fits(cursor, step));
  }

  /** What leads into it makes all of it secret, but for what is left alone. */
  sealWhole(): PathState {
    if (this.#known.secret.length === 0) return this;
    this.#whole ??= new PathState({ ...this.#known, isSecret: true, secret: [] });
    return this.#whole;
  }

  /** As {@link sealWhole}, and nothing is left alone. */
  sealAll(): PathState {
    return new PathState({ ...this.#known, isSecret: this.hasSecrets, secret: [], ignored: [] });
  }

  #next(step: Step): PathState | undefined {
    const { isSecret, secret, ignored, gaps } = this.#known;
    const left = advance(ignored, step, false);
    if (left.some(isDone)) return undefined;
    const further = isSecret ? [] : advance(secret, step, true);
    const isWhole = isSecret || further.some(isDone);
    return new PathState({
      secret: isWhole ? [] : further,
      isSecret: isWhole,
      ignored: left,
      gaps: gaps && advance(gaps, step, true),
    });
  }
}

function begin(pattern: Pattern): Cursor {
  return { pattern, depth: 0 };
}

/** @param generous Whether a position that is not known fits any. */
function advance(cursors: readonly Cursor[], step: Step, generous: boolean): readonly Cursor[] {
  const further: Cursor[] = [];
  for (const cursor of cursors) {
    const { pattern, depth } = cursor;
    const isUnknown = step === undefined && pattern[depth]?.kind === "index";
    if (isUnknown ? generous : fits(cursor, step)) further.push({ pattern, depth: depth + 1 });
  }
  return further;
}

/** Whether a step is the next one of a pattern; a position that is not known may be. */
function fits({ pattern, depth }: Cursor, step: Step): boolean {
  const segment = pattern[depth];
  if (segment?.kind === "name") return segment.name === step;
  if (segment?.kind === "index") return step === undefined || segment.index === step;
  return segment?.kind === "wildcard";
}

function isDone({ pattern, depth }: Cursor): boolean {
  return depth === pattern.length;
}

/** Whether a pattern's next step is of the kind that leads into such a container: names into maps, positions into lists. */
function fitsShape({ pattern, depth }: Cursor, intoList: boolean): boolean {
  const kind = pattern[depth]?.kind;
  return kind === "wildcard" || kind === (intoList ? "index" : "name");
}

/** Whether a declaration takes elements out of the list that its cursor stands at: those behind them move up. */
function leadsToElement({ pattern, depth }: Cursor): boolean {
  return depth === pattern.length - 1 && pattern[depth]?.kind !== "name";
}
