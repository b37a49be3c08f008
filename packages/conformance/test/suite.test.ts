import { memoryAdapter } from "@dystore/adapter-memory";
import type { Adapter, Capabilities } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { adapterConformance, type ConformanceDatabase } from "../src/index.ts";
import { type CollectedTest, collectTests } from "./collect.ts";
import { altered } from "./wrong/wrong-adapter.ts";

function suiteOn(make: (adapter: Adapter) => Adapter, log: string[] = []): readonly CollectedTest[] {
  const factory = (): ConformanceDatabase => {
    const memory = memoryAdapter();
    const adapter = make(memory);
    return {
      adapter,
      another: () => adapter,
      reopen: async () => undefined,
      teardown: () => void log.push("teardown"),
    };
  };
  return collectTests((runner) => adapterConformance({ ...runner, factory }));
}

const lacking = (lack: Partial<Capabilities>) => (adapter: Adapter) =>
  altered(adapter, { capabilities: { ...adapter.capabilities, ...lack } });

const named = (tests: readonly CollectedTest[], words: string): CollectedTest => {
  const found = tests.find(({ name }) => name.includes(words));
  if (found === undefined) throw new Error(`no test named ${words}`);
  return found;
};

/** The reasons for which a test reports itself as skipped. */
async function skips(collected: CollectedTest): Promise<readonly string[]> {
  const reasons: string[] = [];
  await collected.body({ skip: (reason) => reasons.push(reason) });
  return reasons;
}

describe("a conformance suite", () => {
  test("has unique test names in each group, so that a failure names its test", () => {
    const names = suiteOn((adapter) => adapter).map(({ groups, name }) => [...groups, name].join(" > "));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("reports tests as skipped that need atomic writes where there are none", async () => {
    const tests = suiteOn(lacking({ atomic: false }));
    expect(await skips(named(tests, "names all steps that failed"))).toEqual(["the adapter has no atomic writes"]);
    expect(
      await skips(
        named(
          suiteOn((adapter) => adapter),
          "names all steps that failed",
        ),
      ),
    ).toEqual([]);
  });

  test("reports tests as skipped that need many Regions where there is one", async () => {
    const tests = suiteOn(lacking({ manyRegions: false }));
    expect(await skips(named(tests, "one name in two Regions"))).toEqual(["the adapter knows one Region only"]);
  });

  test("reports tests as skipped that reopen what does not survive it", async () => {
    const tests = suiteOn((adapter) => adapter);
    expect(await skips(named(tests, "keeps tables and items"))).toEqual(["nothing survives closing this database"]);
  });

  test("catches a database that loses its items when it is reopened, and passes one that does not", async () => {
    const survives = (keep: boolean) => {
      const memory = memoryAdapter();
      const open = (adapter: Adapter) => altered(adapter, { close: async () => undefined });
      const reopen = async () => open(keep ? memory : memoryAdapter());
      const factory = () => ({ adapter: open(memory), another: () => open(memory), reopen, teardown: () => undefined });
      return collectTests((runner) => adapterConformance({ ...runner, factory }));
    };
    await named(survives(true), "keeps tables and items").body({});
    await expect(named(survives(false), "keeps tables and items").body({})).rejects.toMatchObject({
      code: "TABLE_NOT_FOUND",
    });
  });

  test("fails rather than leaving a test out silently where the runner cannot skip", async () => {
    const { body } = named(suiteOn(lacking({ atomic: false })), "names all steps that failed");
    await expect(body({})).rejects.toThrow("the adapter has no atomic writes");
  });

  test("tears the database down after each test: passed, failed or skipped", async () => {
    const log: string[] = [];
    await named(
      suiteOn((adapter) => adapter, log),
      "keeps null",
    ).body({});
    expect(log).toHaveLength(1);
    const broken = suiteOn((adapter) => altered(adapter, { get: async () => [] }), log);
    await expect(named(broken, "keeps null").body({})).rejects.toThrow();
    expect(log).toHaveLength(2);
    await skips(named(suiteOn(lacking({ atomic: false }), log), "names all steps that failed"));
    expect(log).toHaveLength(3);
  });
});
