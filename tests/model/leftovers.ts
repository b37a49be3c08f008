import { sweeper } from "./actors.ts";
import { movesOf } from "./search.ts";
import { day, hour, rootAt, type Scope, type State } from "./state.ts";

/**
 * What sweeping leaves of a state, once all writers have crashed and nothing is under way any more: two sweeps, one after the
 * grace and one after fences have gone.
 */
export function leftAfterSweeping(scope: Scope, state: State): string[] {
  const end = scope.times.at(-1) ?? 0;
  let items = state.items;
  for (const time of [end + 2 * hour, end + 9 * day]) items = swept({ ...scope, times: [time] }, items);
  const last: State = { ...state, items };
  const named = Object.keys(items).flatMap((key) => rootAt(last, key)?.names ?? []);
  return Object.keys(items).filter((key) => key.includes("/") && !named.includes(key));
}

/** One sweep with nobody else about: a sweeper for each item that is due, until none changes anything. */
function swept(scope: Scope, items: State["items"]): State["items"] {
  let left = items;
  for (const key of Object.keys(items)) {
    const alone: State = { now: 0, items: left, tokens: {}, network: [], actors: [sweeper("s")], effects: {} };
    let next = movesOf(scope, alone).find(({ label }) => label.endsWith(`meets ${key}`))?.state;
    while (next !== undefined) {
      left = next.items;
      // All that is sent arrives, and is answered.
      next = movesOf(scope, next).find(({ label }) => !label.includes("meets") && !isUnanswered(label))?.state;
      if (next?.actors[0]?.at === "done" && next.network.length === 0) {
        left = next.items;
        break;
      }
    }
  }
  return left;
}

function isUnanswered(label: string): boolean {
  return label.endsWith("has no answer") || label.endsWith("is sent again");
}
