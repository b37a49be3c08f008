import { describe, expect, test } from "vitest";
import { removeAll, writeValue } from "../../src/path/change.ts";
import { parsePath } from "../../src/path/path.ts";
import { select } from "../../src/path/select.ts";
import { mayTouch } from "../../src/path/touch.ts";
import { Random, randomPath, randomTree } from "./random-graph.ts";

type Place = (string | number)[];

/** Stands where a value was not fetched. */
class Unread {}

const allPlaces = (tree: unknown): Place[] => select(parsePath("$..*"), tree).map(({ segments }) => segments);

/** The tree with {@link Unread} at some places. */
function without(tree: unknown, unread: ReadonlySet<string>, place: Place = []): unknown {
  const copy = (key: string | number, value: unknown): unknown => {
    const at = [...place, key];
    return unread.has(JSON.stringify(at)) ? new Unread() : without(value, unread, at);
  };
  if (Array.isArray(tree)) return tree.map((value, index) => copy(index, value));
  if (tree instanceof Map) {
    return new Map([...tree].map(([key, value]) => [key, typeof key === "string" ? copy(key, value) : value]));
  }
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, copy(key, value)]));
}

function lengthIn(tree: unknown, list: readonly (string | number)[]): number | undefined {
  let value = tree;
  for (const key of list) {
    if (Array.isArray(value)) value = value[Number(key)];
    else
      value = value instanceof Map ? value.get(key) : Object.entries(value ?? {}).find(([name]) => name === key)?.[1];
  }
  return Array.isArray(value) ? value.length : undefined;
}

describe("what a path needs, over random trees and paths", () => {
  test("is enough to find the same matches with the same values", () => {
    let unreadInAll = 0;
    let matchesInAll = 0;
    for (let seed = 0; seed < 12_000; seed++) {
      const random = new Random(seed);
      const tree = randomTree(random, 4);
      const path = parsePath(randomPath(random, true), { filters: true });
      const known = random.below(3);
      const lengthOf = (list: readonly (string | number)[]): number | undefined =>
        known === 0 || (known === 1 && list.length % 2 === 0) ? undefined : lengthIn(tree, list);
      const shards = allPlaces(tree).filter(() => random.below(3) === 0);
      const unread = shards.filter((place) => mayTouch(path, place, lengthOf) === "no");
      const partial = without(tree, new Set(unread.map((place) => JSON.stringify(place))));
      const found = select(path, partial).map(({ segments, value }) => ({ segments, value }));
      const expected = select(path, tree).map(({ segments, value }) => ({ segments, value }));
      expect(found, `seed ${seed}: ${path.text}`).toEqual(expected);
      unreadInAll += unread.length;
      matchesInAll += expected.length;
    }
    // The property says something only where much is left unread and much is found.
    expect(unreadInAll).toBeGreaterThan(5000);
    expect(matchesInAll).toBeGreaterThan(5000);
  });

  test("is enough to write and remove the same places", () => {
    for (let seed = 0; seed < 3000; seed++) {
      const random = new Random(seed);
      const tree = randomTree(random, 4);
      const path = parsePath(randomPath(random, false));
      if (path.segments.length === 0) continue;
      const shards = allPlaces(tree).filter(() => random.below(3) === 0);
      const unread = new Set(
        shards.filter((place) => mayTouch(path, place) === "no").map((place) => JSON.stringify(place)),
      );
      const copy = (): unknown => without(tree, new Set());
      const partial = (): unknown => without(tree, unread);
      expect(writeValue(path, partial(), 1), `seed ${seed}: ${path.text}`).toBe(writeValue(path, copy(), 1));
      const removed = removeAll(select(path, partial()));
      expect(removed, `seed ${seed}: ${path.text}`).toBe(removeAll(select(path, copy())));
    }
  });

  test("selects exactly what lies at or below a match, where lengths are known and no filter decides", () => {
    for (let seed = 0; seed < 3000; seed++) {
      const random = new Random(seed);
      const tree = randomTree(random, 4);
      const path = parsePath(randomPath(random, false));
      const matched = new Set(select(path, tree).map(({ segments }) => JSON.stringify(segments)));
      for (const place of allPlaces(tree)) {
        const below = [[], ...place.map((_, depth) => place.slice(0, depth + 1))];
        const expected = below.some((prefix) => matched.has(JSON.stringify(prefix)));
        const touch = mayTouch(path, place, (list) => lengthIn(tree, list));
        expect(touch === "selected", `seed ${seed}: ${path.text} at ${JSON.stringify(place)}`).toBe(expected);
      }
    }
  });
});
