import {
  type Adapter,
  type Capabilities,
  type Context,
  DyStoreError,
  type ErrorCode,
  type GetOptions,
  type Item,
  type ItemKey,
  isDyStoreError,
  type Range,
  type Scan,
  type Step,
  type StepFailure,
  type Table,
  type WriteOptions,
} from "@dystore/core/adapter";
import { LaterTurns } from "./later-turns.ts";
import type { BegunCall, CallKind, Extent, FaultScript, Strike, Strikes } from "./script.ts";
import { strikesOf } from "./strikes.ts";

/** A call that a {@link faultyAdapter} was asked for. */
export interface FaultyCall extends BegunCall {
  /** Whether a write is atomic. */
  readonly atomic: boolean;
}

/** An adapter that meets the faults of a script. */
export interface FaultyAdapter extends Adapter {
  /** All calls since it was made, in the order in which they were begun: what a script counts. */
  readonly calls: readonly FaultyCall[];
  /** How many faults have struck. */
  readonly strikes: number;
  /** Whether it crashed and was not opened again. */
  readonly crashed: boolean;
  /** Opens it again after a crash. */
  reopen(): void;
  /** Lets go what is delayed, and delivers what is to be delivered late, at once. Fulfilled when nothing is under way any more. */
  release(): Promise<void>;
}

/**
 * Wraps an adapter so that calls meet faults at the places that a script names: errors, throttles, lost answers, partial batches,
 * delays, crashes, and messages that are delivered late or twice. It does nothing by itself and waits for no clock: what is delayed
 * goes on when other calls have passed. Of calls that the caller makes one after the other, the same ones are struck each time.
 *
 * Put it beneath middleware, directly on an adapter that stores: what is delivered twice is the same bytes then, as tokens want it.
 *
 * @throws TypeError for a script that cannot be meant.
 *
 * @example
 * ```ts
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { faultyAdapter } from "@dystore/conformance";
 * import { DyStore } from "@dystore/core";
 *
 * // The answer to the first write is lost, although it was carried out.
 * const adapter = faultyAdapter(memoryAdapter(), [{ of: "write", call: 1, done: "all", fault: { kind: "lose" } }]);
 * const store = new DyStore({ adapter, table: "Root", primaryKey: "ID" });
 * await store.createTables();
 * await store.write({ name: "Ada" }, { primaryKey: "a" }); // "a": the engine found out
 *
 * // One of ten calls meets some fault; the seed is printed.
 * const shaky = faultyAdapter(memoryAdapter(), { oneIn: 10, seed: 42 });
 * ```
 */
export function faultyAdapter(adapter: Adapter, script: FaultScript): FaultyAdapter {
  return new Faulty(adapter, strikesOf(script));
}

