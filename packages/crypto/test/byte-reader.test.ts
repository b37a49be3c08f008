import { expect, test } from "vitest";
import { ByteReader } from "../src/byte-reader.ts";

const behindLength = (bytes: Uint8Array) =>
  new ByteReader(Buffer.concat([Uint8Array.of(0, 0, 0, bytes.length), bytes]));

test.each(["", "a", "é😀", "\ufeffmark", "a \ufffd of its own", "\u0000"])("reads %j as it was written", (text) => {
  const reader = behindLength(Buffer.from(text));
  expect([reader.text(), reader.isAtEnd]).toEqual([text, true]);
});

test.each([
  ["a byte that begins nothing", [0xff]],
  ["a character cut short", [0x61, 0xe2, 0x82]],
  ["a surrogate", [0xed, 0xa0, 0x80]],
  ["more bytes than needed", [0xc0, 0x80]],
])("refuses %s: it is no UTF-8", (_, bytes) => {
  expect(() => behindLength(Uint8Array.from(bytes)).text()).toThrow(TypeError);
});

test("refuses lengths that lead behind the end", () => {
  for (const bytes of [[0, 0, 0, 2, 97], [0, 0, 0], []]) {
    expect(() => new ByteReader(Uint8Array.from(bytes)).text()).toThrow(RangeError);
  }
});
