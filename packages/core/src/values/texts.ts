import type { Value } from "./value.ts";

/** Whether a value is a list of strings. */
export function isTexts(value: Value | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === "string");
}
