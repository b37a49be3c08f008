import { createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { recall, remember } from "../src/key-memory.ts";

const graph = { table: "People", region: undefined, key: "ada" };
const purpose = { context: "tests", graph };
const newKey = () => createSecretKey(randomBytes(32));

test("A graph key is known again by all that its wrapped form is bound to, and by the very key of the keyring", () => {
  const [key, graphKey, wrapped] = [newKey(), newKey(), randomBytes(144)];
  remember(key, wrapped, { name: "main", purpose, graphKey });
  const same = { context: "tests", graph: { ...graph } };
  expect(recall(key, "main", same, Uint8Array.from(wrapped))).toBe(graphKey);
  const changed = Uint8Array.from(wrapped, (byte, index) => (index === 143 ? byte ^ 1 : byte));
  const others: [what: string, ...Parameters<typeof recall>][] = [
    ["the same bytes as another object", createSecretKey(key.export()), "main", purpose, wrapped],
    ["another name", key, "other", purpose, wrapped],
    ["another context", key, "main", { ...purpose, context: "others" }, wrapped],
    ["another table", key, "main", { ...purpose, graph: { ...graph, table: "Others" } }, wrapped],
    ["another Region", key, "main", { ...purpose, graph: { ...graph, region: "us-west-1" } }, wrapped],
    ["another graph", key, "main", { ...purpose, graph: { ...graph, key: "eve" } }, wrapped],
    ["other bytes", key, "main", purpose, changed],
  ];
  for (const [what, ...asked] of others) expect(recall(...asked), what).toBeUndefined();
});

test("The latest thousand are remembered for a key, without the oldest", () => {
  const key = newKey();
  const keys = Array.from({ length: 1001 }, () => ({ wrapped: randomBytes(144), graphKey: newKey() }));
  for (const { wrapped, graphKey } of keys) remember(key, wrapped, { name: "main", purpose, graphKey });
  const known = keys.map(({ wrapped, graphKey }) => recall(key, "main", purpose, wrapped) === graphKey);
  expect(known.indexOf(true)).toBe(1);
  expect(known.lastIndexOf(false)).toBe(0);
});
