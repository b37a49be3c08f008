import { describe, expect, test } from "vitest";
import { leftAfterSweeping } from "./leftovers.ts";
import { type Cast, pastFences, pastGrace, scopeOf } from "./scopes.ts";
import { search } from "./search.ts";

const proves = process.env["DYSTORE_PROVE"] === "1";

// Some thousand states each, together a few seconds.
const small: readonly Cast[] = [
  { roles: ["write folded", "write folded"], begin: "nothing" },
  { roles: ["write single", "delete single"], begin: "a graph" },
  { roles: ["write staged", "delete folded"], begin: "nothing" },
  { roles: ["update folded", "read"], begin: "a graph" },
  { roles: ["update staged", "read"], begin: "a graph" },
  { roles: ["delete folded", "read"], begin: "a graph" },
  { roles: ["write staged", "sweep"], begin: "nothing", times: pastGrace },
  { roles: ["delete single", "sweep"], begin: "an expiring graph", times: pastGrace },
  { roles: ["transact folded", "read"], begin: "two graphs" },
];

// Up to a million states each, and some minutes. Three writers that replace a graph with pieces would take hours.
const full: readonly Cast[] = [
  ...(["nothing", "a graph"] as const).flatMap((begin): Cast[] => [
    { roles: ["write staged", "write staged"], begin },
    { roles: ["write staged", "update staged"], begin },
    { roles: ["write staged", "update folded"], begin },
    { roles: ["write staged", "sweep"], begin, times: pastFences },
  ]),
  { roles: ["update folded", "delete folded"], begin: "a graph" },
  { roles: ["update staged", "sweep"], begin: "a graph", times: pastGrace },
  { roles: ["write folded", "write folded", "delete folded"], begin: "nothing" },
  { roles: ["write single", "update single", "delete single"], begin: "nothing" },
  { roles: ["write staged", "sweep", "sweep"], begin: "nothing", times: pastGrace },
  { roles: ["update staged", "delete folded"], begin: "a graph" },
  { roles: ["update staged", "delete folded", "read"], begin: "a graph" },
  { roles: ["update folded", "delete folded", "read"], begin: "a graph" },
  { roles: ["update staged", "sweep", "sweep"], begin: "a graph", times: pastGrace },
  { roles: ["write staged", "sweep", "read"], begin: "an expiring graph", times: pastGrace },
  { roles: ["transact folded", "delete folded"], begin: "two graphs" },
  { roles: ["transact folded", "delete another"], begin: "two graphs" },
  { roles: ["transact with a check folded", "delete folded"], begin: "two graphs" },
  { roles: ["transact with a check folded", "delete another"], begin: "two graphs" },
  { roles: ["transact folded", "update folded"], begin: "two graphs" },
  { roles: ["transact staged", "delete folded"], begin: "two graphs" },
  { roles: ["transact folded", "delete folded", "read"], begin: "two graphs" },
];

const titleOf = ({ roles, begin, times = [0] }: Cast) =>
  `${roles.join(", ")}; at first ${begin}${times.length > 1 ? `; ${times.length - 1} times the clock goes on` : ""}`;

describe("no state that can be reached is bad", () => {
  for (const cast of proves ? [...small, ...full] : small) {
    test(titleOf(cast), { timeout: 600_000 }, () => {
      const scope = scopeOf(cast);
      const judged = new Set<unknown>();
      const left: string[] = [];
      const found = search(scope, (state) => {
        if (judged.has(state.items)) return;
        judged.add(state.items);
        left.push(...leftAfterSweeping(scope, state));
      });
      console.info(`${titleOf(cast)}: ${found.states} states, swept from ${judged.size}`);
      expect(found).toMatchObject({ violation: undefined, trace: [] });
      expect(left).toEqual([]);
    });
  }
});
