import type { HistoryOperation } from "./operation.ts";

interface Links<Call, Answer> {
  readonly operation: HistoryOperation<Call, Answer>;
  next: Event<Call, Answer> | undefined;
  previous: Event<Call, Answer> | undefined;
}

/** That an operation was called. `bit` is its own among those of all operations. */
export interface CallEvent<Call, Answer> extends Links<Call, Answer> {
  readonly kind: "call";
  readonly bit: bigint;
  readonly answer: AnswerEvent<Call, Answer> | undefined;
}

/** That an operation answered. */
interface AnswerEvent<Call, Answer> extends Links<Call, Answer> {
  readonly kind: "answer";
}

type Event<Call, Answer> = CallEvent<Call, Answer> | AnswerEvent<Call, Answer>;

/** The calls and answers of a history in order of time, linked, so that an operation is taken out and put back at once. */
export class EventList<Call, Answer> {
  first: Event<Call, Answer> | undefined;
  /** How many operations are in the list that were answered. */
  answersLeft = 0;

  constructor(history: readonly HistoryOperation<Call, Answer>[]) {
    const events = history.flatMap((operation, index) => eventsOf(operation, 1n << BigInt(index)));
    // At the same time calls come first: whatever may have been at once counts as at once.
    events.sort(
      (one, two) => timeOf(one) - timeOf(two) || Number(one.kind === "answer") - Number(two.kind === "answer"),
    );
    let previous: Event<Call, Answer> | undefined;
    for (const event of events) {
      event.previous = previous;
      this.#link(previous, event);
      previous = event;
      if (event.kind === "answer") this.answersLeft++;
    }
  }

  /** Takes out a call with its answer. */
  takeOut(call: CallEvent<Call, Answer>): void {
    this.#unlink(call);
    if (call.answer === undefined) return;
    this.#unlink(call.answer);
    this.answersLeft--;
  }

  /** Puts back what was taken out last of all that is out. */
  putBack(call: CallEvent<Call, Answer>): void {
    if (call.answer !== undefined) {
      this.#relink(call.answer);
      this.answersLeft++;
    }
    this.#relink(call);
  }

  #unlink({ previous, next }: Event<Call, Answer>): void {
    this.#link(previous, next);
    if (next !== undefined) next.previous = previous;
  }

  #relink(event: Event<Call, Answer>): void {
    this.#link(event.previous, event);
    if (event.next !== undefined) event.next.previous = event;
  }

  #link(previous: Event<Call, Answer> | undefined, next: Event<Call, Answer> | undefined): void {
    if (previous === undefined) this.first = next;
    else previous.next = next;
  }
}

function eventsOf<Call, Answer>(operation: HistoryOperation<Call, Answer>, bit: bigint): Event<Call, Answer>[] {
  const links = { operation, next: undefined, previous: undefined };
  if (operation.ended === undefined) return [{ ...links, kind: "call", bit, answer: undefined }];
  const answer: AnswerEvent<Call, Answer> = { ...links, kind: "answer" };
  return [{ ...links, kind: "call", bit, answer }, answer];
}

function timeOf({ kind, operation }: Event<unknown, unknown>): number {
  return kind === "call" ? operation.calledAt : (operation.ended?.at ?? Number.POSITIVE_INFINITY);
}
