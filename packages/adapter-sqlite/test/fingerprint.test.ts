import type { Table } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { fingerprint } from "../src/fingerprint.ts";
import type { StoredStep } from "../src/stored-step.ts";

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
