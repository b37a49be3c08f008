import { describe, expect, test } from "vitest";
import { parsePath } from "../../src/path/path.ts";
import { mayTouch, type Touch } from "../../src/path/touch.ts";

const unknown = undefined;

/** Each case: a path, a place, the length of every list (or that it is not known), and what is needed of the place. */
const cases: readonly (readonly [string, readonly (string | number)[], number | undefined, Touch])[] = [
  ["$", [], unknown, "selected"],
  ["$", ["a"], unknown, "selected"],
  ["$.a.b", [], unknown, "inside"],
  ["$.a.b", ["a"], unknown, "inside"],
  ["$.a.b", ["a", "b"], unknown, "selected"],
  ["$.a.b", ["a", "b", "c", 0], unknown, "selected"],
  ["$.a.b", ["a", "c"], unknown, "no"],
  ["$.a.b", ["b"], unknown, "no"],
  ["$.a", ["b", "a"], unknown, "no"],
  ["$[0]", [0], unknown, "selected"],
  ["$[0]", ["0"], unknown, "no"],
  ["$['0']", [0], unknown, "no"],
  ["$.*.b", ["a"], unknown, "inside"],
  ["$.*.b", ["a", "b"], unknown, "selected"],
  ["$.*.b", ["a", "c"], unknown, "no"],
  ["$['a','b'].c", ["b", "c"], unknown, "selected"],
  ["$['a','b'].c", ["c"], unknown, "no"],
  // Counted from the end.
  ["$[-1]", [4], unknown, "selected"],
  ["$[-1]", [4], 5, "selected"],
  ["$[-1]", [3], 5, "no"],
  ["$[-1]", ["a"], 5, "no"],
  ["$.l[-1].x", ["l", 3], unknown, "inside"],
  ["$.l[-1].x", ["l", 3], 5, "no"],
  // Slices: a length is needed only where it decides.
  ["$[1:3]", [0], unknown, "no"],
  ["$[1:3]", [2], unknown, "selected"],
  ["$[1:3]", [3], unknown, "no"],
  ["$[1::2]", [5], unknown, "selected"],
  ["$[1::2]", [6], unknown, "no"],
  ["$[1:3:0]", [1], unknown, "no"],
  ["$[:]", ["a"], unknown, "no"],
  ["$[-2:]", [2], unknown, "selected"],
  ["$[-2:]", [2], 5, "no"],
  ["$[-2:]", [3], 5, "selected"],
  ["$[:-2]", [3], unknown, "selected"],
  ["$[1:-2:2]", [0], unknown, "no"],
  ["$[1:-2:2]", [2], unknown, "no"],
  ["$[:-2]", [3], 5, "no"],
  ["$[::-2]", [3], unknown, "selected"],
  ["$[::-2]", [3], 5, "no"],
  ["$[::-2]", [2], 5, "selected"],
  ["$[3:0:-1]", [0], 5, "no"],
  ["$[3:0:-1]", [1], 5, "selected"],
  ["$[0:2,-1]", [3], 5, "no"],
  ["$[0:2,-1]", [4], 5, "selected"],
  // Everything below the start of a descendant may have descendants.
  ["$..x", [], unknown, "inside"],
  ["$..x", ["a", 0], unknown, "inside"],
  ["$..x", ["a", "x"], unknown, "selected"],
  ["$..x", ["x", "a"], unknown, "selected"],
  ["$..*", ["a"], unknown, "selected"],
  ["$.a..x", ["b"], unknown, "no"],
  ["$.a..x", ["a", "b", "c"], unknown, "inside"],
  ["$..x.y", ["a", "x"], unknown, "inside"],
  ["$..x.y", ["x", "x", "y", "z"], unknown, "selected"],
  ["$..x..y", ["x", "a", "y"], unknown, "selected"],
  ["$..x..y", ["a", "y"], unknown, "inside"],
  ["$..[-1]", ["l", 3], 5, "inside"],
  // Filters read all of what they judge, and the whole where they say so.
  ["$.a[?@.x]", [], unknown, "inside"],
  ["$.a[?@.x]", ["a"], unknown, "inside"],
  ["$.a[?@.x]", ["a", 0], unknown, "selected"],
  ["$.a[?@.x].y", ["a", 0, "z"], unknown, "selected"],
  ["$.a[?@.x]", ["b"], unknown, "no"],
  ["$.a[?@.x < $.limit]", ["b"], unknown, "selected"],
  ["$.a[?@.x < @root.limit]", ["b"], unknown, "selected"],
  ["$.a[0,?@.x]", ["a", 1, "z"], unknown, "selected"],
  ["$.a[0,?@.x].y", ["a", 1, "z"], unknown, "selected"],
  ["$.a[0,?@.x].y", ["a"], unknown, "inside"],
  ["$..[?@.x]", ["b", "c"], unknown, "selected"],
  ["$..[?@.x].y", ["b", "z"], unknown, "selected"],
  ["$.a[0,?@.x < $.limit]", ["b"], unknown, "selected"],
  ["$.a..[?@.x < $.limit]", ["b"], unknown, "selected"],
];

describe("what a path needs of a place", () => {
  test.each(cases)("%s needs of %j, lists having %j elements: %s", (text, place, length, touch) => {
    const path = parsePath(text, { filters: true });
    expect(mayTouch(path, place, () => length)).toBe(touch);
    if (length === undefined) expect(mayTouch(path, place)).toBe(touch);
  });

  test("asks for the lengths of the lists on the way, by their places", () => {
    const asked: (readonly (string | number)[])[] = [];
    const lengthOf = (list: readonly (string | number)[]): number => {
      asked.push(list);
      return 2;
    };
    expect(mayTouch(parsePath("$.a[-1].b[-2].c"), ["a", 1, "b", 0, "c"], lengthOf)).toBe("selected");
    expect(asked).toEqual([["a"], ["a", 1, "b"]]);
  });
});
