import { createHash } from "node:crypto";
import { DyStoreError, keyText, tableText } from "@dystore/core/adapter";
import type { StoredStep } from "./stored-step.ts";

/** How long DynamoDB remembers a client request token, from the API reference of `TransactWriteItems`. */
const rememberedMs = 10 * 60 * 1000;

/** The most tokens held, to bound memory at some MB: a token is sent again within moments or never. */
const mostTokens = 50_000;

/** A write, told from others by what it says. */
export function fingerprint(steps: readonly StoredStep[], region: string): string {
  const parts = steps.map((step) => {
    const { kind, table, key, if: condition } = step;
    const said = JSON.stringify([kind, tableText(table, region), key.map(keyText), condition]);
    // JSON ends where it ends: nothing runs together.
    return step.kind === "put" ? said + step.text : said;
  });
  return createHash("sha256").update(parts.join("")).digest("base64");
}

/** Remembers which atomic writes were carried out, by their tokens. */
export class TokenMemory {
  readonly #now: () => number;
  /** Oldest first. */
  readonly #writes = new Map<string, { readonly write: string; readonly until: number }>();

  /** @param now A clock in ms that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether this write was carried out under this token. @throws `INVALID` where another was. */
  has(token: string, write: string): boolean {
    const known = this.#writes.get(token);
    if (known === undefined || known.until <= this.#now()) return false;
    if (known.write === write) return true;
    throw new DyStoreError("INVALID", "The token belongs to another write of the last ten minutes; use a fresh one.");
  }

  remember(token: string, write: string): void {
    const now = this.#now();
    for (const [oldest, { until }] of this.#writes) {
      if (until > now && this.#writes.size < mostTokens) break;
      this.#writes.delete(oldest);
    }
    this.#writes.set(token, { write, until: now + rememberedMs });
  }
}
