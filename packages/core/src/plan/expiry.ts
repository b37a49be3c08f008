import { expiryAttribute } from "../adapter/reserved.ts";
import { DyStoreError } from "../errors/error.ts";
import type { Item } from "../values/value.ts";

/** How long shards outlive their root, in seconds: a reader that holds the root finds them. */
export const shardsOutliveSeconds = 86_400;

/**
 * When a graph expires, as stored: in whole epoch seconds, rounded up, so that none expires early.
 *
 * @throws DyStoreError `INVALID` for what is no valid date.
 */
export function expirySeconds(expiresAt: Date | null | undefined): number | undefined {
  if (expiresAt === null || expiresAt === undefined) return undefined;
  const time = expiresAt instanceof Date ? expiresAt.getTime() : Number.NaN;
  if (!Number.isNaN(time)) return Math.ceil(time / 1000);
  throw new DyStoreError("INVALID", "expiresAt must be a valid Date; leave it out for a graph that never expires");
}

/** When an item expires, in epoch seconds. */
export function expiryOf(item: Item): number | undefined {
  const expires = item[expiryAttribute];
  return typeof expires === "number" ? expires : undefined;
}

/** Whether something that expires then is gone for its readers, at a time in epoch milliseconds. */
export function isExpired({ expires }: { readonly expires: number | undefined }, now: number): boolean {
  return expires !== undefined && expires * 1000 <= now;
}
