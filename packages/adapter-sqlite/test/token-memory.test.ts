import type { Table } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import type { StoredStep } from "../src/stored-step.ts";
import { fingerprint, TokenMemory } from "../src/token-memory.ts";

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

describe("a write's fingerprint", () => {
  const table: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
  const put: StoredStep = { kind: "put", table, key: ["a"], if: undefined, text: "{}" };
  const fingerprintOf = (...steps: readonly StoredStep[]) => fingerprint(steps, "us-east-2");

  test("is the same for the same write, the home Region named or not", () => {
    const named = { ...put, table: { ...table, region: "us-east-2" } };
    expect(fingerprintOf(named)).toBe(fingerprintOf({ ...put }));
  });

  test("differs in all that matters", () => {
    const writes: readonly (readonly StoredStep[])[] = [
      [put],
      [put, put],
      [{ ...put, text: "[]" }],
      [{ ...put, key: ["b"] }],
      [{ ...put, key: [Uint8Array.of(97)] }],
      [{ ...put, key: ["a", "b"] }],
      [{ ...put, table: { ...table, name: "Other" } }],
      [{ ...put, table: { ...table, region: "eu-west-1" } }],
      [{ ...put, if: { kind: "absent" } }],
      [{ ...put, if: { kind: "equals", sql: "item -> ? = ?", parameters: ["$.a", '"b"'] } }],
      [{ ...put, if: { kind: "equals", sql: "item -> ? = ?", parameters: ["$.a", '"c"'] } }],
      [{ kind: "delete", table, key: ["a"], if: undefined }],
      [{ kind: "check", table, key: ["a"], if: undefined }],
    ];
    expect(new Set(writes.map((steps) => fingerprintOf(...steps))).size).toBe(writes.length);
  });
});
