import { Decimal } from "@dystore/core";

/** Values of every type that a graph can hold, those that get lost most easily among them. New ones at every call. */
export function everyValue(): readonly (readonly [name: string, value: unknown])[] {
  return [
    ["null", null],
    ["true", true],
    ["false", false],
    ["text", "text"],
    ["the empty string", ""],
    ["characters beyond ASCII", "héllo \u{1f600} \u0000 日本"],
    ["text that looks like a date", "2024-02-29T12:00:00.000Z"],
    ["0", 0],
    ["-0", -0],
    ["a fraction", 0.1],
    ["the largest safe integer", Number.MAX_SAFE_INTEGER],
    ["a number beyond 2^53", 2 ** 60],
    ["the smallest number", 1e-130],
    ["the largest number", 9.99e125],
    ["a small bigint", 7n],
    ["bigint 0", 0n],
    ["a large bigint", 12345678901234567890123456789012345678n],
    ["a negative bigint with zeros", -(10n ** 100n)],
    ["a Decimal that fits a number", new Decimal("1.5")],
    ["a whole Decimal", new Decimal("10")],
    ["a whole Decimal beyond 2^53", new Decimal("12345678901234567890")],
    ["a Decimal of 38 digits", new Decimal("-1.2345678901234567890123456789012345678")],
    ["a Date", new Date("2024-02-29T12:00:00.123Z")],
    ["a Date before 1970", new Date(-1)],
    ["a Date beyond year 9999", new Date(8.64e15)],
    ["a Date before year 0", new Date(-8.64e15)],
    ["a URL", new URL("https://user:pass@example.com:8080/a%20b?q=1#h")],
    ["a binary", Uint8Array.of(0, 1, 255)],
    ["the empty binary", new Uint8Array()],
    ["the empty list", []],
    ["a list", [1, "a", null, [true, [[]]]]],
    ["a list of Dates", [new Date(1), new Date(2)]],
    ["a list of one Date", [new Date(1)]],
    ["a list of Dates and others", [1, new Date(1), "x", new Date(2)]],
    ["a list that begins with Dates", [new Date(1), new Date(2), 3]],
    ["a list of bigints, small and large", [1n, 2n ** 100n, 2n]],
    ["a list of -0 and 0", [-0, -0, 0]],
    ["a list of maps with Dates", [{ at: new Date(1) }, { at: new Date(2) }, {}]],
    ["the empty map", {}],
    ["a map of maps", { a: { b: { c: { d: 1 } } } }],
    ["a map that looks like notes", { "*": "date", "0": "date" }],
    ["a map that looks stored", { $binary: "AA==", S: "text", __dystore__: { kind: "root" } }],
    [
      "a Map in its order",
      new Map<string, unknown>([
        ["b", 1],
        ["a", new Date(1)],
        ["0", -0],
      ]),
    ],
    ["an empty Map", new Map()],
    [
      "a Map with number keys",
      new Map<unknown, unknown>([
        [1, "a"],
        [-0, "b"],
        [1n, "c"],
      ]),
    ],
    [
      "a Map with object keys",
      new Map<unknown, unknown>([
        [{ a: 1 }, 1],
        [[1], new Map([[null, 2]])],
        [new Date(1), 3],
      ]),
    ],
    [
      "a Map with the empty key",
      new Map<unknown, unknown>([
        ["", 1],
        ["a", 2],
      ]),
    ],
    ["a Map in a Map", new Map([["a", new Map([["b", new Map()]])]])],
    ["a Set in its order", new Set<unknown>(["b", "a", 1, 1n, null])],
    ["an empty Set", new Set()],
    ["a Set of objects", new Set<unknown>([{ a: 1 }, { a: 1 }, [new Date(1)], new Set([new Set()])])],
    ["a Set of -0", new Set([-0])],
  ];
}

/** One object with all of them. */
export function everyType(): Record<string, unknown> {
  return Object.fromEntries(everyValue());
}
