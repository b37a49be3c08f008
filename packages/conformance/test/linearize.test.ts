import { describe, expect, test } from "vitest";
import { type HistoryOperation, impossible, linearize, type SequentialModel } from "../src/index.ts";

/** A register that is read, set, and set where it has a value. */
type Call = "read" | { readonly set: number } | { readonly from: number; readonly to: number };
type Answer = number | boolean;

const register: SequentialModel<number, Call, Answer> = {
  initial: 0,
  step(state, call, answer) {
    if (call === "read") return answer === undefined || answer === state ? state : impossible;
    if ("set" in call) return call.set;
    const isSwapped = state === call.from;
    if (answer !== undefined && answer !== isSwapped) return impossible;
    return isSwapped ? call.to : state;
  },
  textOf: String,
};

type Operation = HistoryOperation<Call, Answer>;
const operation = (call: Call, calledAt: number, at: number, answer: Answer): Operation => ({
  call,
  calledAt,
  ended: { at, answer },
});
const set = (to: number, calledAt: number, at: number): Operation => operation({ set: to }, calledAt, at, true);
const read = (answer: number, calledAt: number, at: number): Operation => operation("read", calledAt, at, answer);
const swap = (from: number, to: number, calledAt: number, at: number, answer: boolean): Operation =>
  operation({ from, to }, calledAt, at, answer);
const unknown = (call: Call, calledAt: number): Operation => ({ call, calledAt, ended: undefined });

const linearizable: Readonly<Record<string, readonly Operation[]>> = {
  "nothing at all": [],
  "operations one after the other": [set(1, 0, 1), read(1, 2, 3), set(2, 4, 5), read(2, 6, 7)],
  "a read that begins before a write ends and sees the value before it": [set(1, 0, 3), read(0, 1, 2)],
  "a read that begins before a write ends and sees its value": [set(1, 0, 3), read(1, 1, 2)],
  "two writes at once, seen in the order of neither call": [set(1, 0, 9), set(2, 1, 9), read(2, 2, 3), read(1, 4, 5)],
  "two swaps at once, one of which is too late": [swap(0, 1, 0, 3, true), swap(0, 2, 1, 3, false), read(1, 4, 5)],
  "a call at the very moment of an answer": [set(1, 0, 2), read(0, 2, 3)],
  "an operation without an answer that happened": [unknown({ set: 1 }, 0), read(1, 1, 2)],
  "an operation without an answer that happened late": [
    unknown({ set: 1 }, 0),
    read(0, 1, 2),
    set(2, 3, 4),
    read(2, 5, 6),
    read(1, 7, 8),
  ],
  "an operation without an answer that never happened": [unknown({ set: 1 }, 0), read(0, 1, 2), read(0, 3, 4)],
  "only operations without an answer": [unknown({ set: 1 }, 0), unknown("read", 1)],
};

const notLinearizable: Readonly<Record<string, readonly Operation[]>> = {
  "a read of what nobody wrote": [set(1, 0, 1), read(2, 2, 3)],
  "a read of what was replaced before it was called": [set(1, 0, 1), set(2, 2, 3), read(1, 4, 5)],
  "a read before a write was called": [read(1, 0, 1), set(1, 2, 3)],
  "two reads that see a write come and go": [set(1, 0, 9), read(1, 1, 2), read(0, 3, 4)],
  "a lost update": [swap(0, 1, 0, 5, true), swap(0, 2, 1, 5, true)],
  "a refusal without a reason": [swap(0, 1, 0, 1, false)],
  "an operation without an answer that happened before it was called": [read(1, 0, 1), unknown({ set: 1 }, 2)],
  "an operation without an answer that happened twice": [
    unknown({ from: 0, to: 1 }, 0),
    read(1, 1, 2),
    set(0, 3, 4),
    read(0, 5, 6),
    read(1, 7, 8),
    read(0, 9, 10),
  ],
};

describe("The check of histories", () => {
  test.each(Object.entries(linearizable))("finds an order of %s", (_, history) => {
    const found = linearize(history, register);
    expect(found.isLinearizable).toBe(true);
    const answered = history.filter(({ ended }) => ended !== undefined);
    expect(found.order).toEqual(expect.arrayContaining(answered));
    // The order is a proof that can be followed: no answer is impossible, and no operation is called after a later one's answer.
    let state: number = register.initial;
    for (const [index, { call, calledAt, ended }] of found.order.entries()) {
      const next = register.step(state, call, ended?.answer);
      if (next === impossible) throw new Error("The order is impossible.");
      state = next;
      for (const later of found.order.slice(index))
        expect(later.ended?.at ?? calledAt).toBeGreaterThanOrEqual(calledAt);
    }
  });

  test.each(Object.entries(notLinearizable))("finds no order of %s", (_, history) => {
    expect(linearize(history, register).isLinearizable).toBe(false);
  });

  test("names the operation that no order explains", () => {
    const wrong = read(1, 4, 5);
    const found = linearize([set(1, 0, 1), set(2, 2, 3), wrong, read(2, 6, 7)], register);
    expect(found).toMatchObject({ isLinearizable: false, stuck: wrong });
    expect(found.order).toHaveLength(2);
  });

  test("does not follow two orders of the same operations to the same state", () => {
    // 12 writes of one value at once, and a read that none explains: 12! orders.
    const writes = Array.from({ length: 12 }, (_, n) => set(1, n, 100));
    let steps = 0;
    const step: typeof register.step = (...given) => {
      steps++;
      return register.step(...given);
    };
    expect(linearize([...writes, read(2, 200, 201)], { ...register, step }).isLinearizable).toBe(false);
    expect(steps).toBeLessThan(12 * 2 ** 13);
  });

  test("takes histories of thousands of operations", () => {
    const history = Array.from({ length: 5000 }, (_, n) =>
      n % 2 ? read(n - (n % 2 ? 1 : 0), n, n + 2) : set(n, n, n + 1),
    );
    expect(linearize(history, register).isLinearizable).toBe(true);
    expect(linearize([...history, read(17, 9000, 9001)], register).isLinearizable).toBe(false);
  });
});
