import type { AdapterEvent, Context } from "./context.ts";

/**
 * Tells an observer what a call did. What the observer throws is ignored: it must not change what the call answers.
 *
 * @example
 * ```ts
 * const context: Context = { observe: ({ call, requests }) => console.log(call, requests) };
 * report(context, { adapter: "mine", call: "get", requests: 1, retries: 0, capacity: [] });
 * ```
 */
export function report({ observe }: Pick<Context, "observe">, event: AdapterEvent): void {
  try {
    observe?.(event);
  } catch {
    // A write that was answered was answered.
  }
}
