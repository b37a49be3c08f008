import { expect, test } from "vitest";
import { scopeOf } from "./scopes.ts";
import { search } from "./search.ts";

// What the protocol does not promise: see docs/guarantees.md. Were one of these closed, the page would have to say so.

test("a create under a new key, sent again without its token, may come back after a delete", () => {
  const found = search(scopeOf({ roles: ["create single", "delete single"], begin: "nothing" }));
  console.info(found.trace.join("\n"));
  expect(found.violation).toBe("a double effect: version 1 was committed 2 times");
});

test("a network that delivers an intent twice can make a writer report a commit as refused", () => {
  const found = search(scopeOf({ roles: ["write staged"], begin: "nothing", duplicates: true }));
  console.info(found.trace.join("\n"));
  expect(found.violation).toBe("a wrong report: 1 says refused, and it happened");
});
