import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { checkItem } from "../../src/values/check-item.ts";
import { Decimal } from "../../src/values/decimal.ts";
import { itemBytes } from "../../src/values/item-bytes.ts";
import type { Item, Value } from "../../src/values/value.ts";
import { withPollutedPrototype } from "./polluted.ts";

const limits = { depth: 32, nameBytes: 65_535 };

/** Checks something that the types may forbid, as plain JavaScript could hand it in. */
const check = (item: unknown) => checkItem(item as Item, limits, "Root");

function nested(levels: number, leaf: unknown, wrap: (value: unknown) => unknown = (value) => [value]): unknown {
  return levels === 0 ? leaf : wrap(nested(levels - 1, leaf, wrap));
}

describe("checkItem accepts and measures", () => {
  const values: readonly (readonly [string, unknown])[] = [
    ["scalars", [null, true, "", "text", "😀".repeat(30), 0, -1.5, 1n, new Decimal("0.1")]],
    ["binaries", [new Uint8Array(), Buffer.from("abc")]],
    ["empty lists and maps", [[], {}]],
    ["sets", [new Set(["", "a"]), new Set([1, 2n, new Decimal("0.3")]), new Set([new Uint8Array(), Uint8Array.of(1)])]],
    ["maps without a prototype", Object.assign(Object.create(null), { a: 1 })],
    ["maps of another realm", runInNewContext("({ a: [1] })")],
    ["hostile names", JSON.parse('{"__proto__":1,"constructor":{"prototype":2},"toString":3,"a.b":4}')],
    ["31 lists in one another", nested(31, 1)],
    ["31 maps in one another, and a set in the innermost", nested(31, new Set(["a"]), (a) => ({ a }))],
    ["the longest name", { ["n".repeat(65_535)]: 1 }],
  ];
  test.each(values)("%s", (_, value) => {
    expect(check({ value })).toBe(itemBytes({ value: value as Value }));
  });
});

describe("checkItem refuses", () => {
  const cyclic: unknown[] = [];
  cyclic.push({ again: cyclic });
  const refused: readonly (readonly [string, unknown, string])[] = [
    ["undefined", { a: { b: undefined } }, "$.a.b"],
    ["undefined behind something deeper", { a: { b: [{ c: 1 }] }, d: undefined }, "$.d"],
    ["undefined in a list", { a: [1, undefined] }, "$.a[1]"],
    ["holes in a list", { a: new Array(1) }, "$.a[0]"],
    ["functions", { a: [{ f: () => 1 }] }, "$.a[0].f"],
    ["symbols", { a: Symbol("s") }, "$.a"],
    ["NaN", { a: Number.NaN }, "$.a"],
    ["infinities", { a: [0, Number.NEGATIVE_INFINITY] }, "$.a[1]"],
    ["numbers out of range", { a: 1e126 }, "$.a"],
    ["bigints of 39 digits", { a: 10n ** 38n + 1n }, "$.a"],
    ["lone surrogates", { a: "x\ud800" }, "$.a"],
    ["lone surrogates in names", { a: { "x\udc00": 1 } }, '$.a["x\\udc00"]'],
    ["empty names", { "": 1 }, '$[""]'],
    ["empty names within", { a: [{ "": 1 }] }, '$.a[0][""]'],
    ["names that are too long", { a: { ["é".repeat(32_768)]: 1 } }, `$.a["${"é".repeat(64)}…"]`],
    ["empty sets", { a: new Set() }, "$.a"],
    ["sets of two kinds", { a: new Set([1, "a"]) }, "$.a"],
    ["sets of other things", { a: new Set([null]) }, "$.a"],
    ["sets of bad numbers", { a: new Set([1, Number.NaN]) }, "$.a"],
    ["sets of bad strings", { a: new Set(["\ud800"]) }, "$.a"],
    ["one number twice in a set", { a: new Set([1, 1n]) }, "$.a"],
    ["one binary twice in a set", { a: new Set([Uint8Array.of(1), Uint8Array.of(1)]) }, "$.a"],
    ["dates", { a: new Date() }, "$.a"],
    ["Maps", { a: new Map() }, "$.a"],
    ["other typed arrays", { a: new Uint16Array(1) }, "$.a"],
    ["instances of classes", { "a b": new (class A {})() }, '$["a b"]'],
    ["32 lists in one another", { a: nested(32, 1) }, `$.a${"[0]".repeat(31)}`],
    ["32 lists, the innermost empty", { a: nested(31, []) }, `$.a${"[0]".repeat(31)}`],
    ["cycles", { cyclic }, `$.cyclic${"[0].again".repeat(15)}[0]`],
  ];
  test.each(refused)("%s, and says where", (_, item, path) => {
    expect(() => check(item)).toThrow(expect.objectContaining({ code: "INVALID", table: "Root", path }));
  });

  test.each([null, undefined, "text", [], new Date(), new Map()])("%j for an item", (item) => {
    expect(() => check(item)).toThrow(expect.objectContaining({ code: "INVALID", path: "$" }));
  });

  test("values without repeating them in the message", () => {
    expect(() => check({ a: "secret\ud800" })).toThrow(
      'A string has a lone surrogate, which UTF-8 cannot hold (table "Root", at $.a).',
    );
  });
});

test("checkItem and itemBytes see nothing of a polluted Object.prototype", () => {
  const item = { a: { b: 1 } };
  const bytes = 1 + 3 + 1 + 1 + 2;
  expect(withPollutedPrototype(() => [check(item), itemBytes(item)])).toEqual([bytes, bytes]);
});
