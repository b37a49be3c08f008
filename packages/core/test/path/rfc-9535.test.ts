import { describe, expect, test } from "vitest";
import { formatPath } from "../../src/path/format-path.ts";
import { parsePath } from "../../src/path/path.ts";
import { select, values } from "../../src/path/select.ts";

const library = {
  shelves: {
    poems: [
      { title: "Ariel", author: "Plath", price: 9 },
      { title: "Howl", author: "Ginsberg", price: 12, isbn: "0-87286" },
    ],
    lamp: { color: "green", price: 40 },
  },
};
const letters = ["a", "b", "c", "d", "e", "f", "g"];
const mixed = { o: { j: 1, k: 2 }, a: [5, 3, [{ j: 4 }, { k: 6 }]] };

/** Each case: a tree, a path, the places it matches in their order. Modelled on the examples in RFC 9535, 2.2 to 2.7. */
const cases: readonly (readonly [string, unknown, string, readonly string[]])[] = [
  ["root", { k: 1 }, "$", ["$"]],
  ["root of a leaf", 5, "$", ["$"]],
  ["nothing in a leaf", "text", "$.length", []],
  // Names, 2.3.1
  ["name", { o: { "j j": { k: 3 } }, "'": { "@": 2 } }, "$.o['j j']", ["$.o['j j']"]],
  ["name after name", { o: { "j j": { k: 3 } } }, "$.o['j j'].k", ["$.o['j j'].k"]],
  ["odd names", { "'": { "@": 2 } }, `$["'"]["@"]`, ["$['\\'']['@']"]],
  ["missing name", { a: 1 }, "$.b", []],
  ["name in a list", letters, "$.length", []],
  ["digits as a name in a list", letters, "$['0']", []],
  ["digits as a name in an object", { "0": 1 }, "$.0", ["$['0']"]],
  ["null is a value", { a: null }, "$.a", ["$.a"]],
  ["nothing inside null", { a: null }, "$.a.b", []],
  ["nothing inside null, by wildcard", { a: null }, "$.a[*]", []],
  // Wildcards, 2.3.2
  ["wildcard in an object", mixed, "$.o[*]", ["$.o.j", "$.o.k"]],
  ["wildcard twice", mixed, "$.o[*,*]", ["$.o.j", "$.o.k", "$.o.j", "$.o.k"]],
  ["wildcard in a list", mixed, "$.a[*]", ["$.a[0]", "$.a[1]", "$.a[2]"]],
  ["wildcard at the root", mixed, "$.*", ["$.o", "$.a"]],
  // Indexes, 2.3.3
  ["index", letters, "$[1]", ["$[1]"]],
  ["negative index", letters, "$[-2]", ["$[5]"]],
  ["first by negative index", letters, "$[-7]", ["$[0]"]],
  ["index at the end", letters, "$[7]", []],
  ["negative index before the start", letters, "$[-8]", []],
  ["index in an object", { "0": 1, "-1": 2 }, "$[0,-1]", []],
  ["index in a text", { a: "text" }, "$.a[0]", []],
  // Slices, 2.3.4
  ["slice", letters, "$[1:3]", ["$[1]", "$[2]"]],
  ["slice to the end", letters, "$[5:]", ["$[5]", "$[6]"]],
  ["slice with a step", letters, "$[1:5:2]", ["$[1]", "$[3]"]],
  ["slice backwards", letters, "$[5:1:-2]", ["$[5]", "$[3]"]],
  ["slice of all backwards", letters, "$[::-1]", [6, 5, 4, 3, 2, 1, 0].map((i) => `$[${i}]`)],
  ["slice from the end", letters, "$[-2:]", ["$[5]", "$[6]"]],
  ["slice up to the end's second", letters, "$[:-5]", ["$[0]", "$[1]"]],
  ["slice backwards from the end", letters, "$[-1:-4:-1]", ["$[6]", "$[5]", "$[4]"]],
  ["slice backwards with bounds far outside", letters, "$[99:-99:-3]", ["$[6]", "$[3]", "$[0]"]],
  ["slice backwards from far before the start", letters, "$[-99::-1]", []],
  ["slice with bounds far outside", letters, "$[-99:99:3]", ["$[0]", "$[3]", "$[6]"]],
  ["slice with step 0", letters, "$[1:5:0]", []],
  ["slice whose end is before its start", letters, "$[3:1]", []],
  ["slice backwards whose end is behind its start", letters, "$[1:3:-1]", []],
  ["slice of nothing", [], "$[::-1]", []],
  ["slice of an object", { ":": 1 }, "$[:]", []],
  ["slice with the largest step", letters, "$[2::9007199254740991]", ["$[2]"]],
  // Unions, 2.5.1
  ["union of indexes", letters, "$[0, 3]", ["$[0]", "$[3]"]],
  ["union in its own order", letters, "$[3, 0]", ["$[3]", "$[0]"]],
  ["union of a slice and an index", letters, "$[0:2, 5]", ["$[0]", "$[1]", "$[5]"]],
  ["union with duplicates", letters, "$[0, 0]", ["$[0]", "$[0]"]],
  ["union with one of two missing", { b: 1 }, "$['a','b']", ["$.b"]],
  ["union of names and indexes", { l: ["x"], o: { a: 1 } }, "$[*]['a',0]", ["$.l[0]", "$.o.a"]],
  ["what follows a union", mixed, "$['a','o']['j',1]", ["$.a[1]", "$.o.j"]],
  // Descendants, 2.5.2
  ["descendants by name", mixed, "$..j", ["$.o.j", "$.a[2][0].j"]],
  ["descendants by index", mixed, "$..[0]", ["$.a[0]", "$.a[2][0]"]],
  [
    "all descendants",
    mixed,
    "$..*",
    [
      "$.o",
      "$.a",
      "$.o.j",
      "$.o.k",
      "$.a[0]",
      "$.a[1]",
      "$.a[2]",
      "$.a[2][0]",
      "$.a[2][1]",
      "$.a[2][0].j",
      "$.a[2][1].k",
    ],
  ],
  ["descendants of a part, by union", mixed, "$.a..[0, 1]", ["$.a[0]", "$.a[1]", "$.a[2][0]", "$.a[2][1]"]],
  ["wildcard twice among descendants", mixed, "$.o..[*, *]", ["$.o.j", "$.o.k", "$.o.j", "$.o.k"]],
  ["not the start itself", { a: { a: 1 } }, "$.a..a", ["$.a.a"]],
  ["descendants of descendants, once for each way", { a: { a: { a: 1 } } }, "$..a..a", ["$.a.a", "$.a.a.a", "$.a.a.a"]],
  ["no descendants in a leaf", { a: 1 }, "$.a..*", []],
  // Whole paths, 1.5
  [
    "the authors of all poems",
    library,
    "$.shelves.poems[*].author",
    ["$.shelves.poems[0].author", "$.shelves.poems[1].author"],
  ],
  ["all authors", library, "$..author", ["$.shelves.poems[0].author", "$.shelves.poems[1].author"]],
  ["all things on the shelves", library, "$.shelves.*", ["$.shelves.poems", "$.shelves.lamp"]],
  [
    "all prices",
    library,
    "$.shelves..price",
    ["$.shelves.poems[0].price", "$.shelves.poems[1].price", "$.shelves.lamp.price"],
  ],
  ["the last poem in order", library, "$..poems[-1]", ["$.shelves.poems[1]"]],
  ["the first poems", library, "$..poems[:1].title", ["$.shelves.poems[0].title"]],
];

describe("evaluating a path as RFC 9535 says", () => {
  test.each(cases)("%s", (_, root, text, places) => {
    const path = parsePath(text);
    const matches = select(path, root);
    expect(matches.map(({ segments }) => formatPath(segments))).toEqual(places);
    // Both ways to evaluate agree, and each match stands where it says.
    expect(values(path, root)).toEqual(matches.map(({ value }) => value));
    for (const { segments, value } of matches) {
      expect(values(parsePath(formatPath(segments)), root)).toEqual([value]);
    }
  });
});