class Faulty implements FaultyAdapter {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly calls: FaultyCall[] = [];
  strikes = 0;
  crashed = false;
  readonly #below: Adapter;
  readonly #strikes: Strikes;
  readonly #later = new LaterTurns();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(below: Adapter, strikes: Strikes) {
    this.name = `faulty(${below.name})`;
    this.capabilities = below.capabilities;
    this.#below = below;
    this.#strikes = strikes;
  }

  storedBytes(table: Table, item: Item): number {
    return this.#below.storedBytes(table, item);
  }

  get(keys: readonly ItemKey[], options: GetOptions, context: Context): Promise<readonly (Item | undefined)[]> {
    return this.#pass("get", () => this.#below.get(keys, options, context));
  }

  write(steps: readonly Step[], options: WriteOptions, context: Context): Promise<void> {
    return this.#pass("write", (some) => this.#below.write(some, options, context), steps, options.atomic);
  }

  query(range: Range, context: Context): AsyncIterable<readonly Item[]> {
    return this.#pages(() => this.#below.query(range, context));
  }

  scan(scan: Scan, context: Context): AsyncIterable<readonly Item[]> {
    return this.#pages(() => this.#below.scan(scan, context));
  }

  async createTable(table: Table, context: Context): Promise<void> {
    if (this.crashed) throw crash();
    await this.#below.createTable(table, context);
  }

  close(): Promise<void> {
    return this.#below.close();
  }

  reopen(): void {
    this.crashed = false;
  }

  async release(): Promise<void> {
    await this.#later.takeAll();
    await Promise.all(this.#underWay);
  }

  async *#pages(open: () => AsyncIterable<readonly Item[]>): AsyncGenerator<readonly Item[], void, undefined> {
    const pages = open()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#pass("page", () => pages.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await pages.return?.();
    }
  }

  async #pass<T>(
    kind: CallKind,
    send: (steps: readonly Step[]) => Promise<T>,
    steps: readonly Step[] = [],
    atomic = false,
  ): Promise<T> {
    if (this.crashed) throw crash();
    const call: FaultyCall = { kind, steps: steps.length, atomic };
    this.calls.push(call);
    const strike = this.#strikes({ kind, steps: steps.length });
    const deliver = (some: readonly Step[]): Promise<T> => this.#deliver(() => send(some));
    try {
      return strike === undefined ? await deliver(steps) : await this.#strike(strike, call, deliver, steps);
    } finally {
      await this.#later.pass(call);
    }
  }

  async #strike<T>(
    strike: Strike,
    call: FaultyCall,
    deliver: (steps: readonly Step[]) => Promise<T>,
    steps: readonly Step[],
  ): Promise<T> {
    this.strikes++;
    const { fault } = strike;
    if (fault.kind === "crash") this.crashed = true;
    // Whatever passes from now on counts.
    const turn = fault.kind === "delay" ? this.#later.wait(call, fault.calls) : undefined;
    await strike.before?.();
    const answer = this.#struck(strike, call, deliver, steps, turn);
    await Promise.allSettled([answer]);
    // What is delayed lets others act before it goes on.
    if (fault.kind !== "delay") await strike.after?.();
    return answer;
  }

  async #struck<T>(
    { fault, done, after }: Strike,
    call: FaultyCall,
    deliver: (steps: readonly Step[]) => Promise<T>,
    steps: readonly Step[],
    turn: Promise<void> | undefined,
  ): Promise<T> {
    const { kind, atomic } = call;
    const [some, rest] = divide(steps, done, atomic);
    const isSent = done === "all" || some.length > 0;
    switch (fault.kind) {
      case "error": {
        const refused = isSent ? await failuresOf(deliver(pick(steps, some)), some) : [];
        const code = fault.code ?? "UNAVAILABLE";
        const failures = [...refused, ...rest.map((index): StepFailure => ({ index, code }))];
        const isUnknown = refused.some((failure) => failure.code === "UNKNOWN_OUTCOME");
        throw injected(
          isUnknown ? "UNKNOWN_OUTCOME" : code,
          kind === "write" && !atomic ? sorted(failures) : undefined,
        );
      }
      case "lose":
        if (isSent) await settled(deliver(pick(steps, some)));
        if (fault.late !== undefined && done !== "all") {
          this.#later.add(call, fault.late, () => settled(deliver(pick(steps, rest))));
        }
        throw injected(kind === "write" ? "UNKNOWN_OUTCOME" : "UNAVAILABLE");
      case "delay": {
        const first = isSent ? deliver(pick(steps, some)) : undefined;
        if (first !== undefined) await settled(first);
        await after?.();
        await turn;
        if (first === undefined) return deliver(steps);
        return rest.length === 0 ? first : both(first, some, deliver(pick(steps, rest)), rest);
      }
      case "repeat": {
        const answer = await deliver(steps);
        // A page cannot be asked for again without its cursor.
        const again = () => (kind === "page" ? Promise.resolve() : settled(deliver(steps)));
        if ((fault.calls ?? 0) === 0) await again();
        else this.#later.add(call, fault.calls ?? 0, again);
        return answer;
      }
      case "crash":
        if (isSent) await settled(deliver(pick(steps, some)));
        throw crash();
    }
  }

  async #deliver<T>(send: () => Promise<T>): Promise<T> {
    const answer = send();
    const ended = settled(answer);
    this.#underWay.add(ended);
    try {
      return await answer;
    } finally {
      this.#underWay.delete(ended);
    }
  }
}

/** The indexes of the steps that are carried out, and of the others. */
function divide(steps: readonly Step[], done: Extent, atomic: boolean): [number[], number[]] {
  const some: number[] = [];
  const rest: number[] = [];
  for (const index of steps.keys()) {
    const isDone = done === "all" || (!atomic && done !== "nothing" && done.includes(index));
    (isDone ? some : rest).push(index);
  }
  return [some, rest];
}

function pick(steps: readonly Step[], indexes: readonly number[]): Step[] {
  return steps.filter((_, index) => indexes.includes(index));
}

/** The steps that a write refused, by their indexes in the list that they were picked from. An error that names none speaks of all. */
async function failuresOf(answer: Promise<unknown>, picked: readonly number[]): Promise<StepFailure[]> {
  try {
    await answer;
    return [];
  } catch (error) {
    if (!isDyStoreError(error)) throw error;
    const failed = error.steps ?? picked.map((_, index): StepFailure => ({ index, code: error.code }));
    return failed.map(({ index, code }) => ({ index: picked[index] ?? index, code }));
  }
}

/** The answer of a write that was carried out in two goes. Each half's error speaks of that half alone. */
async function both<T>(
  first: Promise<T>,
  some: readonly number[],
  second: Promise<T>,
  rest: readonly number[],
): Promise<T> {
  const failures = sorted((await Promise.all([failuresOf(first, some), failuresOf(second, rest)])).flat());
  const worst = ["UNKNOWN_OUTCOME", "CONFLICT"] as const;
  const code = worst.find((each) => failures.some((failure) => failure.code === each)) ?? failures[0]?.code;
  if (code !== undefined) throw injected(code, failures);
  return second;
}

function sorted(failures: readonly StepFailure[]): StepFailure[] {
  return [...failures].sort((one, two) => one.index - two.index);
}

async function settled(answer: Promise<unknown>): Promise<void> {
  await answer.catch(() => undefined);
}

function injected(code: ErrorCode, steps?: readonly StepFailure[]): DyStoreError {
  return new DyStoreError(code, "A fault was injected.", { steps });
}

function crash(): DyStoreError {
  return new DyStoreError("UNAVAILABLE", "A crash was injected: nothing works until the adapter is opened again.");
}
