import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { read, root } from "./find-examples.ts";

const page = read("docs/guarantees.md");

/** Links to files of tests, each with the titles that follow it. */
const reference = /\[`([^`]+)`\]\(\.\.\/([^)]+)\): ("[^"]+"(?:,\s+"[^"]+")*)/g;

describe("docs/guarantees.md", () => {
  for (const [, shown, file = "", titles = ""] of page.matchAll(reference)) {
    test(`${file} has ${titles.replaceAll(/\s+/g, " ")}`, () => {
      expect(shown).toBe(file);
      expect(existsSync(join(root, file))).toBe(true);
      const source = read(file);
      for (const [, title] of titles.matchAll(/"([^"]+)"/g)) expect(source).toContain(title);
    });
  }

  test("names a test for each promise", () => {
    const [, promises = ""] = /## What is promised\n([\s\S]*?)\n## /.exec(page) ?? [];
    const items = promises.split(/\n(?=- )/).filter((item) => item.startsWith("- "));
    expect(items.length).toBeGreaterThan(15);
    expect(items.filter((item) => [...item.matchAll(reference)].length === 0)).toEqual([]);
  });
});
