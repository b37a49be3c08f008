import { expect, test } from "vitest";
import { Decimal } from "../../src/values/decimal.ts";
import { keyText } from "../../src/values/key-text.ts";
import type { KeyValue } from "../../src/values/value.ts";

test("keyText is the same for the same key and different for any other", () => {
  const keys: readonly (readonly KeyValue[])[] = [
    ["1"],
    [1, 1n, new Decimal("1.0")],
    [Uint8Array.of(49), Buffer.from("1")],
    ["n1"],
    ["s1"],
    [""],
    ["\u0000"],
    [new Uint8Array()],
    [Uint8Array.of(0, 49, 0).subarray(0, 2)],
    [-1],
  ];
  const texts = keys.map((same) => [...new Set(same.map(keyText))]);
  for (const text of texts) expect(text).toHaveLength(1);
  expect(new Set(texts.flat()).size).toBe(keys.length);
});
