import { DyStoreError } from "../errors/error.ts";

/** How long DynamoDB remembers a client request token, from the API reference of `TransactWriteItems`. */
const rememberedMs = 10 * 60 * 1000;

/** The most tokens held, to bound memory at some MB: a token is sent again within moments or never. */
const mostTokens = 50_000;

/**
 * Remembers which atomic writes an adapter carried out, by their tokens: for adapters whose database does not do so itself. Lasts
 * ten minutes, as DynamoDB does, and holds 50,000 tokens at most.
 *
 * @example
 * ```ts
 * const tokens = new TokenMemory();
 * tokens.has("token", "digest of the steps"); // false
 * tokens.remember("token", "digest of the steps");
 * tokens.has("token", "digest of the steps"); // true
 * ```
 */
export class TokenMemory {
  readonly #now: () => number;
  /** Oldest first. */
  readonly #writes = new Map<string, { readonly write: string; readonly until: number }>();

  /** @param now A clock in milliseconds that never goes back. Default: the process's. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Whether a write was carried out under a token.
   *
   * @param write What tells the write from others, as `writeDigest` gives it.
   * @throws `INVALID` where the token belongs to another write.
   */
  has(token: string, write: string): boolean {
    const known = this.#writes.get(token);
    if (known === undefined || known.until <= this.#now()) return false;
    if (known.write === write) return true;
    throw new DyStoreError("INVALID", "The token belongs to another write of the last ten minutes; use a fresh one.");
  }

  /** Remembers a write that was carried out. */
  remember(token: string, write: string): void {
    const now = this.#now();
    for (const [oldest, { until }] of this.#writes) {
      if (until > now && this.#writes.size < mostTokens) break;
      this.#writes.delete(oldest);
    }
    this.#writes.delete(token);
    this.#writes.set(token, { write, until: now + rememberedMs });
  }
}
