import { describe, expect, test } from "vitest";
import { isDyStoreError } from "../../src/errors/error.ts";
import { distinct, outermost } from "../../src/path/location.ts";
import { parsePath } from "../../src/path/path.ts";
import { mayRepeat } from "../../src/path/segment.ts";
import { select, values } from "../../src/path/select.ts";
import { Decimal } from "../../src/values/decimal.ts";

class Person {
  name = "jo";
  friends = [{ name: "al" }];
  get shout(): string {
    return this.name.toUpperCase();
  }
}

const read = (text: string, root: unknown): unknown[] => values(parsePath(text), root);
const places = (text: string, root: unknown): unknown[] =>
  select(parsePath(text), root).map(({ segments }) => segments);

describe("what a path walks through", () => {
  test("maps count as objects by their string keys", () => {
    const root = {
      m: new Map<unknown, unknown>([
        ["a", { x: 1 }],
        [1, "number"],
        ["1", "text"],
        [{}, "object"],
      ]),
    };
    expect(read("m.a.x", root)).toEqual([1]);
    expect(read("m.*", root)).toEqual([{ x: 1 }, "text"]);
    expect(read("m.1", root)).toEqual(["text"]);
    expect(read("m[1]", root)).toEqual([]);
    expect(read("..x", root)).toEqual([1]);
    expect(places("m.*", root)).toEqual([
      ["m", "a"],
      ["m", "1"],
    ]);
    expect(read("a", new Map([["a", 1]]))).toEqual([1]);
  });

  test.each([
    ["a date", new Date(0)],
    ["a URL", new URL("https://example.org/a")],
    ["a set", new Set(["a"])],
    ["bytes", new Uint8Array([1, 2])],
    ["a Decimal", new Decimal("1.5")],
    ["an instance of a class", new Person()],
    ["a function", Object.assign(() => 0, { a: 1 })],
    ["a text", "text"],
  ])("%s is a leaf", (_, leaf) => {
    const root = { leaf };
    expect(read("leaf", root)).toEqual([leaf]);
    expect(read("leaf.*", root)).toEqual([]);
    expect(read("leaf.name", root)).toEqual([]);
    expect(read("leaf[0]", root)).toEqual([]);
    expect(places("..*", root)).toEqual([["leaf"]]);
  });

  test("the root may be an instance of a class, seen by its own members", () => {
    const root = new Person();
    expect(read("name", root)).toEqual(["jo"]);
    expect(read("..name", root)).toEqual(["jo", "al"]);
    expect(read("shout", root)).toEqual([]);
    expect(read("constructor", root)).toEqual([]);
    expect(places("*", root)).toEqual([["name"], ["friends"]]);
  });

  test("objects without a prototype are plain", () => {
    const root = { a: Object.assign(Object.create(null), { b: 1 }) };
    expect(read("a.b", root)).toEqual([1]);
  });

  test("what is opaque is a leaf, but the root is never asked about", () => {
    const sealed = { x: 1 };
    const root = { sealed, open: { x: 2 }, list: [sealed] };
    const opaque = (value: unknown): boolean => value === sealed || value === root;
    const matches = select(parsePath("$..x"), root, { opaque });
    expect(matches.map(({ segments }) => segments)).toEqual([["open", "x"]]);
    expect(values(parsePath("sealed"), root, { opaque })).toEqual([sealed]);
    expect(values(parsePath("sealed.x"), root, { opaque })).toEqual([]);
    expect(values(parsePath("list[*].x"), root, { opaque })).toEqual([]);
  });

  test.each([
    "constructor",
    "toString",
    "hasOwnProperty",
    "__proto__",
    "a.__proto__",
    "a.constructor.prototype",
    "..constructor",
  ])("inherited members are not there: %s", (text) => {
    expect(read(text, { a: {}, l: [] })).toEqual([]);
  });

  test("`__proto__` and `constructor` are names like others where data has them", () => {
    const root = JSON.parse('{ "__proto__": { "x": 1 }, "constructor": 2 }');
    expect(read("__proto__.x", root)).toEqual([1]);
    expect(read("$['__proto__']", root)).toEqual([{ x: 1 }]);
    expect(read("*", root)).toEqual([{ x: 1 }, 2]);
  });
});

describe("locations", () => {
  const root = { a: [{ b: 1 }, { b: 2 }] };

  test("tell parent, key, value and the way from the root", () => {
    const [location] = select(parsePath("a[-1].b"), root);
    expect(location?.parent).toBe(root.a[1]);
    expect(location?.up?.parent).toBe(root.a);
    expect([location?.key, location?.value, location?.segments]).toEqual(["b", 2, ["a", 1, "b"]]);
    expect(location?.up?.key).toBe(1);
  });

  test("of the root have neither parent nor key", () => {
    const [location] = select(parsePath("$"), root);
    expect([location?.parent, location?.key, location?.value, location?.segments]).toEqual([
      undefined,
      undefined,
      root,
      [],
    ]);
  });

  test("can be had once each", () => {
    const matches = distinct(select(parsePath("a[0,*,-1].b"), root));
    expect(matches.map(({ segments }) => segments)).toEqual([
      ["a", 0, "b"],
      ["a", 1, "b"],
    ]);
    expect(distinct(select(parsePath("$"), root))).toHaveLength(1);
  });

  test("can be had without those inside others", () => {
    const outer = (text: string): unknown[] => outermost(select(parsePath(text), root)).map(({ segments }) => segments);
    expect(outer("$..*")).toEqual([["a"]]);
    expect(outer("$.a..*")).toEqual([
      ["a", 0],
      ["a", 1],
    ]);
    expect(outer("$..[1,'b']")).toEqual([
      ["a", 1],
      ["a", 0, "b"],
    ]);
    expect(outer("$")).toEqual([[]]);
  });

  test("are told apart where one object stands at two places", () => {
    const shared = { c: 1 };
    const twice = { a: shared, b: shared };
    const matches = outermost(select(parsePath("$['a','b']"), twice));
    expect(matches.map(({ segments }) => segments)).toEqual([["a"], ["b"]]);
  });
});

describe("paths that match the same places over and over", () => {
  test.each([
    ["$.a[*]..b[0:5]", false],
    ["$['a','b',0,1]", false],
    ["$..['a','b']", false],
    ["$..a..b", true],
    ["$['a','a']", true],
    ["$[0,-1]", true],
    ["$[0,1:3]", true],
    ["$..[*,0]", true],
  ])("are told by their segments: %s may, %s", (text, repeats) => {
    expect(mayRepeat(parsePath(text).segments)).toBe(repeats);
  });

  let deep: unknown = 1;
  for (let i = 0; i < 40; i++) deep = [deep];

  test.each([`$${"[0,0]".repeat(40)}`, `$${"..*".repeat(20)}`, `$${"[*,0]".repeat(40)}`, `$${"..[0]".repeat(64)}`])(
    "are given up: %s",
    (text) => {
      let error: unknown;
      try {
        select(parsePath(text), deep);
      } catch (thrown) {
        error = thrown;
      }
      expect(isDyStoreError(error, "INVALID") && error.path).toBe(text.length > 200 ? `${text.slice(0, 200)}…` : text);
      expect(String(error)).toContain("over and over");
    },
  );

  test("are counted by what they repeat only: wide trees may have any number of matches", () => {
    const wide = Array.from({ length: 1000 }, () => new Array(100).fill(0));
    expect(select(parsePath("$..*"), wide)).toHaveLength(101_000);
  });
});
