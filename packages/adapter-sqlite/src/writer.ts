import { setImmediate } from "node:timers/promises";
import {
  type Context,
  DyStoreError,
  type FailedStep,
  type Step,
  stepsFailed,
  TokenMemory,
  type WriteOptions,
  writeDigest,
} from "@dystore/core/adapter";
import type { Catalog } from "./catalog.ts";
import type { Connection } from "./connection.ts";
import type { ItemTable } from "./item-table.ts";
import type { KeyColumns } from "./key-column.ts";
import { fromWaitingStep, type StoredStep, toStoredStep, toWaitingStep, type WaitingStep } from "./stored-step.ts";
import { takeTurn } from "./turns.ts";

/** What a step costs beside its text, in bytes. */
const stepWeight = 4096;

const weightOf = (step: StoredStep): number => stepWeight + (step.kind === "put" ? step.text.length : 0);

/** Writes steps to a database. */
export class Writer {
  readonly #connection: Connection;
  readonly #catalog: Catalog;
  readonly #region: string;
  readonly #tokens = new TokenMemory();

  constructor(connection: Connection, catalog: Catalog, region: string) {
    this.#connection = connection;
    this.#catalog = catalog;
    this.#region = region;
  }

  write(steps: readonly Step[], { atomic, token }: WriteOptions, context: Context): Promise<void> {
    if (atomic) {
      const stored = steps.map(toStoredStep);
      if (token === undefined) {
        return this.#connection.attempt("write", () => refuse(this.#writeAll(stored, "atomic")), context);
      }
      // Made now: while the write waits for its turn, its owner may change the steps.
      const texts = stored.map((step) => (step.kind === "put" ? step.text : undefined));
      const digest = writeDigest(steps, this.#region, texts);
      return this.#connection.attempt("write", () => this.#writeOnce(stored, token, digest), context);
    }
    const turn = takeTurn(steps.values(), toStoredStep, weightOf);
    if (turn.length < steps.length) {
      return this.#writeInTurns(turn, steps.slice(turn.length).map(toWaitingStep), context);
    }
    return this.#connection.attempt("write", () => refuse(this.#writeEach(turn)), context);
  }

  /** All steps or none; once for each token. */
  #writeOnce(steps: readonly StoredStep[], token: string, digest: string): void {
    if (this.#tokens.has(token, digest)) return;
    refuse(this.#writeAll(steps, "atomic"));
    this.#tokens.remember(token, digest);
  }

  /**
   * Each step for itself, in transactions that are as large as does no harm to others. What is still to come is made text when its
   * turn comes: the texts of a large graph, all at once, would be a second copy of it.
   */
  async #writeInTurns(first: readonly StoredStep[], rest: readonly WaitingStep[], context: Context): Promise<void> {
    const failures: FailedStep[] = [];
    const remaining = rest.values();
    let done = 0;
    for (let turn = first; turn.length > 0; turn = takeTurn(remaining, fromWaitingStep, weightOf)) {
      // What has begun is not aborted any more.
      const turnContext = done === 0 ? context : { observe: context.observe };
      if (done > 0) await setImmediate();
      try {
        const failed = await this.#connection.attempt("write", () => this.#writeEach(turn), turnContext);
        for (const failure of failed) failures.push({ ...failure, index: failure.index + done });
      } catch (error) {
        const count = first.length + rest.length;
        throw done > 0 && error instanceof DyStoreError ? onlySome(error, failures, done, count) : error;
      }
      done += turn.length;
    }
    refuse(failures);
  }

  /** Carries out the steps that have a table, and gives those that failed. */
  #writeEach(steps: readonly StoredStep[]): readonly FailedStep[] {
    const open = this.#catalog.opener();
    const failures: FailedStep[] = [];
    const others: StoredStep[] = [];
    const indexes: number[] = [];
    for (const [index, step] of steps.entries()) {
      try {
        open(step.table);
        others.push(step);
        indexes.push(index);
      } catch (error) {
        if (!(error instanceof DyStoreError)) throw error;
        failures.push({ index, code: error.code, error });
      }
    }
    for (const { index, code } of this.#writeAll(others, "each"))
      failures.push({ index: indexes[index] ?? index, code });
    return failures;
  }

  /** Carries out steps and gives those whose conditions did not hold; an atomic write is undone then. */
  #writeAll(steps: readonly StoredStep[], mode: "atomic" | "each"): readonly FailedStep[] {
    const [step] = steps;
    // A single step is one statement, and a statement is a transaction.
    if (step !== undefined && steps.length === 1) {
      return this.#catalog.open(step.table).apply(step) ? [] : [{ index: 0, code: "CONFLICT" }];
    }
    const isKept = (failures: readonly FailedStep[]) => mode === "each" || failures.length === 0;
    return this.#connection.transaction("write", () => this.#apply(steps), isKept);
  }

  /**
   * Deletes and puts of one table, both without conditions, become replacements of rows: steps have different keys, so that their
   * order does not matter.
   */
  #apply(steps: readonly StoredStep[]): readonly FailedStep[] {
    const failures: FailedStep[] = [];
    const open = this.#catalog.opener();
    const leaving = new Map<ItemTable, KeyColumns[]>();
    for (const { kind, table, key, if: condition } of steps) {
      if (kind !== "delete" || condition !== undefined) continue;
      const found = open(table);
      const keys = leaving.get(found);
      if (keys === undefined) leaving.set(found, [key]);
      else keys.push(key);
    }
    for (const [index, step] of steps.entries()) {
      if (step.kind === "delete" && step.if === undefined) continue;
      const table = open(step.table);
      const old = step.kind === "put" && step.if === undefined ? leaving.get(table)?.pop() : undefined;
      if (step.kind === "put" && old !== undefined) table.replace(old, step);
      else if (!table.apply(step)) failures.push({ index, code: "CONFLICT" });
    }
    for (const [table, keys] of leaving) for (const key of keys) table.delete(key);
    return failures;
  }
}

function refuse(failures: readonly FailedStep[]): void {
  if (failures.length > 0) throw stepsFailed(failures);
}

/** An error that came when the steps before `done` had been tried: names those that were not carried out. */
function onlySome(error: DyStoreError, failures: readonly FailedStep[], done: number, count: number): DyStoreError {
  const tried = failures.map(({ index, code }) => ({ index, code }));
  const rest = Array.from({ length: count - done }, (_, index) => ({ index: done + index, code: error.code }));
  const words = `Only some steps were carried out; "steps" names the others. ${error.message}`;
  return new DyStoreError(error.code, words, { steps: [...tried, ...rest], cause: error });
}
