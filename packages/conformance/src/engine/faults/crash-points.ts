import type { FaultyCall } from "../../faulty-adapter/faulty-adapter.ts";
import type { Extent } from "../../faulty-adapter/script.ts";

/** A place in an operation: one of its adapter calls, from 1, and how much of that is carried out. */
export interface CallPoint {
  readonly call: number;
  readonly done: Extent;
}

/** Before and after every call, and within every batch that is not atomic. */
export function pointsOf(calls: readonly FaultyCall[]): CallPoint[] {
  return calls.flatMap((call, index) => {
    const within = call.kind === "write" && !call.atomic ? partsOf(call.steps) : [];
    return (["nothing", ...within, "all"] as const).map((done) => ({ call: index + 1, done }));
  });
}

/**
 * Parts of a batch: after the first, half and all but the last of its steps; and, since they may be carried out in any order, the
 * last, the other half and all but the first.
 */
export function partsOf(steps: number): (readonly number[])[] {
  const counts = new Set([1, Math.floor(steps / 2), steps - 1].filter((count) => count > 0 && count < steps));
  return [...counts].flatMap((count) => [span(0, count), span(steps - count, steps)]);
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** A point in words. */
export function describePoint({ call, done }: CallPoint): string {
  return typeof done === "string" ? `call ${call}, ${done} of it done` : `call ${call}, steps ${done.join(" ")} done`;
}
