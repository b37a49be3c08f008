import assert from "node:assert/strict";
import { described } from "./same-graph.ts";
import type { StoreSetup } from "./scene.ts";

/** A layout with shards of all kinds, in one another: what paths are tried on. */
export const pathSetup: StoreSetup = {
  shards: [
    { path: "$.users[*]", table: "Users", primaryKey: "IDX", shards: [{ path: "$.posts[*]", table: "Posts" }] },
    { path: "$.index.*", table: "Users", primaryKey: "IDX" },
    { path: "$.box", table: "Boxes", shards: [{ path: "$.list[*]" }, { path: "$.blob" }] },
  ],
};

export function pathGraph(): Record<string, unknown> {
  return {
    name: "top",
    users: [
      { name: "ann", posts: [{ n: 1, tags: ["a", "b"] }, { n: 2, tags: [] }, 3] },
      { name: "bob", posts: [] },
      "nobody",
      null,
      { name: "cid", posts: [{ n: 4, tags: ["c"] }], at: new Date(4) },
    ],
    index: { ann: { at: 0, name: "x" }, "b.c": { at: 1 }, plain: 5 },
    box: { name: "box", list: [{ n: 5 }, 6, { n: 7, more: [8, [9]] }], blob: Uint8Array.of(1, 2) },
    numbers: [0, 1, 2, 3, 4],
    map: new Map<string, unknown>([["k", { n: 10 }]]),
  };
}

/** Paths of all kinds with what they match in {@link pathGraph}. */
export const pathMatches: readonly (readonly [path: string, matches: readonly unknown[]])[] = [
  ["name", ["top"]],
  ["$.name", ["top"]],
  ["$['name']", ["top"]],
  ["$.missing", []],
  ["$.name.deeper", []],
  ["$.users[0].name", ["ann"]],
  ["users[0].name", ["ann"]],
  ["$.users[-1].name", ["cid"]],
  ["$.users[-5].name", ["ann"]],
  ["$.users[-6]", []],
  ["$.users[5]", []],
  ["$.users[2]", ["nobody"]],
  ["$.users[3]", [null]],
  ["$.users['0']", []],
  ["$.users[0].posts[1]", [{ n: 2, tags: [] }]],
  ["$.users[0].posts[-1]", [3]],
  ["$.users[0].posts[-2].n", [2]],
  ["$.users[*].name", ["ann", "bob", "cid"]],
  ["$.users[*].posts[*].n", [1, 2, 4]],
  ["$.users[*].posts[0].tags[0]", ["a", "c"]],
  ["$.users[1:3]", [{ name: "bob", posts: [] }, "nobody"]],
  ["$.users[-2:]", [null, { name: "cid", posts: [{ n: 4, tags: ["c"] }], at: new Date(4) }]],
  ["$.users[::-2].name", ["cid", "ann"]],
  ["$.users[0,4].name", ["ann", "cid"]],
  ["$.users[-1,0,0].name", ["cid", "ann", "ann"]],
  ["$.users[4].at", [new Date(4)]],
  ["$.index.*.at", [0, 1]],
  ["$.index['b.c'].at", [1]],
  ["$.index['ann','b.c'].at", [0, 1]],
  ["$.index.plain", [5]],
  ["$.box.list[*].n", [5, 7]],
  ["$.box.list[-1].more[-1][0]", [9]],
  ["$.box.blob", [Uint8Array.of(1, 2)]],
  ["$.box['name','list'][0]", [{ n: 5 }]],
  ["$..n", [1, 2, 4, 5, 7, 10]],
  ["$.users..n", [1, 2, 4]],
  ["$..more[-1][-1]", [9]],
  ["$..[-1].at", [new Date(4)]],
  ["$.numbers[1:4:2]", [1, 3]],
  ["$.numbers[::-1]", [4, 3, 2, 1, 0]],
  ["$.numbers[10:]", []],
  ["$.map.k.n", [10]],
  ["$.map.*.n", [10]],
];

/** Asserts what a path matched. Members of objects are in no order; elements of lists and members chosen one by one are. */
export function assertMatches(actual: readonly unknown[], expected: readonly unknown[], path: string): void {
  const texts = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(described(value)));
  const ordered = (values: readonly unknown[]) => (/\.\*|\.\./.test(path) ? texts(values).sort() : texts(values));
  assert.deepEqual(ordered(actual), ordered(expected), path);
}
