import { expect, test } from "vitest";
import { ByteWriter } from "../src/byte-writer.ts";

test("What was written is wiped on release, also where the memory was outgrown in between", () => {
  const writer = new ByteWriter();
  writer.text("secret");
  const before = writer.take();
  writer.binary(new Uint8Array(100_000).fill(7));
  const behind = writer.take();
  expect([...before]).toEqual([0, 0, 0, 6, ...Buffer.from("secret")]);
  expect(behind.subarray(4).every((byte) => byte === 7)).toBe(true);
  writer.release();
  for (const bytes of [before, behind]) expect(bytes.every((byte) => byte === 0)).toBe(true);
});
