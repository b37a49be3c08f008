import { memoryAdapter } from "@dystore/adapter-memory";
import type { Middleware } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { adapterConformance, type ConformanceOptions } from "../src/index.ts";
import { type CollectedTest, collectTests } from "./collect.ts";
import type { WrongAdapter } from "./wrong/wrong-adapter.ts";
import { wrongAdapters, wrongMiddleware } from "./wrong-adapters.ts";

const sound: Middleware = (adapter) => adapter;

function suiteOn(make: Middleware, options: Pick<ConformanceOptions, "middleware"> = {}): readonly CollectedTest[] {
  const factory = () => {
    const adapter = make(memoryAdapter());
    const teardown = () => adapter.close().catch(() => undefined);
    return { adapter, another: () => adapter, reopen: async () => undefined, teardown };
  };
  return collectTests((runner) => adapterConformance({ ...runner, ...options, factory }));
}

/** The names of those tests that fail. */
async function failing(tests: readonly CollectedTest[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, body } of tests) await body({ skip: () => undefined }).catch(() => failed.push(name));
  return failed;
}

async function assertCaught({ group, test: words }: WrongAdapter, tests: readonly CollectedTest[]): Promise<void> {
  const failed = await failing(tests.filter(({ groups }) => groups.at(-1) === group));
  expect(failed.filter((name) => name.includes(words))).not.toEqual([]);
  // It is wrong in one way, and not broken altogether.
  expect(await failing(tests.filter(({ name }) => name.startsWith("keeps true")))).toEqual([]);
}

const named = (list: readonly WrongAdapter[]) => list.map((wrong) => [wrong.does, wrong] as const);

describe("the suite", () => {
  test("has at least 25 wrong adapters to catch, each of its own", () => {
    expect(new Set(wrongAdapters.map(({ does }) => does)).size).toBe(wrongAdapters.length);
    expect(wrongAdapters.length).toBeGreaterThanOrEqual(25);
  });

  test("passes where nothing is wrong", async () => {
    expect(await failing(suiteOn(sound))).toEqual([]);
    expect(await failing(suiteOn(sound, { middleware: sound }))).toEqual([]);
  });

  test.each(named(wrongAdapters))("catches an adapter that %s", async (_, wrong) => {
    await assertCaught(wrong, suiteOn(wrong.make));
  });

  test.each(named(wrongMiddleware))("catches a middleware that %s", async (_, wrong) => {
    await assertCaught(wrong, suiteOn(sound, { middleware: wrong.make }));
  });
});
