import { expect, test } from "vitest";
import type { Entry } from "../../src/plan/entry.ts";
import { dividePages } from "../../src/plan/plan-pages.ts";

function entries(count: number): Entry[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ declaration: 0, parent: -1, container: ["list"], segment: n },
    ...{ version: "v", ordinal: n, kilobytes: 1 },
  }));
}

const pages = [
  { version: "v", ordinal: 100, count: 10 },
  { version: "v", ordinal: 101, count: 10 },
  { version: "v", ordinal: 102, count: 10 },
];

const before = { entries: entries(30), pages };

test("a manifest without pages is divided into pages of 4,096 entries", () => {
  const divided = dividePages(entries(10_000), { entries: entries(10_000), pages: [] });
  expect(divided.map(({ from, to, kept }) => [from, to, kept])).toEqual([
    [0, 4096, undefined],
    [4096, 8192, undefined],
    [8192, 10_000, undefined],
  ]);
});

test("pages of which nothing changed stay, whatever changed in others", () => {
  expect(dividePages(entries(30), before).map(({ kept }) => kept)).toEqual(pages);
  const changed = [
    { version: "w" },
    { ordinal: 77 },
    { parent: 3 },
    { segment: 7 },
    { container: ["other"] },
    { declaration: 1 },
  ];
  for (const change of changed) {
    const now = entries(30);
    now[15] = { ...(now[15] as Entry), ...change } as Entry;
    expect(
      dividePages(now, before).map(({ kept }) => kept),
      JSON.stringify(change),
    ).toEqual([pages[0], undefined, pages[2]]);
  }
});

test("where entries come or go, what is behind the first change is divided anew", () => {
  const inserted = entries(30).toSpliced(15, 0, { ...(entries(1)[0] as Entry), version: "w" });
  const shorter = entries(30).toSpliced(15, 1);
  for (const now of [inserted, shorter]) {
    expect(dividePages(now, before)).toEqual([
      { from: 0, to: 10, kept: pages[0] },
      { from: 10, to: now.length, kept: undefined },
    ]);
  }
  expect(dividePages(entries(31), before).map(({ kept }) => kept)).toEqual([...pages, undefined]);
  expect(dividePages(entries(25), before).map(({ to }) => to)).toEqual([10, 20, 25]);
});
