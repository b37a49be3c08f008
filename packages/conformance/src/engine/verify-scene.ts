import assert from "node:assert/strict";
import type { DyStore, GraphReport, VerifyAllOptions } from "@dystore/core";
import type { Graph } from "./scene.ts";

/** What a report says is wrong: `"CODE path"`, sorted. */
export function wrongIn({ problems }: GraphReport): string[] {
  return problems.map(({ code, path }) => (path === undefined ? code : `${code} ${path}`)).sort();
}

/** All reports of `verifyAll`. */
export async function reports(store: DyStore<Graph>, options: VerifyAllOptions = {}): Promise<GraphReport[]> {
  const found: GraphReport[] = [];
  for await (const report of store.verifyAll(options)) found.push(report);
  return found;
}

/** Asserts what `verify` and `verifyAll` say of the one graph there is. */
export async function assertWrong(
  store: DyStore<Graph>,
  key: string,
  expected: readonly string[],
  where?: string,
): Promise<GraphReport> {
  const report = await store.verify(key);
  assert.deepEqual(wrongIn(report), expected, where);
  const status =
    expected.length === 0 ? "sound" : expected.every((each) => each.startsWith("BEHIND")) ? "untidy" : "damaged";
  assert.deepEqual([report.key, report.status], [key, status], where);
  assert.deepEqual(await reports(store), [report], where);
  return report;
}
