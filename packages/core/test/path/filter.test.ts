import { describe, expect, test } from "vitest";
import { isDyStoreError } from "../../src/errors/error.ts";
import { removeAll, writeValue } from "../../src/path/change.ts";
import { formatPath } from "../../src/path/format-path.ts";
import { parsePath } from "../../src/path/path.ts";
import { select, values } from "../../src/path/select.ts";
import { Decimal } from "../../src/values/decimal.ts";

const root = {
  limit: 10,
  books: [
    { title: "Ariel", price: 9, tags: ["a"], written: new Date(Date.UTC(1965, 0)), more: { rare: true } },
    { title: "(it's) [Howl]", price: 12, tags: [], written: new Date(Date.UTC(1956, 0)) },
    { title: "Odes, @ noon", price: new Decimal("9.5"), "two words": 7n, home: new URL("https://odes.example/") },
  ],
  lamps: new Map<unknown, unknown>([
    ["2", { price: 40 }],
    ["1", { price: 4 }],
    [3, { price: 5 }],
  ]),
  photo: new Uint8Array(3),
};

const places = (text: string, tree: unknown = root): string[] =>
  select(parsePath(text, { filters: true }), tree).map(({ segments }) => formatPath(segments));

describe("filters", () => {
  test.each<[string, readonly string[]]>([
    ["$.books[?(@.price > 10)]", ["$.books[1]"]],
    ["$.books[?@.price > 10]", ["$.books[1]"]],
    ["$.books[? @.price > 10 ].title", ["$.books[1].title"]],
    ["$.books[?@.price < $.limit]", ["$.books[0]", "$.books[2]"]],
    ["$.books[?@.price < @root.limit]", ["$.books[0]", "$.books[2]"]],
    ["$.books[?@.tags]", ["$.books[0]", "$.books[1]"]],
    ["$.books[?@.tags.length]", ["$.books[0]"]],
    ["$.books[?@.tags[0] == 'a']", ["$.books[0]"]],
    ["$.books[?@.more.rare]", ["$.books[0]"]],
    ["$.books[?!@.more]", ["$.books[1]", "$.books[2]"]],
    ["$.books[?(@.price > 9 && @.price < 12) || @.more]", ["$.books[0]", "$.books[2]"]],
    ["$.books[?@property == 1]", ["$.books[1]"]],
    // What would confuse an evaluator that looks for brackets in the text.
    [`$.books[?@.title == "(it's) [Howl]"]`, ["$.books[1]"]],
    ["$.books[?@.title == '(it\\'s) [Howl]']", ["$.books[1]"]],
    ["$.books[?@.title == 'Odes, @ noon']", ["$.books[2]"]],
    ["$.books[?@['two words'] == 7]", ["$.books[2]"]],
    ["$.books[?@['tags'][(0)] == 'a']", ["$.books[0]"]],
    ["$.books[?/^\\(it's\\) [[\\]h]/i.test(@.title)]", ["$.books[1]"]],
    ["$.books[?@.title.match(/[/@']/)]", ["$.books[1]", "$.books[2]"]],
    ["$.books[?[9, 12].includes(@.price)]", ["$.books[0]", "$.books[1]"]],
    ["$.books[?typeof @.price == 'number' && @.price > 9]", ["$.books[1]", "$.books[2]"]],
    ["$.books[?@.more ? @.price == 9 : @.price == 12]", ["$.books[0]", "$.books[1]"]],
    ["$.books[*][?@-(2) == 10]", ["$.books[1].price"]],
    ["$.books[?(@.price) / 2 > 5]", ["$.books[1]"]],
    // Leaves in their plain form.
    ["$.books[?@.written < '1960']", ["$.books[1]"]],
    ["$.books[?@.home == 'https://odes.example/']", ["$.books[2]"]],
    ["$.books[?@.price == 9.5]", ["$.books[2]"]],
    ["$[?@.length == 3]", ["$.books"]],
    ["$[?@ == 10]", ["$.limit"]],
    ["$.books[*][?@ == 12]", ["$.books[1].price"]],
    // Everywhere a selector may stand.
    ["$..[?@.price > 10]", ["$.books[1]", "$.lamps['2']"]],
    ["$.lamps[?@.price]", ["$.lamps['2']", "$.lamps['1']"]],
    ["$.books[0, ?@.price > 10, -1]", ["$.books[0]", "$.books[1]", "$.books[2]"]],
    ["$.books[?@.price > 10, ?@.more]", ["$.books[1]", "$.books[0]"]],
    ["$.limit[?@]", []],
    // A member of nothing is no error: the value is not selected.
    ["$.books[?@.a.b.c == 1]", []],
    ["$.books[?@.title.nothing()]", []],
  ])("%s", (text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test("give the values themselves, not what the filter saw", () => {
    const [book] = values(parsePath("books[?@.written < '1960']", { filters: true }), root);
    expect(book).toBe(root.books[1]);
  });

  test("see opaque values as leaves without members", () => {
    const sealed = { price: 1 };
    const path = parsePath("$[?@.price > 0]", { filters: true });
    const matches = select(path, [sealed, { price: 2 }], { opaque: (value) => value === sealed });
    expect(matches.map(({ key }) => key)).toEqual([1]);
  });

  test("select what is set and removed", () => {
    const list = [{ n: 1 }, { n: 2 }, { n: 3 }];
    expect(writeValue(parsePath("$[?@.n > 1].n", { filters: true }), list, 5)).toBe(2);
    expect(removeAll(select(parsePath("$[?@.n == 5]", { filters: true }), list))).toBe(2);
    expect(list).toEqual([{ n: 1 }]);
  });

  test("names like `__proto__` are data, and inherited members are out of reach", () => {
    const tree = JSON.parse('[{ "__proto__": { "x": 1 } }, { "x": 1 }]');
    expect(places("$[?@.__proto__.x == 1]", tree)).toEqual(["$[0]"]);
    expect(places("$[?@.constructor]", tree)).toEqual([]);
    expect(places("$[?@.toString]", tree)).toEqual([]);
    expect(places("$[?@.toString]", { bytes: new Uint8Array(1), symbol: Symbol("s"), person: new Error() })).toEqual(
      [],
    );
    expect(places("$[?@.typeof / 2 == 1]", [{ typeof: 2 }])).toEqual(["$[0]"]);
    expect(places("$[0][?@.x == 1]", tree)).toEqual(["$[0].__proto__"]);
  });

  test.each([
    "$[?@.constructor.constructor('return process')()]",
    "$[?''.constructor.constructor('return process')()]",
    "$[?''.sub.constructor('return process')()]",
    "$[?[].constructor.constructor('return process')()]",
    "$[?@.l.push(9)]",
    "$[?@.l.reverse()]",
    "$[?@.d.setTime(0)]",
    "$[?$.push(1)]",
    "$[?@.l.map.call]",
  ])("can neither run code nor change data: %s", (text) => {
    const tree = [{ l: [1, 2], d: new Date(1) }];
    expect(places(text, tree)).toEqual([]);
    expect(tree).toEqual([{ l: [1, 2], d: new Date(1) }]);
  });

  test.each([
    ["$[?]", "expected an expression"],
    ["$[?()]", "no expression"],
    ["$[?@.x", 'expected "," or "]"'],
    ["$[?(@.x]", 'nothing opens what this "]" closes'],
    ["$[?@.x)]", 'nothing opens what this ")" closes'],
    ["$[?(@.x", 'expected ")"'],
    ["$[?@.x = 1]", 'expected "==" (filters compare, they assign nothing)'],
    ["$[?@.x; 1]", 'expected an expression, found ";"'],
    ["$[?`a`]", "expected an expression"],
    ["$[?@.x == 'a]", "the quote that opens here is never closed"],
    ["$[?@.x == /a]", "the regular expression that begins here is never closed"],
    ["$[?/(/.test(@.x)]", "this is not a regular expression"],
    ["$[?/a/g.test(@.x)]", "no use for the flags g and y"],
    ["$[?@.x >]", "no expression that can be evaluated"],
    ["$[?@.x == y]", "no expression that can be evaluated"],
    ["$[?process.exit()]", "no expression that can be evaluated"],
    ["$[?@.x @.y]", 'expected an operator, found "@"'],
    ["$[?@.x > 1 'a']", "expected an operator"],
    ["$[?@.x y]", 'expected an operator, found "y"'],
    ["$[?@.x ==== 1]", "they assign nothing"],
    ["$[?@..x]", "no expression that can be evaluated"],
    ["$[?@.*]", "no expression that can be evaluated"],
    ["$[?@.l[?@.x]]", "no expression that can be evaluated"],
    ["$[?(@.x, @.y)]", "no expression that can be evaluated"],
    ["$[?this.x]", "no expression that can be evaluated"],
    ["$[?@parent.x]", "a filter knows @, @property, @root and $"],
    ["$[?@string()]", "a filter knows @, @property, @root and $"],
    ["$[(@.length-1)]", "script expressions are never evaluated"],
  ])("are refused where they can never work: %s", (text, words) => {
    let error: unknown;
    try {
      parsePath(text, { filters: true });
    } catch (thrown) {
      error = thrown;
    }
    expect(isDyStoreError(error, "INVALID") && error.path).toBe(text);
    expect(String(error)).toContain(words);
  });

  test.each(["$.remembered[?@.x]", "$.remembered[0,?@.x]", "$.remembered..[?@.x]"])(
    "stay refused without the option after the same path was parsed with it: %s",
    (text) => {
      expect(parsePath(text, { filters: true }).hasFilter).toBe(true);
      expect(() => parsePath(text)).toThrow("{ filters: true }");
      expect(parsePath(text, { filters: true })).toBe(parsePath(text, { filters: true }));
      expect(parsePath("$.remembered").hasFilter).toBe(false);
    },
  );
});
