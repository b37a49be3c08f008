import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore, formatPlan } from "@dystore/core";
import { fromMarkdown } from "mdast-util-from-markdown";
import { expect, onTestFinished, test, vi } from "vitest";
import { read } from "./find-examples.ts";

test("docs/dynamodb.md shows the plan that its example prints", async () => {
  // Items say when they were written, and a number's size depends on its digits.
  vi.useFakeTimers({ toFake: ["Date"], now: 1_795_382_231_148 });
  onTestFinished(() => void vi.useRealTimers());
  const library = new DyStore({
    adapter: memoryAdapter({ region: "eu-central-1" }),
    table: "Books",
    primaryKey: "ID",
    shards: [{ path: "$.chapters[*]", table: "Chapters", primaryKey: "IDX" }],
  });
  const chapters = Array.from({ length: 150 }, () => ({ text: "x".repeat(5000) }));
  const plan = await library.explain({ kind: "write", data: { chapters }, primaryKey: "b", ifAbsent: true });
  const shown = fromMarkdown(read("docs/dynamodb.md")).children.flatMap((node) =>
    node.type === "code" && node.lang === "text" ? [node.value] : [],
  );
  expect(shown).toEqual([formatPlan(plan)]);
});
