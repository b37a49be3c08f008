import { describe, expect, test } from "vitest";
import { isDyStoreError } from "../../src/errors/error.ts";
import { createLast, removeAll, setAt, writeValue } from "../../src/path/change.ts";
import { parsePath } from "../../src/path/path.ts";
import { select } from "../../src/path/select.ts";

const write = (text: string, root: unknown, value: unknown): number => writeValue(parsePath(text), root, value);
const remove = (text: string, root: unknown): number => removeAll(select(parsePath(text), root));

function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return isDyStoreError(error) ? error.code : error;
  }
  return undefined;
}

describe("writing a value", () => {
  const before = (): unknown => ({ a: { b: 1 }, l: [1, 2, 3], n: null, t: "text" });
  const { a, l, n, t } = { a: { b: 1 }, l: [1, 2, 3], n: null, t: "text" };

  test.each<[string, string, number, unknown]>([
    ["sets what a definite path matches", "a.b", 1, { a: { b: 9 }, l, n, t }],
    ["sets a list's element", "l[1]", 1, { a, l: [1, 9, 3], n, t }],
    ["sets a list's element counted from the end", "l[-1]", 1, { a, l: [1, 2, 9], n, t }],
    ["replaces a container", "a", 1, { a: 9, l, n, t }],
    ["replaces null", "n", 1, { a, l, n: 9, t }],
    ["sets every match", "l[*]", 3, { a, l: [9, 9, 9], n, t }],
    ["sets a place once, however often it is matched", "l[0,0,-3]", 1, { a, l: [9, 2, 3], n, t }],
    ["sets the outer of places inside one another", "$..*", 4, { a: 9, l: 9, n: 9, t: 9 }],
    ["creates a name where the parent is an object", "a.c", 1, { a: { b: 1, c: 9 }, l, n, t }],
    ["creates a name at the root", "c", 1, { a, l, n, t, c: 9 }],
    ["creates no way to a name", "x.c", 0, { a, l, n, t }],
    ["appends at a list's length", "l[3]", 1, { a, l: [1, 2, 3, 9], n, t }],
    ["leaves no gap in a list", "l[4]", 0, { a, l, n, t }],
    ["appends at no negative index", "l[-4]", 0, { a, l, n, t }],
    ["gives a list no names", "l.x", 0, { a, l, n, t }],
    ["gives an object no elements", "a[0]", 0, { a, l, n, t }],
    ["gives a leaf no members", "t.x", 0, { a, l, n, t }],
    ["gives null no members", "n.x", 0, { a, l, n, t }],
    ["creates nothing by a union", "a['c','d']", 0, { a, l, n, t }],
    ["creates nothing by a slice", "l[3:4]", 0, { a, l, n, t }],
    ["creates nothing by a descendant", "..c", 0, { a, l, n, t }],
  ])("%s: %s", (_, text, places, after) => {
    const root = before();
    expect(write(text, root, 9)).toBe(places);
    expect(root).toEqual(after);
  });

  test("works in maps", () => {
    const root = new Map<string, unknown>([["m", new Map([["a", 1]])]]);
    expect([write("m.a", root, 2), write("m.b", root, 3), write("c", root, 4)]).toEqual([1, 1, 1]);
    expect(root).toEqual(
      new Map<string, unknown>([
        [
          "m",
          new Map([
            ["a", 2],
            ["b", 3],
          ]),
        ],
        ["c", 4],
      ]),
    );
  });

  test("works at a root that is an instance of a class", () => {
    class Person {
      name = "jo";
    }
    const root = new Person();
    expect([write("name", root, "al"), write("age", root, 7)]).toEqual([1, 1]);
    expect({ ...root }).toEqual({ name: "al", age: 7 });
    expect(root).toBeInstanceOf(Person);
  });

  test("takes `__proto__` and `constructor` as names and pollutes nothing", () => {
    const root: object = {};
    expect([write("__proto__", root, { polluted: 1 }), write("constructor", root, 2)]).toEqual([1, 1]);
    expect(write("$['__proto__'].more", root, 3)).toBe(1);
    expect(Object.getPrototypeOf(root)).toBe(Object.prototype);
    expect(JSON.stringify(root)).toBe('{"__proto__":{"polluted":1,"more":3},"constructor":2}');
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(write("a.__proto__.x", { a: {} }, 1)).toBe(0);
  });

  test("touches nothing inside what is opaque", () => {
    const sealed = { x: 1 };
    const root = { sealed, open: { x: 1 } };
    const opaque = (value: unknown): boolean => value === sealed;
    expect(writeValue(parsePath("$.*.x"), root, 2, { opaque })).toBe(1);
    expect(createLast(parsePath("sealed.y"), root, 2, { opaque })).toBe(false);
    expect(root).toEqual({ sealed: { x: 1 }, open: { x: 2 } });
  });

  test("refuses to replace the root", () => {
    expect(codeOf(() => write("$", {}, 1))).toBe("INVALID");
    for (const location of select(parsePath("$"), {})) expect(codeOf(() => setAt(location, 1))).toBe("INVALID");
    expect(createLast(parsePath("$"), {}, 1)).toBe(false);
  });
});

describe("removing places", () => {
  test.each<[string, string, unknown, number, unknown]>([
    ["takes a name out of an object", "a.b", { a: { b: 1, c: 2 } }, 1, { a: { c: 2 } }],
    ["takes an element out of a list", "[1]", [1, 2, 3], 1, [1, 3]],
    ["takes several elements, and the right ones", "[0,2,-1]", [1, 2, 3, 4, 5], 3, [2, 4]],
    ["takes an element once, however often it is matched", "[0,0,-3]", [1, 2, 3], 1, [2, 3]],
    ["takes elements matched backwards", "[::-2]", [1, 2, 3, 4, 5], 3, [2, 4]],
    ["empties a list", "[*]", [1, 2], 2, []],
    [
      "takes an entry out of a map",
      "a",
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      1,
      new Map([["b", 2]]),
    ],
    [
      "leaves a map's other keys",
      "*",
      new Map<unknown, number>([
        ["a", 1],
        [1, 2],
      ]),
      1,
      new Map([[1, 2]]),
    ],
    ["takes names out at every depth", "..x", { x: 1, l: [{ x: { x: 2 }, y: 3 }] }, 3, { l: [{ y: 3 }] }],
    ["takes out everything", "..*", { a: { b: [1] } }, 3, {}],
    ["takes out `__proto__`", "__proto__", JSON.parse('{"__proto__":1,"a":2}'), 1, { a: 2 }],
    ["finds nothing to take out", "x.y", { a: 1 }, 0, { a: 1 }],
  ])("%s: %s", (_, text, root, places, after) => {
    expect(remove(text, root)).toBe(places);
    expect(root).toEqual(after);
  });

  test("refuses to remove the root, before anything else goes", () => {
    const root = { a: 1 };
    const locations = [...select(parsePath("a"), root), ...select(parsePath("$"), root)];
    expect(codeOf(() => removeAll(locations))).toBe("INVALID");
    expect(root).toEqual({ a: 1 });
  });
});
