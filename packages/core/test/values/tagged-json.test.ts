import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { Decimal } from "../../src/values/decimal.ts";
import { decodeItem, encodeItem } from "../../src/values/tagged-json.ts";
import type { Item, Value } from "../../src/values/value.ts";
import { withPollutedPrototype } from "./polluted.ts";

const stored: readonly (readonly [string, Item, string])[] = [
  [
    "plain data as plain JSON",
    { a: [1, "x", null, true, {}], b: { c: 1.5 } },
    '{"a":[1,"x",null,true,{}],"b":{"c":1.5}}',
  ],
  ["whole numbers", { a: 12345678901234567890n }, '{"a":{"$number":"12345678901234567890"}}'],
  ["decimals", { a: [new Decimal("0.12345678901234567890123")] }, '{"a":[{"$number":"0.12345678901234567890123"}]}'],
  ["binaries", { a: Uint8Array.of(255, 254), b: new Uint8Array() }, '{"a":{"$binary":"//4="},"b":{"$binary":""}}'],
  ["sets of strings", { a: new Set(["x", ""]) }, '{"a":{"$strings":["x",""]}}'],
  [
    "sets of numbers",
    { a: new Set<number | bigint>([1, 2.5, 2n ** 64n]) },
    '{"a":{"$numbers":["1","2.5","18446744073709551616"]}}',
  ],
  ["sets of binaries", { a: new Set([Uint8Array.of(1), new Uint8Array()]) }, '{"a":{"$binaries":["AQ==",""]}}'],
  ["maps that look like tags", { a: { $binary: "AQ==" } }, '{"a":{"$map":{"$binary":"AQ=="}}}'],
  ["maps that look like escapes", { a: { $map: { $map: 1 } } }, '{"a":{"$map":{"$map":{"$map":{"$map":1}}}}}'],
  ["tags within what looks like one", { a: [{ $x: Uint8Array.of(1) }] }, '{"a":[{"$map":{"$x":{"$binary":"AQ=="}}}]}'],
  ["maps with a $ and more", { a: { $binary: "AQ==", b: 1 } }, '{"a":{"$binary":"AQ==","b":1}}'],
  ["maps with $ not in front", { a: { a$: 1 } }, '{"a":{"a$":1}}'],
  ["strings with $", { a: '{"$binary":"AQ=="}' }, '{"a":"{\\"$binary\\":\\"AQ==\\"}"}'],
  ["an item that looks like a tag", { $number: "1" }, '{"$number":"1"}'],
  ["an item that looks like a tag, and has one", { $a: Uint8Array.of(1) }, '{"$a":{"$binary":"AQ=="}}'],
  [
    "an item with a name of __proto__",
    JSON.parse('{"__proto__":{"__proto__":{"$a":1}}}'),
    '{"__proto__":{"__proto__":{"$map":{"$a":1}}}}',
  ],
];

