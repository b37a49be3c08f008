import { describe, expect, test } from "vitest";
import { isDyStoreError } from "../../src/errors/error.ts";
import { parsePattern, patternsOverlap } from "../../src/path/pattern.ts";

describe("a shard's path", () => {
  test("takes names, indexes and wildcards", () => {
    expect(parsePattern("$.items[*].parts[0]['a b'].*")).toEqual([
      { kind: "name", name: "items" },
      { kind: "wildcard" },
      { kind: "name", name: "parts" },
      { kind: "index", index: 0 },
      { kind: "name", name: "a b" },
      { kind: "wildcard" },
    ]);
    expect(parsePattern("location")).toEqual([{ kind: "name", name: "location" }]);
  });

  test.each([
    ["$", "cannot be the parent itself"],
    ["a[-1]", "segment 2 is a negative index"],
    ["a[0:2]", "segment 2 is a slice"],
    ["a['b','c']", "segment 2 is a union"],
    ["..a", "segment 1 is a descendant"],
    ["a[?@.x]", "{ filters: true }"],
    ["a[", "malformed at character 3"],
  ])("is refused: %s", (text, words) => {
    let error: unknown;
    try {
      parsePattern(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(isDyStoreError(error, "INVALID") && error.path).toBe(text);
    expect(String(error)).toContain(words);
  });

  test.each([
    ["a", "a", true],
    ["a", "b", false],
    ["a", "a.b", true],
    ["a.b", "a.c", false],
    ["a.b", "a.*", true],
    ["a[*]", "a.b.c", true],
    ["a[0]", "a[0].b", true],
    ["a[0]", "a[1]", false],
    ["a[0]", "a['0']", false],
    ["a[0]", "a[*]", true],
    ["*.b", "a.*", true],
    ["*.b", "a.c", false],
    ["*.b.x", "a.*.y", false],
    ["*", "*.a", true],
  ])("%s and %s overlap: %s", (a, b, overlap) => {
    expect(patternsOverlap(parsePattern(a), parsePattern(b))).toBe(overlap);
    expect(patternsOverlap(parsePattern(b), parsePattern(a))).toBe(overlap);
  });
});
