import { describe, expect, test } from "vitest";
import type { AtomicWrites } from "../../src/adapter.ts";
import { type CommitSize, canFold, commitProblem } from "../../src/plan/commit-size.ts";
import { memoryAdapter } from "../engine/memory.ts";

const key = { name: "ID", type: "string" } as const;

/** What a graph with so many new shards adds to a commit: 10 bytes for each item. */
function sizeOf(shards: number, { region, streamed }: { region?: string; streamed?: string } = {}): CommitSize {
  const root = { name: "Root", ...(region === undefined ? {} : { region }), partitionKey: key };
  const table = { name: "Shards", ...(region === undefined ? {} : { region }), partitionKey: key };
  return {
    graph: { table: root, key: "k" },
    rootBytes: 10,
    shards: Array.from({ length: shards }, () => ({
      step: { kind: "put", table, item: {} },
      kind: "shard",
      place: [],
      bytes: 10,
    })),
    streamed,
  };
}

/** An adapter of small atomic writes. */
const writing = (atomic: Partial<AtomicWrites> | false) =>
  memoryAdapter({ atomic: atomic === false ? false : { steps: 5, bytes: 1000, scope: "region", ...atomic } });

const folds = (atomic: Partial<AtomicWrites> | false, ...graphs: readonly CommitSize[]) =>
  canFold(writing(atomic).capabilities, graphs);

const problem = (atomic: Partial<AtomicWrites> | false, staged: boolean, ...graphs: readonly CommitSize[]) =>
  commitProblem(writing(atomic), graphs, staged)?.code;

describe("a commit folds", () => {
  test("while its roots and shards are no more than the steps of an atomic write", () => {
    expect(folds({}, sizeOf(4))).toBe(true);
    expect(folds({}, sizeOf(5))).toBe(false);
    expect(folds({}, sizeOf(2), sizeOf(1))).toBe(true);
    expect(folds({}, sizeOf(2), sizeOf(2))).toBe(false);
  });

  test("counting the intent of a stream as a step", () => {
    expect(folds({}, sizeOf(3, { streamed: "version" }))).toBe(true);
    expect(folds({}, sizeOf(4, { streamed: "version" }))).toBe(false);
  });

  test("while its items have no more than the bytes of an atomic write", () => {
    expect(folds({ bytes: 50 }, sizeOf(2), sizeOf(1))).toBe(true);
    expect(folds({ bytes: 49 }, sizeOf(2), sizeOf(1))).toBe(false);
  });

  test("while its shards lie where its roots do, unless writes reach over Regions", () => {
    const far = { ...sizeOf(1), shards: sizeOf(1, { region: "eu-west-1" }).shards };
    expect(folds({}, sizeOf(1), far)).toBe(false);
    expect(folds({ scope: "all" }, sizeOf(1), far)).toBe(true);
  });

  test("where there is nothing to be stored beside its roots", () => {
    expect(folds(false, sizeOf(0))).toBe(true);
    expect(folds(false, sizeOf(1))).toBe(false);
  });
});

describe("a commit is refused", () => {
  test("never where it is a single step", () => {
    expect(problem(false, false, sizeOf(0))).toBeUndefined();
    expect(problem({ steps: 1, bytes: 1 }, false, sizeOf(0))).toBeUndefined();
  });

  test("where it is more than one step and there are no atomic writes", () => {
    expect(problem(false, true, sizeOf(1))).toBe("NOT_SUPPORTED");
    expect(problem(false, false, sizeOf(0), sizeOf(0))).toBe("NOT_SUPPORTED");
    expect(problem(false, false, sizeOf(0, { streamed: "version" }))).toBe("NOT_SUPPORTED");
  });

  test("where roots lie in several Regions over which no write reaches", () => {
    const roots = [sizeOf(0), sizeOf(0, { region: "eu-west-1" })];
    expect(problem({}, false, ...roots)).toBe("NOT_SUPPORTED");
    expect(problem({ scope: "all" }, false, ...roots)).toBeUndefined();
  });

  test("where its roots and intents are too many steps, however few its shards are", () => {
    expect(problem({}, true, sizeOf(9), sizeOf(9), sizeOf(0))).toBeUndefined();
    expect(problem({}, true, sizeOf(9), sizeOf(9), sizeOf(1))).toBe("INVALID");
    expect(problem({}, true, sizeOf(9), sizeOf(9, { streamed: "version" }))).toBeUndefined();
    expect(problem({ steps: 4 }, true, sizeOf(9), sizeOf(9, { streamed: "version" }))).toBe("INVALID");
  });

  test("where its roots alone are too many bytes", () => {
    expect(problem({ bytes: 20 }, true, sizeOf(9), sizeOf(9))).toBeUndefined();
    expect(problem({ bytes: 19 }, true, sizeOf(9), sizeOf(9))).toBe("INVALID");
  });
});
