import { describe, expect, test } from "vitest";
import { isDyStoreError } from "../../src/errors/error.ts";
import { parsePath } from "../../src/path/path.ts";
import type { Segment } from "../../src/path/segment.ts";

const name = (text: string): Segment => ({ kind: "name", name: text });
const index = (number: number): Segment => ({ kind: "index", index: number });
const wildcard: Segment = { kind: "wildcard" };
const union = (...selectors: Segment[]): Segment => ({ kind: "union", selectors });
const descendant = (selector: Segment): Segment => ({ kind: "descendant", selector });

const wellFormed: readonly (readonly [string, readonly Segment[]])[] = [
  ["$", []],
  // With and without the root's sign.
  ["$.a.b", [name("a"), name("b")]],
  ["a.b", [name("a"), name("b")]],
  [".a.b", [name("a"), name("b")]],
  ["$['a'].b", [name("a"), name("b")]],
  ["['a'].b", [name("a"), name("b")]],
  ["[0]", [index(0)]],
  ["*", [wildcard]],
  ["..a", [descendant(name("a"))]],
  // Names without quotes.
  ["$.größe.名前.😀", [name("größe"), name("名前"), name("😀")]],
  ["birth-date.2024.-x", [name("birth-date"), name("2024"), name("-x")]],
  ["$.$ref.@type", [name("$ref"), name("@type")]],
  ["@id", [name("@id")]],
  ["__proto__.constructor", [name("__proto__"), name("constructor")]],
  // Quoted names.
  [`$['a b']["c.d"]`, [name("a b"), name("c.d")]],
  ["$['']", [name("")]],
  [`$['it\\'s']["say \\"hi\\""]`, [name("it's"), name('say "hi"')]],
  [`$['"']["'"]`, [name('"'), name("'")]],
  ["$['\\b\\f\\n\\r\\t\\/\\\\']", [name("\b\f\n\r\t/\\")]],
  ["$['\\u0041\\u00e9\\uD83D\\uDE00\\u0000']", [name("Aé😀\0")]],
  ["$[']','[']", [union(name("]"), name("["))]],
  // Indexes and slices.
  ["$[10][-1]", [index(10), index(-1)]],
  ["$[9007199254740991]", [index(9007199254740991)]],
  ["$[1:3]", [{ kind: "slice", start: 1, end: 3, step: 1 }]],
  ["$[:]", [{ kind: "slice", step: 1 }]],
  ["$[::]", [{ kind: "slice", step: 1 }]],
  ["$[::-1]", [{ kind: "slice", step: -1 }]],
  ["$[-3:]", [{ kind: "slice", start: -3, step: 1 }]],
  ["$[:-1:2]", [{ kind: "slice", end: -1, step: 2 }]],
  ["$[1:5:0]", [{ kind: "slice", start: 1, end: 5, step: 0 }]],
  // Unions, wildcards and descendants.
  ["$[0,2]", [union(index(0), index(2))]],
  ["$['a',\"b\",*,-1,::2]", [union(name("a"), name("b"), wildcard, index(-1), { kind: "slice", step: 2 })]],
  ["$.*[*]", [wildcard, wildcard]],
  ["$..a..*..[0]", [descendant(name("a")), descendant(wildcard), descendant(index(0))]],
  ["$..['a','b']", [descendant(union(name("a"), name("b")))]],
  // As jsonpath-rw and its successors print indexes.
  ["friends.[0].name", [name("friends"), index(0), name("name")]],
  // Blank space where RFC 9535 allows it.
  ["$ .a\t[ 'b' ,\n0 ]\r..c", [name("a"), union(name("b"), index(0)), descendant(name("c"))]],
  ["$[ 1 : 3 : 2 ]", [{ kind: "slice", start: 1, end: 3, step: 2 }]],
];