describe("tagged JSON", () => {
  test.each(stored)("holds %s", (_, item, text) => {
    expect(encodeItem(item)).toBe(text);
    expect(decodeItem(text)).toStrictEqual(item);
  });

  test("makes numbers canonical", () => {
    expect(encodeItem({ a: [5n, new Decimal("0.5"), -0] })).toBe('{"a":[5,0.5,0]}');
    expect(decodeItem('{"a":{"$number":"1.0"},"b":{"$numbers":["2.50"]}}')).toStrictEqual({ a: 1, b: new Set([2.5]) });
  });

  // Long ones are put into the text afterwards.
  test.each([127, 128, 129, 130, 5000])(
    "holds binaries of %i bytes, each in its place, whatever else looks like them",
    (length) => {
      const bytes = (first: number) => Uint8Array.from({ length }, (_, index) => first + index);
      const base64 = (first: number) => Buffer.from(bytes(first)).toString("base64");
      const text = '{"$binary":5e-324}{"$binary":"AQ=="}';
      const item: Item = {
        $a: bytes(1),
        text,
        [text]: [bytes(2), Uint8Array.of(1), text, bytes(3)],
        map: { $binary: bytes(4) },
        set: new Set([bytes(5), bytes(6)]),
        list: [{ b: { $map: { a: bytes(7), $binary: "5e-324" } } }, 1e-130, 5n, bytes(8).subarray(1)],
        empty: [new Uint8Array(), { $binary: "" }, { $binary: 1e-130 }],
        same: bytes(1),
      };
      const json = {
        $a: { $binary: base64(1) },
        text,
        [text]: [{ $binary: base64(2) }, { $binary: "AQ==" }, text, { $binary: base64(3) }],
        map: { $map: { $binary: { $binary: base64(4) } } },
        set: { $binaries: [base64(5), base64(6)] },
        list: [
          { b: { $map: { $map: { a: { $binary: base64(7) }, $binary: "5e-324" } } } },
          1e-130,
          5,
          { $binary: Buffer.from(bytes(8).subarray(1)).toString("base64") },
        ],
        empty: [{ $binary: "" }, { $map: { $binary: "" } }, { $map: { $binary: 1e-130 } }],
        same: { $binary: base64(1) },
      };
      expect(encodeItem(item)).toBe(JSON.stringify(json));
      expect(decodeItem(encodeItem(item))).toStrictEqual({
        ...item,
        list: [...(item["list"] as readonly Value[]).slice(0, 2), 5, bytes(9).subarray(0, -1)],
      });
    },
  );

  test("is read with white space too, as people and tools write it", () => {
    expect(decodeItem('{ "a" : {\n  "$binary" : "AQ=="\n} }')).toStrictEqual({ a: Uint8Array.of(1) });
  });

  test("never sets a prototype", () => {
    const item = decodeItem('{"__proto__":{"admin":{"$binary":"AQ=="}}}');
    expect(Object.keys(item)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
    expect(Reflect.get(item, "admin")).toBeUndefined();
  });

  test("holds nothing of a polluted Object.prototype", () => {
    const items: readonly Item[] = [{ a: { $a: 1 } }, { a: Uint8Array.of(1) }];
    expect(withPollutedPrototype(() => items.map(encodeItem))).toEqual(items.map(encodeItem));
  });

  const malformed: readonly (readonly [string, string])[] = [
    ["no JSON", "{secret"],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["a string", '"$"'],
    ["an unknown tag", '{"a":{"$secret":1}}'],
    ["a number that is none", '{"a":{"$number":"secret"}}'],
    ["a number out of range", '{"a":{"$number":"1e200"}}'],
    ["a number that is no text", '{"a":{"$number":1}}'],
    ["a binary that is no text", '{"a":{"$binary":[1]}}'],
    ["base64 of another alphabet", '{"a":{"$binary":"__-="}}'],
    ["base64 with a - of another alphabet", '{"a":{"$binary":"-AAAAQ=="}}'],
    ["base64 with a _ of another alphabet", '{"a":{"$binary":"_AAAAQ=="}}'],
    ["base64 without padding", '{"a":{"$binary":"AQ"}}'],
    ["base64 with stray bits", '{"a":{"$binary":"AR=="}}'],
    ["an empty set", '{"a":{"$strings":[]}}'],
    ["a set that is no list", '{"a":{"$strings":"secret"}}'],
    ["a set of other things", '{"a":{"$strings":[1]}}'],
    ["a set of bad numbers", '{"a":{"$numbers":["secret"]}}'],
    ["a set of bad binaries", '{"a":{"$binaries":["secret"]}}'],
    ["an escape of nothing", '{"a":{"$map":1}}'],
    ["an escape that is not needed", '{"a":{"$map":{"secret":1}}}'],
    ["nesting without end", `{"$x":${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}}`],
  ];
  test.each(malformed)("is INTEGRITY, and quotes nothing, where it is %s", (_, text) => {
    const error = thrownBy(() => decodeItem(text));
    expect(error).toMatchObject({ code: "INTEGRITY" });
    expect(inspect(error, { depth: 9 }).split("secret", 2)).toHaveLength(1);
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
