import { Decimal, type Item, type Value } from "@dystore/core/adapter";

/** An object with own members of these names, `__proto__` among them, as `JSON.parse` makes it. */
export function named(entries: readonly (readonly [string, Value])[]): Item {
  return Object.fromEntries(entries);
}

/** Names that a careless adapter trips over: in objects, in SQL, in DynamoDB's expressions, in paths. */
export const hostileNames: readonly string[] = [
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toString",
  "toJSON",
  "then",
  "length",
  "select",
  "Size",
  "a.b",
  "a[0]",
  "$",
  "$.a",
  "#a",
  ":a",
  "0",
  "-1",
  "'",
  '"',
  "`",
  "\\",
  "/",
  " ",
  "a b",
  "\n",
  "\u0000",
  "é",
  "e\u0301",
  "\u{1f600}",
];

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const controls = String.fromCharCode(
  ...Array.from({ length: 32 }, (_, code) => code),
  127,
  0x85,
  0xa0,
  0x2028,
  0x2029,
  0xfeff,
  0xfffe,
);

/** Every type of value, and those of each type that get lost most easily. Numbers have a table of their own. */
export const samples: readonly (readonly [name: string, value: Value])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["text", "text"],
  ["the empty string", ""],
  ["a string of spaces", "  \t "],
  ["a string beyond ASCII", "héllo Ω 日本 e\u0301"],
  ["astral characters", "\u{1f600}\u{10000}\u{10ffff}"],
  ["control characters, NUL among them", `a\u0000b${controls}`],
  ["a string of NULs", "\u0000\u0000"],
  ["a string that looks like a number", "1.0"],
  ["a string that looks like JSON", '{"a":[1,null],"$binary":"AA=="}'],
  ["a string that looks like a date", "2024-02-29T12:00:00.000Z"],
  ["a long string", "long é ".repeat(1500)],
  ["a number", 42],
  ["a bigint", 12345678901234567890123456789012345678n],
  ["a Decimal", new Decimal("0.12345678901234567890123456789012345678")],
  ["a binary", everyByte],
  ["the empty binary", new Uint8Array()],
  ["a binary of zeros", new Uint8Array(7)],
  ["a binary that is no UTF-8", Uint8Array.of(0xc3, 0x28, 0xff, 0x00, 0xed, 0xa0, 0x80)],
  ["a long binary", Uint8Array.from({ length: 10_001 }, (_, index) => (index * 7) % 256)],
  ["the empty list", []],
  ["a list of all types", [null, true, "", 0, 1n << 80n, new Uint8Array(1), [], {}, new Set(["a"])]],
  ["a list of nulls", [null, null]],
  ["lists in lists", [[[]], [[1], []], [[["deep"]]]]],
  ["the empty map", {}],
  ["a map of all types", { a: null, b: false, c: "", d: 0, e: new Uint8Array(2), f: [], g: {}, h: new Set([1]) }],
  ["maps in maps", { a: { a: { a: {} } }, b: [{ b: [{}] }] }],
  ["a map with hostile names", named(hostileNames.map((name) => [name, name]))],
  [
    "maps under hostile names",
    named([
      ["__proto__", { polluted: true }],
      ["constructor", { prototype: { polluted: true } }],
    ]),
  ],
  ["a map that looks like DynamoDB's JSON", { S: "text", N: "1", B: "AA==", M: { L: [] }, NULL: true }],
  ["a map that looks like tagged JSON", { $binary: "AA==", $number: "1", $: { $: 1 }, "@type": "Set", type: "Buffer" }],
  ["a map that looks like a Buffer's JSON", { type: "Buffer", data: [1, 2] }],
  [
    "maps that look like tags",
    ["$binary", "$number", "$set", "$map", "$date", "$type", "$", "#"].flatMap((tag) => [
      { [tag]: "AA==" },
      { [tag]: "1" },
      { [tag]: [{ [tag]: {} }] },
    ]),
  ],
  ["a set of strings, the empty one among them", new Set(["b", "a", "", "é", "\u{1f600}", "1", "\u0000"])],
  ["a set of numbers", new Set([3, -1, 0, 1.5, 12345678901234567890n, new Decimal("0.12345678901234567890123")])],
  ["a set of binaries", new Set([Uint8Array.of(1), Uint8Array.of(1, 0), new Uint8Array(), everyByte])],
  ["a set of one string", new Set(["only"])],
  ["a set of one number", new Set([7])],
  ["a set of one binary", new Set([Uint8Array.of(7)])],
];

/** All samples in one item's attributes. */
export function everySample(): Item {
  return named(samples.map(([, value], index) => [`sample${index}`, value]));
}
