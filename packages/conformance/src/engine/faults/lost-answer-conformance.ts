import assert from "node:assert/strict";
import { isDyStoreError } from "@dystore/core";
import { needsAtomic } from "../../adapter/suite.ts";
import { described } from "../same-graph.ts";
import type { EngineScene } from "../scene.ts";
import { makeEngineSuite } from "../suite.ts";
import type { FaultGridOptions } from "./crash-conformance.ts";
import type { Act, Interference } from "./interference.ts";
import { type LossPoint, lossesOf } from "./losses.ts";
import type { FaultOperation } from "./operation.ts";
import { faultOperations } from "./operations.ts";
import { Tally } from "./progress.ts";
import { RecordedCommits } from "./recorded-commits.ts";
import { FaultStage } from "./stage.ts";

/** How an operation ended, as its caller is told. */
type Report = { readonly answer: string } | { readonly code: string };

/** How things stand when everything was done in some order, without a fault. */
interface Outcome {
  readonly graphs: string;
  /** What the other client was answered. */
  readonly others: string;
  /** How many items a sweep leaves. */
  readonly items: number;
  /** What the operation reported, and how many of its commits took effect; `undefined` where it was not done. */
  readonly done: { readonly report: Report; readonly applied: number } | undefined;
}

/**
 * Registers a test for each operation whose messages get lost: every write in turn is delivered without an answer, not at all, in part,
 * late, or twice, and at that moment another client overwrites, updates or deletes the graph, or sweeps when all is older than the
 * grace: before the write, after it, or around it, so that it judged before what it removes after. Every read fails in turn. Each time
 * what the caller is told must be so:
 *
 * - an answer: graphs and all answers, the other client's too, are as if operation and other client had acted one after the other, in
 *   some order; the operation took effect as often as in that order, and never twice. One answer more is right: `true` of a delete whose answer was lost and
 *   whose graph is gone, whoever deleted it;
 * - any error but `UNKNOWN_OUTCOME`: it took no effect, also when late messages have arrived;
 * - `UNKNOWN_OUTCOME`: its commit's answer was lost, and nothing that stood in the database after that told what became of it.
 *
 * As after crashes, `verify` finds no damage and `sweep` leaves nothing.
 *
 * @example
 * ```ts
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { lostAnswerConformance } from "@dystore/conformance";
 * import { describe, test } from "vitest";
 *
 * const factory = () => {
 *   const adapter = memoryAdapter();
 *   return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
 * };
 * lostAnswerConformance({ describe, test, factory });
 * ```
 */
export function lostAnswerConformance(options: FaultGridOptions): void {
  const name = options.name ?? "lost answer conformance";
  const { layout = "tables", operations = faultOperations } = options;
  options.describe(`${name}, ${layout}`, () => {
    const suite = makeEngineSuite(options);
    const tally = new Tally(`${name}, ${layout}: lost answers`, operations.length, options);
    for (const operation of operations) {
      suite.needing(needsAtomic)(`reports the truth where messages get lost: ${operation.name}`, (scene) =>
        tally.count(operation.name, () => loseEverywhere(scene, operation)),
      );
    }
  });
}

