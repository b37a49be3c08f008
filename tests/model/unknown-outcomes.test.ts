import { expect, test } from "vitest";
import { type Cast, pastFences, scopeOf } from "./scopes.ts";
import { search } from "./search.ts";
import type { State } from "./state.ts";

const small: readonly Cast[] = [
  { roles: ["write folded", "delete single"], begin: "nothing" },
  { roles: ["write single", "write single"], begin: "a graph" },
  { roles: ["write staged", "delete single"], begin: "nothing" },
];

const full: readonly Cast[] = [
  { roles: ["write single", "write single", "delete single"], begin: "nothing" },
  { roles: ["delete single", "delete single", "write single"], begin: "a graph" },
  { roles: ["write staged", "sweep", "sweep"], begin: "nothing", times: pastFences },
];

test("UNKNOWN_OUTCOME is reported only where nothing can tell", { timeout: 900_000 }, () => {
  // Whether the writes of writers that gave up had happened, by all that these could know.
  const known = new Map<string, Set<boolean>>();
  for (const cast of process.env["DYSTORE_PROVE"] === "1" ? [...small, ...full] : small) {
    search(scopeOf(cast), (state) => {
      for (const { observation, happened } of unknownOf(state)) {
        known.set(observation, (known.get(observation) ?? new Set()).add(happened));
      }
    });
  }
  console.info([...known.keys()].join("\n"));
  expect(known.size).toBeGreaterThan(3);
  const both = [...known].map(([observation, happened]) => [observation, [...happened].sort()]);
  expect(both).toEqual([...known.keys()].map((observation) => [observation, [false, true]]));
});

function unknownOf(state: State): { readonly observation: string; readonly happened: boolean }[] {
  return state.actors.flatMap((actor) => {
    if (actor.kind !== "writer" || actor.at !== "unknown") return [];
    // A fence in the place of one's own intent tells nothing, but it takes three sweeps in eight days to see both sides of that.
    if (actor.learned.includes("fenced")) return [];
    // Which version it was tells nothing: as to that, all are alike.
    const learned = actor.learned.map((each) => each.replaceAll(/\d+/g, "version"));
    const kinds = actor.changes.map(({ kind }) => kind);
    const observation = [...kinds, actor.form, ...learned].join(", ");
    return [{ observation, happened: (state.effects[actor.name] ?? 0) > 0 }];
  });
}
