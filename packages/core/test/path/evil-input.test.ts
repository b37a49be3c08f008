import { describe, expect, test } from "vitest";
import { isDyStoreError } from "../../src/errors/error.ts";
import { parsePath } from "../../src/path/path.ts";
import { parsePattern } from "../../src/path/pattern.ts";
import { values } from "../../src/path/select.ts";
import { Random } from "./random-graph.ts";

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("evil paths", () => {
  const million = 1 << 20;

  test.each([
    ["a name of a million characters", "a".repeat(million)],
    ["a million dots", ".".repeat(million)],
    ["a million opening brackets", "[".repeat(million)],
    ["a million quotes", "'".repeat(million)],
    ["a million descendants", "..*".repeat(million / 4)],
    ["a filter of a million parentheses", `$[?${"(".repeat(million)}`],
  ])("%s: refused by its length, and the error stays small", (_, text) => {
    for (const parse of [() => parsePath(text), () => parsePath(text, { filters: true }), () => parsePattern(text)]) {
      const error = errorOf(parse);
      expect(isDyStoreError(error, "INVALID") && error.message).toContain("longer than 4096 bytes");
      expect(isDyStoreError(error) && error.path?.length).toBeLessThan(300);
    }
  });

  // Whatever would make a backtracking or recursing parser work hard fits into 4,096 bytes: none of these may.
  test.each([
    ["opening brackets", "[".repeat(4000)],
    ["brackets within brackets", `${"[".repeat(2000)}${"]".repeat(2000)}`],
    ["quotes", "$['".repeat(1300)],
    ["backslashes", `$['${"\\".repeat(4001)}']`],
    ["blanks", `$${" ".repeat(4000)}`],
    ["blanks in brackets", `$[${" ".repeat(4000)}x]`],
    ["commas", `$[${",".repeat(4000)}]`],
    ["colons", `$[${":".repeat(4000)}]`],
    ["digits", `$[${"9".repeat(4000)}]`],
    ["zeros", `$[${"0".repeat(4000)}]`],
    ["minus signs", `$[${"-".repeat(4000)}1]`],
    ["stars", "*".repeat(4000)],
    ["parentheses of a filter", `$[?${"(".repeat(4000)}`],
    ["nested parentheses of a filter", `$[?${"(".repeat(2000)}@${")".repeat(2000)} >]`],
    ["slashes in a filter", `$[?${"/".repeat(4000)}]`],
    ["classes in a filter's regular expression", `$[?/${"[".repeat(4000)}]`],
    ["at signs in a filter", `$[?${"@".repeat(4000)}]`],
    ["negations in a filter", `$[?${"!".repeat(4000)}]`],
    ["brackets of a filter", `$[?@${"[?(".repeat(1300)}]`],
  ])("%s: refused", (_, text) => {
    expect(
      isDyStoreError(
        errorOf(() => parsePath(text)),
        "INVALID",
      ),
    ).toBe(true);
    expect(
      isDyStoreError(
        errorOf(() => parsePath(text, { filters: true })),
        "INVALID",
      ),
    ).toBe(true);
  });

  test.each([
    ["a lone surrogate in a name", "$.a\ud800"],
    ["a lone surrogate in quotes", "$['\udc00']"],
    ["surrogates the wrong way round", "$.\udc00\ud800"],
  ])("%s: refused", (_, text) => {
    const error = errorOf(() => parsePath(text));
    expect(isDyStoreError(error, "INVALID") && error.message).toContain("surrogate");
  });

  test("unions and slices as large as fit are evaluated", () => {
    const list = Array.from({ length: 10 }, (_, index) => index);
    expect(values(parsePath(`$[${"0,".repeat(2000)}1]`), list)).toHaveLength(2001);
    expect(values(parsePath(`$[${":,".repeat(1300)}0]`), list)).toHaveLength(13_001);
    expect(values(parsePath("$[-9007199254740991:9007199254740991]"), list)).toEqual(list);
    expect(values(parsePath("$[9007199254740991:-9007199254740991:-9007199254740991]"), list)).toEqual([9]);
  });

  test("random text is either a path or INVALID, and a path gives values", () => {
    const pieces = [
      "$",
      ".",
      "..",
      "a",
      "0",
      "-1",
      "[",
      "]",
      "'",
      '"',
      "*",
      ":",
      ",",
      "?",
      "(",
      ")",
      "@",
      " ",
      "\\",
      "/",
      "==",
    ];
    const [first = "", ...others] = pieces;
    let paths = 0;
    for (let seed = 0; seed < 20_000; seed++) {
      const random = new Random(seed);
      const text = random.list(9, () => random.pick(first, ...others)).join("");
      const error = errorOf(() => {
        values(parsePath(text, { filters: seed % 2 === 0 }), { a: [{ a: 1 }, 2], 0: "x" });
        paths++;
      });
      if (!isDyStoreError(error, "INVALID")) expect([text, error]).toEqual([text, undefined]);
    }
    expect(paths).toBeGreaterThan(200);
  });
});
