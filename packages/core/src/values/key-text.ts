import { numericText } from "./numeric.ts";
import type { KeyValue } from "./value.ts";

/**
 * Text that stands for a key's value alone: two key values have the same text exactly where they are the same key. Begins
 * with `s`, `n` or `b` for its type; for use in `Map` keys and digests.
 *
 * @throws `INVALID` where it is a number that cannot be stored.
 *
 * @example
 * ```ts
 * keyText("1"); // "s1"
 * keyText(1n); // "n1"
 * ```
 */
export function keyText(value: KeyValue): string {
  if (typeof value === "string") return `s${value}`;
  if (value instanceof Uint8Array)
    return `b${Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64")}`;
  return `n${numericText(value)}`;
}
