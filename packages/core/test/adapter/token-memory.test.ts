import { describe, expect, test } from "vitest";
import { TokenMemory } from "../../src/adapter/token-memory.ts";

const minute = 60_000;

describe("a token", () => {
  test("is known for ten minutes", () => {
    let now = 0;
    const tokens = new TokenMemory(() => now);
    tokens.remember("token", "write");
    now = 10 * minute - 1;
    expect(tokens.has("token", "write")).toBe(true);
    now = 10 * minute;
    expect(tokens.has("token", "write")).toBe(false);
    expect(tokens.has("token", "another write")).toBe(false);
  });

  test("belongs to one write in that time", () => {
    const tokens = new TokenMemory();
    tokens.remember("token", "write");
    expect(() => tokens.has("token", "another write")).toThrow(expect.objectContaining({ code: "INVALID" }));
    expect(tokens.has("another token", "another write")).toBe(false);
  });

  test("remembered again is known for ten minutes more, and older ones go first", () => {
    let now = 0;
    const tokens = new TokenMemory(() => now);
    tokens.remember("one", "write");
    now = 9 * minute;
    tokens.remember("two", "write");
    now = 11 * minute;
    tokens.remember("one", "write");
    expect(tokens.has("two", "write")).toBe(true);
    now = 20 * minute;
    tokens.remember("three", "write");
    expect([tokens.has("one", "write"), tokens.has("two", "write")]).toEqual([true, false]);
  });

  test("is forgotten for 50,000 newer ones, so that memory is bounded", () => {
    const tokens = new TokenMemory();
    tokens.remember("first", "write");
    for (let index = 0; index < 49_999; index++) tokens.remember(`token ${index}`, "write");
    expect(tokens.has("first", "write")).toBe(true);
    tokens.remember("last", "write");
    expect([tokens.has("first", "write"), tokens.has("token 0", "write"), tokens.has("last", "write")]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
