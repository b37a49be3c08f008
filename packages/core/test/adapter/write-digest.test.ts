import { describe, expect, test } from "vitest";
import { encodeItem, type Item, type Step, type Table, writeDigest } from "../../src/adapter.ts";

const home = "us-east-2";
const table: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
const sorted: Table = { ...table, sortKey: { name: "SK", type: "string" } };
const binary: Table = { name: "People", partitionKey: { name: "ID", type: "binary" } };
const put = (item: Item, more: Partial<Step> = {}) =>
  ({ kind: "put", table, item: { ID: "a", ...item }, ...more }) as Step;
const digestOf = (...steps: readonly Step[]) => writeDigest(steps, home);

describe("the digest of a write", () => {
  test("is the same where its steps say the same", () => {
    for (const [one, other] of [
      [put({}), put({}, { table: { ...table, region: home } })],
      [put({ s: new Set(["x", "y"]) }), put({ s: new Set(["y", "x"]) })],
      [put({ l: [{ s: new Set([2, 10n]) }] }), put({ l: [{ s: new Set([10, 2]) }] })],
      [
        put({ s: new Set([Uint8Array.of(1), Uint8Array.of(2)]) }),
        put({ s: new Set([Uint8Array.of(2), Uint8Array.of(1)]) }),
      ],
      [put({ n: 1 }), put({ n: 1n })],
      [
        put({}, { if: { kind: "equals", path: ["a"], value: "b" } }),
        put({}, { if: { value: "b", path: ["a"], kind: "equals" } }),
      ],
      [put({}), put({}, { if: undefined })],
    ] as const) {
      expect(digestOf(other)).toBe(digestOf(one));
    }
  });

  test("is the same where the texts of the items are at hand", () => {
    const steps = [
      put({ s: new Set(["y", "x"]) }),
      { kind: "delete", key: { table, partition: "b" } } as const,
      put({ n: 1 }),
    ];
    const texts = steps.map((step) => (step.kind === "put" ? encodeItem(step.item) : undefined));
    expect(writeDigest(steps, home, texts)).toBe(digestOf(...steps));
    expect(writeDigest(steps, home, texts.toReversed())).not.toBe(digestOf(...steps));
  });

  test("differs in all that matters", () => {
    const writes: readonly (readonly Step[])[] = [
      [put({})],
      [put({}), put({})],
      [put({ n: 1 })],
      [put({ n: "1" })],
      [put({ n: [1] })],
      [put({ l: ["x", "y"] })],
      [put({ l: ["y", "x"] })],
      [put({ l: new Set(["x", "y"]) })],
      [put({ l: { $strings: ["x", "y"] } })],
      [put({ l: { $strings: ["y", "x"] } })],
      [put({ $strings: ["x", "y"] })],
      [put({ $strings: ["y", "x"] })],
      [put({ l: JSON.parse('{"__proto__":{"a":1},"s":1}'), s: new Set(["x"]) })],
      [put({ l: { s: 1 }, s: new Set(["x"]) })],
      [put({ ID: "b" })],
      [put({ SK: "b" }, { table: sorted })],
      [put({ SK: "b" })],
      [put({ ID: Uint8Array.of(97) }, { table: binary })],
      [put({}, { table: { ...table, name: "Other" } })],
      [put({}, { table: { ...table, region: "eu-west-1" } })],
      [put({}, { if: { kind: "absent" } })],
      [put({}, { if: { kind: "equals", path: ["a"], value: "b" } })],
      [put({}, { if: { kind: "equals", path: ["a"], value: "c" } })],
      [put({}, { if: { kind: "equals", path: ["a", "b"], value: "c" } })],
      [{ kind: "delete", key: { table, partition: "a" } }],
      [{ kind: "check", key: { table, partition: "a" }, if: { kind: "absent" } }],
    ];
    const digests = writes.map((steps) => digestOf(...steps));
    for (const [index, digest] of digests.entries()) expect(digests.indexOf(digest), String(index)).toBe(index);
  });
});
