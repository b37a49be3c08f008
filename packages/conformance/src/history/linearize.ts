import { type CallEvent, EventList } from "./event-list.ts";
import type { HistoryOperation } from "./operation.ts";

/** What an object does when its operations come one after the other. */
export interface SequentialModel<State, Call, Answer> {
  readonly initial: State;
  /**
   * The state after a call, or `impossible` where it cannot answer so in this state. `answer` is `undefined` where nobody knows
   * it; whatever the call would answer, it happens then.
   */
  step(state: State, call: Call, answer: Answer | undefined): State | typeof impossible;
  /** A text that is the same for the same states and for no others. */
  textOf(state: State): string;
}

/** What a model says of an answer that cannot be. */
export const impossible: unique symbol = Symbol("impossible");

/** What was found of a history. */
export type Linearization<Call, Answer> =
  | { readonly isLinearizable: true; readonly order: readonly HistoryOperation<Call, Answer>[] }
  | {
      readonly isLinearizable: false;
      /** The longest order that could be found. */
      readonly order: readonly HistoryOperation<Call, Answer>[];
      /** What then should have happened next and could not: no order of the operations explains its answer. */
      readonly stuck: HistoryOperation<Call, Answer>;
    };

/**
 * Whether a history is linearizable (Herlihy and Wing 1990): whether every operation can be given one moment between its call and
 * its answer, such that the model gives the same answers in the order of these moments. A history of transactions over several
 * objects is strictly serializable where it is linearizable with all objects as one state.
 *
 * The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", JPDC 17, 1993): it takes out any operation that
 * was called before the first answer that is left, and goes back where none can be next. As Lowe has it ("Testing for
 * linearizability", CCPE 29, 2017), no two orders of the same operations to the same state are followed.
 *
 * @example
 * ```ts
 * import { impossible, linearize, type SequentialModel } from "@dystore/conformance";
 *
 * const register: SequentialModel<number, number | "read", number> = {
 *   initial: 0,
 *   step: (state, call, answer) => {
 *     if (call !== "read") return call;
 *     return answer === undefined || answer === state ? state : impossible;
 *   },
 *   textOf: String,
 * };
 * const history = [
 *   { call: 1, calledAt: 0, ended: { at: 3, answer: 1 } },
 *   { call: "read" as const, calledAt: 1, ended: { at: 2, answer: 0 } },
 * ];
 * console.log(linearize(history, register).isLinearizable); // true
 * ```
 */
export function linearize<State, Call, Answer>(
  history: readonly HistoryOperation<Call, Answer>[],
  model: SequentialModel<State, Call, Answer>,
): Linearization<Call, Answer> {
  const events = new EventList(history);
  const seen = new Set<string>();
  const taken: { readonly call: CallEvent<Call, Answer>; readonly before: State; readonly doneBefore: bigint }[] = [];
  let failure: Linearization<Call, Answer> | undefined;
  let { initial: state } = model;
  let done = 0n;
  const order = () => taken.map(({ call }) => call.operation);
  let event = events.first;
  while (events.answersLeft > 0) {
    if (event?.kind === "call") {
      const { call, ended } = event.operation;
      const next = model.step(state, call, ended?.answer);
      const doneThen: bigint = done | event.bit;
      if (next === impossible || !isNew(seen, `${doneThen.toString(36)} ${model.textOf(next)}`)) {
        event = event.next;
        continue;
      }
      taken.push({ call: event, before: state, doneBefore: done });
      [state, done] = [next, doneThen];
      events.takeOut(event);
      event = events.first;
      continue;
    }
    // An answer whose operation has no moment yet: something taken out before has to come later.
    const stuck = event?.operation;
    if (stuck !== undefined && taken.length >= (failure?.order.length ?? 0)) {
      failure = { isLinearizable: false, order: order(), stuck };
    }
    const last = taken.pop();
    if (last === undefined) break;
    [state, done] = [last.before, last.doneBefore];
    events.putBack(last.call);
    event = last.call.next;
  }
  return events.answersLeft > 0 && failure !== undefined ? failure : { isLinearizable: true, order: order() };
}

/** Adds a text. @returns Whether it was not there. */
function isNew(texts: Set<string>, text: string): boolean {
  const { size } = texts;
  return texts.add(text).size > size;
}
