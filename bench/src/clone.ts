import type { Json } from "./document.ts";

/** What a program without a store would write by hand. */
export function clone<T extends Json>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(clone) as unknown as T;
  const copy: Record<string, Json> = {};
  for (const name in value) copy[name] = clone((value as Record<string, Json>)[name] ?? null);
  return copy as T;
}
