import { setTimeout as sleep } from "node:timers/promises";
import { DyStoreError } from "../errors/error.ts";
import type { GraphAddress } from "../plan/address.ts";
import { type Session, throwIfAborted } from "./session.ts";

/** What an attempt answers when somebody else was faster and trying again makes sense. */
export const refused: unique symbol = Symbol("refused");

const mostAttempts = 30;
const longestPauseMs = 250;

/**
 * Repeats an attempt while it is refused, with growing random pauses.
 *
 * @throws DyStoreError `CONFLICT` after 30 attempts.
 */
export async function retryWhileRefused<T>(
  session: Session,
  graphs: readonly GraphAddress[],
  attempt: () => Promise<T | typeof refused>,
): Promise<T> {
  for (let count = 1; count <= mostAttempts; count++) {
    throwIfAborted(session);
    const result = await attempt();
    if (result !== refused) return result;
    await sleep(Math.random() * Math.min(longestPauseMs, 2 ** count));
  }
  const [graph, ...others] = graphs;
  const what = others.length === 0 ? "the graph" : "one of the graphs";
  const message = `others changed ${what} during each of ${mostAttempts} attempts; try again later`;
  throw new DyStoreError("CONFLICT", message, { table: graph?.table.name, key: graph?.key });
}
