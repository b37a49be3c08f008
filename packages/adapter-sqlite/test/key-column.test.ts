import { compareBytes } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { prefixEnd } from "../src/key-column.ts";

const last = "\u{10ffff}";

describe("the end of a prefix", () => {
  test.each([
    ["a", "b"],
    ["ab", "ac"],
    ["a\u007f", "a\u0080"],
    ["\ud7ff", "\ue000"],
    ["\uffff", "\u{10000}"],
    ["a\u{1f600}", "a\u{1f601}"],
    [`a${last}`, "b"],
    [`a${last}${last}`, "b"],
    [last, undefined],
    ["", undefined],
  ])("of the text %j is %j", (prefix, end) => {
    expect(prefixEnd(prefix)).toBe(end);
  });

  test.each([
    [[1], [2]],
    [[1, 255], [2]],
    [[1, 255, 255], [2]],
    [
      [255, 254],
      [255, 255],
    ],
    [[255, 255], undefined],
    [[], undefined],
  ])("of the bytes %j is %j", (prefix, end) => {
    expect(prefixEnd(Uint8Array.from(prefix))).toEqual(end && Uint8Array.from(end));
  });

  test("changes no bytes of the prefix, also where it is a Buffer", () => {
    const prefix = Buffer.from([1, 2]);
    prefixEnd(prefix);
    expect([...prefix]).toEqual([1, 2]);
  });

  test("lies behind all texts that have the prefix, and before all others that do", () => {
    const texts = ["a", "a\0", "az", `a${last}${last}`, "b", "b\0", "ab", "\ud7ff", "\ud7ffx", "\ue000"];
    const isBefore = (one: string, two: string) => compareBytes(Buffer.from(one), Buffer.from(two)) < 0;
    for (const prefix of texts) {
      const end = prefixEnd(prefix);
      for (const text of texts) {
        const isBetween = !isBefore(text, prefix) && (typeof end !== "string" || isBefore(text, end));
        expect(isBetween, JSON.stringify([prefix, text])).toBe(text.startsWith(prefix));
      }
    }
  });
});
