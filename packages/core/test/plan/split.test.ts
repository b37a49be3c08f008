import { describe, expect, test } from "vitest";
import type { Note } from "../../src/codec/note.ts";
import { join, type ReadPart } from "../../src/plan/join.ts";
import { heightOf } from "../../src/plan/measure.ts";
import type { ItemContent, Part, Piece } from "../../src/plan/piece.ts";
import { split } from "../../src/plan/split.ts";
import { cloneValue } from "../../src/values/clone.ts";
import { valueBytes } from "../../src/values/item-bytes.ts";
import type { Value } from "../../src/values/value.ts";

const limits = { bytes: 200, height: 4 };
const nothing = { stored: new Map(), claimed: new Set<number>(), position: () => expect.unreachable() };

function splitNew(value: Value, notes?: Note, fixed?: string): Piece {
  return split({ value, notes }, limits, nothing, fixed);
}

function parts(piece: Piece): readonly Piece[] {
  return piece.parts.map((part) => ("kept" in part ? expect.unreachable() : part));
}

/** A piece and all parts in it. */
function all(piece: Piece): Piece[] {
  return [piece, ...parts(piece).flatMap(all)];
}

function joined(piece: Piece): ItemContent {
  const read = piece.parts.map((part: Part, entry): ReadPart => {
    return { entry, position: part.position, content: joined(part as Part & Piece) };
  });
  return join({ value: cloneValue(piece.value), notes: piece.notes }, read);
}

const text = (n: number) => `text ${n}`.padEnd(20);
const texts = Array.from({ length: 50 }, (_, n) => text(n));
const map = Object.fromEntries(texts.map((each, n) => [`n${(n * 7) % 50}`, each]));
const deep = texts.reduce<Value>((inner, _, n) => (n % 2 === 0 ? [n, inner] : { a: inner }), [texts, map]);
const dates = { "*": "date" };
const some = { "3": "date", "40": ["set", dates] } as const;

const contents: readonly (readonly [name: string, value: Value, notes?: Note])[] = [
  ["a list", texts],
  ["a list with a note on all elements", texts, dates],
  ["a list with notes on some", texts.with(40, "x").map((each, n) => (n === 40 ? texts : each)) as Value, some],
  ["a map", map],
  ["a map with notes", map, { n3: "date", n49: "url" }],
  ["a map with a member *", { "*": texts, "0": "x" }, { "*": dates }],
  ["a set", texts, ["set", dates]],
  ["a Map in its order", map, ["map", { n3: "date" }, Object.keys(map)]],
  ["a Map with names of shards", map, ["map", null, ["shard", ...Object.keys(map), "another"]]],
  ["a codec's map", map, ["codec:X", { n3: "date" }]],
  ["a codec's Map", map, ["codec:X", ["map", null, Object.keys(map).reverse()]]],
  ["lists in a set", [texts, [texts, "x"], map], ["set", { "1": { "0": dates } }]],
  ["a text", "é\u{1f600}".repeat(200)],
  ["a codec's text", texts.join(""), ["codec:X", "url"]],
  ["a binary", new Uint8Array(Buffer.from(texts.join("")))],
  ["something deep", deep],
  ["what fits", { a: [1, { b: "x" }] }, { a: { "0": "bigint" } }],
];

const cases = contents.map(([name, value, notes]) => ({ name, value, notes }));

describe("what is split", () => {
  test.each(cases)("is the same when it is joined again: $name", ({ value, notes }) => {
    expect(joined(splitNew(value, notes))).toEqual({ value, notes });
    expect(joined(splitNew([1, value], notes && { "1": notes }))).toEqual({
      value: [1, value],
      notes: notes && { "1": notes },
    });
  });

  test.each(cases)("is no larger and no deeper than parts may be: $name", ({ value, notes }) => {
    for (const piece of all(splitNew(value, notes))) {
      expect(valueBytes(piece.value)).toBeLessThanOrEqual(2 * limits.bytes);
      expect(heightOf(piece.value)).toBeLessThanOrEqual(limits.height + 1);
    }
  });

  test("is left alone where it fits", () => {
    const value = { a: [1, { b: "x" }] };
    expect(splitNew(value)).toMatchObject({ value, parts: [] });
  });

  test("leaves something empty behind, with the notes on itself", () => {
    expect(splitNew(texts, ["set", dates])).toMatchObject({ value: [], notes: ["set"] });
    expect(splitNew(map, ["map", { n3: "date" }, Object.keys(map)])).toMatchObject({
      value: {},
      notes: ["map", null, []],
    });
    expect(splitNew({ a: texts.join("") })).toMatchObject({ value: { a: "" } });
  });

  test("keeps a fixed member in its place, with its note", () => {
    const piece = splitNew({ ...map, ID: 5 }, { ID: "bigint", n3: "date" }, "ID");
    expect(piece).toMatchObject({ value: { ID: 5 }, notes: { ID: "bigint" } });
    expect(
      all(piece)
        .slice(1)
        .some(({ value }) => Object.hasOwn(value as object, "ID")),
    ).toBe(false);
    expect(joined(piece)).toEqual({ value: { ...map, ID: 5 }, notes: { ID: "bigint", n3: "date" } });
  });

  test("has the names of a map in order, and says the least of each part", () => {
    const firsts = splitNew(map).parts.map(({ position }) => position.first ?? "");
    expect(firsts).toEqual([...firsts].sort());
    expect(firsts[0]).toBe("n0");
    for (const [index, { value }] of parts(splitNew(map)).entries())
      expect(Object.keys(value as object).sort()[0]).toBe(firsts[index]);
  });

  test("says how much of a place is hidden in what makes sense only as a whole", () => {
    const hidden = ({ parts: inner }: Piece) => inner.map(({ position }) => [position.kind, position.hidden]);
    expect(new Set(hidden(splitNew({ s: texts }, { s: ["set"] })).map(String))).toEqual(new Set(["whole,0"]));
    expect(new Set(hidden(splitNew({ s: [[texts]] }, { s: ["set"] })).map(String))).toEqual(new Set(["whole,2"]));
    expect(new Set(hidden(splitNew({ s: [[texts]] })).map(String))).toEqual(new Set(["list,0"]));
    expect(new Set(hidden(splitNew({ s: [["x".repeat(500)]] })).map(String))).toEqual(new Set(["whole,0"]));
  });
});
