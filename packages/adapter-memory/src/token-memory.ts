import { hash } from "node:crypto";
import { DyStoreError, encodeItem, itemKeyText, type Step, stepKey } from "@dystore/core/adapter";

/** How long DynamoDB remembers a client request token, from the API reference of `TransactWriteItems`. */
const rememberedMs = 10 * 60 * 1000;

/** Remembers which atomic writes were carried out, by their tokens. */
export class TokenMemory {
  // In the order in which they were remembered, as a Map keeps it: the first to be forgotten comes first.
  readonly #writes = new Map<string, { readonly digest: string; readonly until: number }>();

  /** Whether this write was carried out under this token. @throws `INVALID` where another one was. */
  knows(token: string, steps: readonly Step[]): boolean {
    const known = this.#writes.get(token);
    if (known === undefined || known.until < Date.now()) return false;
    if (known.digest === digestOf(steps)) return true;
    throw new DyStoreError("INVALID", "The token named another write in the last ten minutes; use a fresh one.");
  }

  remember(token: string, steps: readonly Step[]): void {
    const now = Date.now();
    for (const [oldest, { until }] of this.#writes) {
      if (until >= now) break;
      this.#writes.delete(oldest);
    }
    this.#writes.delete(token);
    this.#writes.set(token, { digest: digestOf(steps), until: now + rememberedMs });
  }
}

function digestOf(steps: readonly Step[]): string {
  const texts = steps.map((step) => {
    const key = stepKey(step);
    const { region, name } = key.table;
    return JSON.stringify([
      step.kind,
      region,
      name,
      itemKeyText(key),
      step.if,
      step.kind === "put" && encodeItem(step.item),
    ]);
  });
  return hash("sha256", texts.join("\n"), "base64");
}
