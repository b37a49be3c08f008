import { expect, test } from "vitest";
import { compareBytes, compareUtf8, utf8Bytes } from "../../src/values/utf8.ts";
import { random } from "./random.ts";

// Around every border of UTF-8's lengths, and of UTF-16's surrogates.
const characters = [
  "\u0000",
  "a",
  "\u007f",
  "\u0080",
  "é",
  "\u07ff",
  "\u0800",
  "\ud7ff",
  "\ue000",
  "\uffff",
  "\u{10000}",
  "\u{1f600}",
  "\u{10ffff}",
];

function randomText(next: () => number): string {
  return Array.from({ length: Math.floor(next() * 4) }, () => characters[Math.floor(next() * characters.length)]).join(
    "",
  );
}

test("compareUtf8 orders strings as their UTF-8 bytes", () => {
  const next = random(2);
  const wrong: unknown[] = [];
  for (let i = 0; i < 20_000; i++) {
    const [a, b] = [randomText(next), randomText(next)];
    if (Math.sign(compareUtf8(a, b)) !== Buffer.compare(Buffer.from(a), Buffer.from(b))) wrong.push([a, b]);
  }
  expect(wrong).toEqual([]);
});

test("compareBytes orders by unsigned bytes, prefixes first", () => {
  expect(compareBytes(Uint8Array.of(1), Uint8Array.of(255))).toBeLessThan(0);
  expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
  expect(compareBytes(Uint8Array.of(2), Uint8Array.of(1, 0))).toBeGreaterThan(0);
  expect(compareBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(0);
});

test("utf8Bytes counts the bytes of short and long text", () => {
  const next = random(3);
  const wrong: string[] = [];
  for (let i = 0; i < 5_000; i++) {
    const text = randomText(next) + "x".repeat(Math.floor(next() * 40)) + randomText(next);
    if (utf8Bytes(text) !== Buffer.byteLength(text)) wrong.push(text);
  }
  expect(wrong).toEqual([]);
});