const malformed: readonly (readonly [string, number, string])[] = [
  ["", 1, 'expected a name, or "$" for the whole'],
  [" $.a", 1, 'expected a name, "*" or "[", found " "'],
  ["$.a ", 4, "blank space ends the path"],
  ["$.", 3, 'expected a name, "*" or "[", found the end'],
  ["$..", 4, 'expected a name, "*" or "[", found the end'],
  ["$...a", 4, 'found "."'],
  ["$. a", 3, 'found " "'],
  ["$.a b", 5, 'expected "." or "[", found "b"'],
  ["$a", 2, 'expected "." or "[", found "a"'],
  ["$ref", 2, 'expected "." or "["'],
  ["a,b", 2, 'found ","'],
  ["a|b", 2, 'found "|"'],
  ["a]", 2, 'found "]"'],
  ["a.**", 4, 'found "*"'],
  ["a\u0001b", 2, "found U+0001"],
  ["a.\u007f", 3, "found U+007F"],
  ["$.it's", 5, 'found "\'"'],
  ['$."a"', 3, "found '\"'"],
  ["$[", 3, 'expected a quoted name, an index, a slice or "*", found the end'],
  ["$[]", 3, 'found "]"'],
  ["$[a]", 3, 'expected a quoted name, an index, a slice or "*", found "a"'],
  ["$[0", 4, 'expected "," or "]", found the end'],
  ["$[0,]", 5, 'found "]"'],
  ["$[0 1]", 5, 'expected "," or "]", found "1"'],
  ["$[[0]]", 3, 'found "["'],
  ["$['a'", 6, 'expected "," or "]", found the end'],
  ["$['a]", 3, "the quote that opens here is never closed"],
  ["$['a\\", 6, 'expected one of b f n r t u / \\ \' after "\\", found the end'],
  ["$['a\\x']", 6, 'found "x"'],
  ["$['\\\"']", 5, "found '\"'"],
  ["$['\\u12g4']", 6, 'expected four hexadecimal digits after "\\u", found "1"'],
  ["$['\\ud83d']", 4, "half of a surrogate pair"],
  ["$['\\ude00\\ud83d']", 4, "half of a surrogate pair"],
  ["$['\\ud83d\\u0041']", 4, "half of a surrogate pair"],
  ["$['a\nb']", 5, "found U+000A"],
  ["$[01]", 3, "leading zeros"],
  ["$[-0]", 3, "leading zeros"],
  ["$[-01]", 3, "leading zeros"],
  ["$[-]", 4, 'expected a whole number, found "]"'],
  ["$[1.5]", 4, 'expected "," or "]", found "."'],
  ["$[9007199254740992]", 3, "beyond 2^53 - 1"],
  ["$[1:2:3:4]", 8, 'expected "," or "]", found ":"'],
  ["$[(@.length-1)]", 3, "script expressions are never evaluated"],
  ["$[0,(1)]", 5, "script expressions are never evaluated"],
  ["$[?(@.x > 1)]", 3, "{ filters: true }"],
  ["$..[?@.x]", 5, "{ filters: true }"],
  ["$[0,?@.x]", 5, "{ filters: true }"],
];

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("parsing a path", () => {
  test.each(wellFormed)("understands %j", (text, segments) => {
    expect(parsePath(text).segments).toEqual(segments);
  });

  test.each(malformed)("refuses %j at character %i", (text, position, words) => {
    const error = errorOf(() => parsePath(text));
    expect(isDyStoreError(error, "INVALID") && error.path).toBe(text);
    expect(String(error)).toContain(`at character ${position}: `);
    expect(String(error)).toContain(words);
  });

  test.each([
    ["$", true],
    ["a.b[0][-1]['c']", true],
    ["a.*", false],
    ["a[0,1]", false],
    ["a[0:1]", false],
    ["..a", false],
  ])("tells of %j whether it is definite: %s", (text, definite) => {
    expect(parsePath(text).definite).toBe(definite);
  });

  test("gives the same frozen path for the same text", () => {
    const path = parsePath("$.a['b',0]..c");
    expect(parsePath("$.a['b',0]..c")).toBe(path);
    const objects = [path, path.segments, ...path.segments, path.segments[1]].map(Object.isFrozen);
    expect(objects).toEqual(objects.map(() => true));
  });

  test("remembers a bounded number of paths", () => {
    const first = parsePath("$.remembered");
    for (let i = 0; i < 1500; i++) parsePath(`$.other${i}`);
    expect(parsePath("$.remembered")).not.toBe(first);
    expect(parsePath("$.other1499")).toBe(parsePath("$.other1499"));
  });

  test("counts segments, and refuses more than 64", () => {
    expect(parsePath(`$${".a".repeat(64)}`).segments).toHaveLength(64);
    expect(parsePath(`$${"..a".repeat(64)}`).segments).toHaveLength(64);
    for (const text of [`$${".a".repeat(65)}`, `a${"[0]".repeat(64)}`]) {
      const error = errorOf(() => parsePath(text));
      expect(isDyStoreError(error, "INVALID") && error.message).toContain("more than 64 segments");
    }
  });

  test("counts bytes in UTF-8, and refuses more than 4,096", () => {
    expect(parsePath(`$.${"a".repeat(4094)}`).definite).toBe(true);
    expect(parsePath(`$.${"é".repeat(2047)}`).definite).toBe(true);
    for (const text of [`$.${"a".repeat(4095)}`, `$.a${"é".repeat(2047)}`]) {
      const error = errorOf(() => parsePath(text));
      expect(isDyStoreError(error, "INVALID") && error.message).toContain("longer than 4096 bytes");
    }
  });
});
