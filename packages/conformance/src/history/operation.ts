/** One operation of a history: what was called and when, and what it answered. Times are of any unit, of one clock for all clients. */
export interface HistoryOperation<Call, Answer> {
  readonly call: Call;
  readonly calledAt: number;
  /** When it ended and what it answered; `undefined` where nobody knows: it may happen at any time after it was called, or never. */
  readonly ended: { readonly at: number; readonly answer: Answer } | undefined;
}
