import { describe, expect, test } from "vitest";
import { type Cast, pastFences, pastGrace, scopeOf } from "./scopes.ts";
import { search } from "./search.ts";
import type { Fault } from "./state.ts";

/** Where each planted fault does harm, and what kind. */
const faults: { readonly [Name in Fault]: Omit<Cast, "fault"> & { readonly harm: RegExp } } = {
  "blind overwrite": { roles: ["write folded", "update folded"], begin: "a graph", harm: /double effect/ },
  "counters for versions": {
    roles: ["write folded", "write folded", "delete folded"],
    begin: "nothing",
    harm: /lost update|wrong report|torn/,
  },
  "loser deletes what it staged": { roles: ["write staged"], begin: "a graph", harm: /torn|wrong report/ },
  "sweep without fence": { roles: ["write staged", "sweep"], begin: "a graph", times: pastGrace, harm: /torn/ },
  "sweep fences but does not read again": {
    roles: ["write staged", "sweep"],
    begin: "a graph",
    times: pastGrace,
    harm: /torn/,
  },
  "sweep's fence says aborted": {
    roles: ["write staged", "sweep"],
    begin: "nothing",
    times: pastGrace,
    harm: /wrong report/,
  },
  "aborted intents removed at once": {
    roles: ["write staged", "sweep", "sweep"],
    begin: "nothing",
    times: pastGrace,
    harm: /torn|wrong report/,
  },
  "commit without intent": {
    roles: ["write staged", "sweep"],
    begin: "nothing",
    times: pastGrace,
    harm: /torn|wrong report/,
  },
  "create without token": {
    roles: ["write single", "delete single"],
    begin: "nothing",
    duplicates: true,
    harm: /double effect/,
  },
  "create sent again without token": {
    roles: ["write folded", "delete folded"],
    begin: "nothing",
    harm: /double effect/,
  },
  "refusal believed of what was sent twice": {
    roles: ["write folded", "write folded", "delete folded"],
    begin: "nothing",
    harm: /wrong report: \d says refused, and it happened/,
  },
  "hopeless commit refused at once": {
    roles: ["transact folded", "delete another"],
    begin: "two graphs",
    harm: /wrong report/,
  },
  "cleaning ignores what is kept": { roles: ["update staged"], begin: "a graph", harm: /torn/ },
  "cleaning before the commit": { roles: ["write staged"], begin: "a graph", harm: /torn/ },
  "gone intent read after the grace": {
    roles: ["write staged", "sweep", "sweep"],
    begin: "nothing",
    times: pastFences,
    harm: /wrong report/,
  },
  "reader accepts a missing piece": { roles: ["write folded", "read"], begin: "a graph", harm: /with a hole/ },
  "reader trusts the first miss": { roles: ["write folded", "read"], begin: "a graph", harm: /INTEGRITY/ },
};

describe("the search finds what is planted", () => {
  for (const [fault, { harm, ...cast }] of Object.entries(faults)) {
    test(fault, { timeout: 120_000 }, () => {
      const found = search(scopeOf({ ...cast, fault: fault as Fault }));
      console.info([`${fault}: ${found.violation}`, ...found.trace].join("\n  "));
      expect(found.violation).toMatch(harm);
    });
  }
});