/** @returns how many points there were. */
async function loseEverywhere(scene: EngineScene, operation: FaultOperation): Promise<number> {
  const stage = await FaultStage.open(scene, operation);
  await stage.prepare();
  const { store, adapter } = stage.victim([]);
  await stage.run(store);
  await stage.sweptCount();
  await stage.clear();
  const known = new Map<Interference, readonly Outcome[]>();
  const points = lossesOf(adapter.calls);
  for (const point of points) {
    const { interference } = point;
    const right = known.get(interference) ?? (await outcomesOf(stage, interference));
    known.set(interference, right);
    try {
      await loseAt(stage, point, right);
    } catch (error) {
      throw new Error(`${point.name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
  return points.length;
}

/** What comes of the operation before, between and after what the other client does; and of the other client alone. */
async function outcomesOf(stage: FaultStage, { before, after }: Interference): Promise<Outcome[]> {
  const acts = [before, after].filter((act): act is Act => act !== undefined);
  const outcomes: Outcome[] = [];
  for (let place = 0; place <= acts.length + 1; place++) {
    await stage.prepare();
    let done: Outcome["done"];
    const run = async (): Promise<void> => {
      const commits = new RecordedCommits();
      const report = await reportOf(stage, stage.victim([], commits).store);
      done = { report, applied: commits.applied };
    };
    const answers: unknown[] = [];
    for (const [index, act] of acts.entries()) {
      if (index === place) await run();
      answers.push(await act(stage));
    }
    if (place === acts.length) await run();
    const others = JSON.stringify(described(answers));
    outcomes.push({ graphs: await stage.graphs(), others, items: await stage.sweptCount(), done });
    await stage.clear();
  }
  return outcomes;
}

async function reportOf(stage: FaultStage, store: Parameters<FaultOperation["run"]>[0]): Promise<Report> {
  try {
    return { answer: JSON.stringify(described(await stage.run(store))) };
  } catch (error) {
    if (isDyStoreError(error)) return { code: error.code };
    throw error;
  }
}

async function loseAt(stage: FaultStage, point: LossPoint, right: readonly Outcome[]): Promise<void> {
  const { before, after } = point.interference;
  const commits = new RecordedCommits();
  const couldTell = async (): Promise<boolean> => commits.last === undefined || (await stage.canTell(commits.last));
  const answers: unknown[] = [];
  let wasClear = true;
  await stage.prepare();
  const script = point.script({
    async before() {
      if (before !== undefined) answers.push(await before(stage));
    },
    async after() {
      if (after !== undefined) answers.push(await after(stage));
      wasClear = await couldTell();
    },
  });
  const { store, adapter } = stage.victim(script, commits);
  const report = await reportOf(stage, store);
  const isClear = wasClear && (await couldTell());
  await adapter.release();
  assert.ok(adapter.strikes > 0, "the operation has this call each time");

  const graphs = await stage.graphs();
  await stage.assertUndamaged();
  const { operation } = stage;
  const others = JSON.stringify(described(answers));
  const told = JSON.stringify({ ...report, applied: commits.applied, others });
  const outcomes = right.filter(
    (each) =>
      each.graphs === graphs && each.others === others && isTrue(report, commits.applied, each, operation, right),
  );
  assert.ok(outcomes.length > 0, `it reports ${told}, and there stands ${graphs}`);
  if ("code" in report && report.code === "UNKNOWN_OUTCOME") {
    assert.ok(!isClear, `it reports ${told} although it could be told`);
  }
  const counts = outcomes.map(({ items }) => items);
  const swept = await stage.sweptCount();
  assert.ok(counts.includes(swept), `${swept} items after a sweep, not ${counts.join(" or ")}`);
  await stage.clear();
}

/** Whether a report is true where this is how things stand. */
function isTrue(
  report: Report,
  applied: number,
  { done }: Outcome,
  { answersVary }: FaultOperation,
  right: readonly Outcome[],
): boolean {
  if (answersVary === true) return true;
  if ("code" in report) {
    if (report.code === "UNKNOWN_OUTCOME") return applied === (done?.applied ?? 0);
    return applied === 0 && done === undefined && (report.code === "UNAVAILABLE" || report.code === "CONFLICT");
  }
  if (done !== undefined) {
    return "answer" in done.report && report.answer === done.report.answer && applied === done.applied;
  }
  return applied === 0 && report.answer === "true" && right.some(deletes);
}

/** A delete that answers `true`: nothing is left of the graph. */
function deletes({ done, graphs }: Outcome): boolean {
  return graphs === "[]" && done !== undefined && "answer" in done.report && done.report.answer === "true";
}
