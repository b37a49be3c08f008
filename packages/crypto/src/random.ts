import { randomFillSync } from "node:crypto";

const pool = new Uint8Array(8192);
let used = pool.length;

/** Fresh random bytes, 32 at most. Drawn from a pool, as single draws are slow; what was given out is wiped from it. */
export function randomBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}
