import type { Actor, Writer } from "./actors.ts";
import { rootAt, type State } from "./state.ts";

/** What is wrong in a state, if anything. */
export function violation(state: State): string | undefined {
  if (state.wrong !== undefined) return state.wrong;
  for (const key of Object.keys(state.items)) {
    const lacks = rootAt(state, key)?.names.find((name) => state.items[name] === undefined);
    if (lacks !== undefined) return `a torn graph: ${key} names ${lacks}, which is not there`;
  }
  for (const [version, times] of Object.entries(state.effects)) {
    if (times > 1) return `a double effect: version ${version} was committed ${times} times`;
  }
  for (const actor of state.actors) {
    const wrong = actor.kind === "writer" ? wrongReport(state, actor) : wrongRead(actor);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Whether it was reported what happened, and nothing happens after it was reported not to have. */
function wrongReport({ effects }: State, { name, at }: Writer): string | undefined {
  const happened = (effects[name] ?? 0) > 0;
  if (at === "committed" && !happened) return `a wrong report: ${name} says committed, and nothing happened`;
  if (at === "refused" && happened) return `a wrong report: ${name} says refused, and it happened`;
  return undefined;
}

function wrongRead({ name, at }: Actor): string | undefined {
  if (at === "torn") return `a torn graph: ${name} read one with a hole`;
  if (at === "INTEGRITY") return `a wrong report: ${name} says INTEGRITY of a graph that is whole`;
  return undefined;
}
