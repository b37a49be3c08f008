import assert from "node:assert/strict";
import { needsAtomic } from "../../adapter/suite.ts";
import type { EngineScene } from "../scene.ts";
import { type EngineOptions, makeEngineSuite } from "../suite.ts";
import { type CallPoint, describePoint, pointsOf } from "./crash-points.ts";
import type { FaultOperation } from "./operation.ts";
import { faultOperations } from "./operations.ts";
import { type Progress, Tally } from "./progress.ts";
import { FaultStage } from "./stage.ts";

/** How to run a grid of faults. */
export interface FaultGridOptions extends EngineOptions {
  /** What is run with faults. Default: {@link faultOperations}. */
  readonly operations?: readonly FaultOperation[] | undefined;
  /** Which tests an interrupted run has done. Default: all are run. */
  readonly progress?: Progress | undefined;
  /** Gets a line that says how many points there were. Default: `console.log`. */
  readonly print?: ((line: string) => void) | undefined;
}

/** What is right: how things stand before an operation, and after it. */
interface Right {
  readonly old: State;
  readonly new: State;
  readonly points: readonly CallPoint[];
}

interface State {
  readonly graphs: string;
  /** How many items a sweep leaves. */
  readonly items: number;
}

/**
 * Registers a test for each operation in which its client crashes: before and after every call of its adapter, and within every batch
 * that is not atomic. Each time,
 *
 * - the graphs read as before the operation or as after it, exactly, and `verify` finds nothing but items that nothing names and
 *   intents that lie about;
 * - the operation succeeds when it is done again by another client;
 * - `sweep`, when all is older than its grace and once more when intents may go, leaves the items of the graphs and no other. It does
 *   so before the operation is done again, too.
 *
 * Items and atomic writes are made small, so that small graphs are cut and staged. What passes `engineConformance` is to pass this; run
 * it for each layout. All tests together print how many points there were.
 *
 * @example
 * ```ts
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { crashConformance } from "@dystore/conformance";
 * import { describe, test } from "vitest";
 *
 * const factory = () => {
 *   const adapter = memoryAdapter();
 *   return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
 * };
 * for (const layout of ["tables", "sorted", "collection"] as const) crashConformance({ describe, test, factory, layout });
 * ```
 */
export function crashConformance(options: FaultGridOptions): void {
  const name = options.name ?? "crash conformance";
  const { layout = "tables", operations = faultOperations } = options;
  options.describe(`${name}, ${layout}`, () => {
    const suite = makeEngineSuite(options);
    const tally = new Tally(`${name}, ${layout}: crash points`, operations.length, options);
    for (const operation of operations) {
      suite.needing(needsAtomic)(`survives a crash at any point of ${operation.name}`, (scene) =>
        tally.count(operation.name, () => crashEverywhere(scene, operation)),
      );
    }
  });
}

/** @returns how many points there were. */
async function crashEverywhere(scene: EngineScene, operation: FaultOperation): Promise<number> {
  const stage = await FaultStage.open(scene, operation);
  const right = await rightOf(stage);
  let count = 0;
  for (const point of right.points) {
    for (const sweepsFirst of [true, false]) {
      const where = `${describePoint(point)}, ${sweepsFirst ? "swept, then done again" : "done again, then swept"}`;
      try {
        await crashAt(stage, point, right, sweepsFirst);
      } catch (error) {
        throw new Error(`crashed at ${where}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
      count++;
    }
  }
  return count;
}

/** Runs the operation without a fault. */
async function rightOf(stage: FaultStage): Promise<Right> {
  await stage.prepare();
  const old = { graphs: await stage.graphs(), items: await stage.sweptCount() };
  await stage.clear();
  await stage.prepare();
  const { store, adapter } = stage.victim([]);
  await stage.run(store);
  const after = { graphs: await stage.graphs(), items: await stage.sweptCount() };
  await stage.clear();
  return { old, new: after, points: pointsOf(adapter.calls) };
}

async function crashAt(
  stage: FaultStage,
  { call, done }: CallPoint,
  right: Right,
  sweepsFirst: boolean,
): Promise<void> {
  const { operation } = stage;
  await stage.prepare();
  const { store, adapter } = stage.victim([{ call, done, fault: { kind: "crash" } }]);
  await stage.run(store).catch(() => undefined);
  await adapter.release();
  assert.ok(adapter.crashed, "the operation has this call each time");

  const found = await stage.graphs();
  assert.ok([right.old.graphs, right.new.graphs].includes(found), `neither the old graph nor the new one: ${found}`);
  await stage.assertUndamaged();
  const isDone = found === right.new.graphs;
  if (sweepsFirst) await assertSwept(stage, isDone ? right.new : right.old);
  if (!isDone || !operation.once) {
    await stage.run(stage.calm);
    assert.equal(await stage.graphs(), right.new.graphs, "what is done again succeeds");
  }
  // A sweep before it left nothing, and an operation that meets no fault leaves nothing either.
  if (sweepsFirst) assert.equal(await stage.count(), right.new.items, "items after it was swept and done again");
  else await assertSwept(stage, right.new);
  await stage.clear();
}

async function assertSwept(stage: FaultStage, { graphs, items }: State): Promise<void> {
  assert.equal(await stage.sweptCount(), items, "items after a sweep");
  assert.equal(await stage.graphs(), graphs, "a sweep changes no graph");
}
