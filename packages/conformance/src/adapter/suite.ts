import { randomUUID } from "node:crypto";
import type { Capabilities } from "@dystore/core/adapter";
import type { ConformanceOptions, TestContext } from "./options.ts";
import { Scene, Skipped } from "./scene.ts";

/** Says why a test is to be skipped with these capabilities, or `undefined` where it is to run. */
export type Need = (capabilities: Capabilities) => string | undefined;

export const needsAtomic: Need = ({ atomic }) => (atomic === false ? "the adapter has no atomic writes" : undefined);

/** Skips where atomic writes have fewer steps. */
export const needsSteps =
  (steps: number): Need =>
  ({ atomic }) =>
    atomic !== false && atomic.steps >= steps ? undefined : `the adapter has no atomic writes of ${steps} steps`;

export const needsNoAtomic: Need = ({ atomic }) => (atomic === false ? undefined : "the adapter has atomic writes");

export const needsManyRegions: Need = ({ manyRegions }) =>
  manyRegions ? undefined : "the adapter knows one Region only";

export const needsOneRegion: Need = ({ manyRegions }) => (manyRegions ? "the adapter knows many Regions" : undefined);

type Test = (name: string, body: (scene: Scene) => Promise<void>) => void;

/** Where the groups register their tests. */
export interface Suite {
  /** Whether no middleware stands between the tests and the adapter. */
  readonly bare: boolean;
  readonly group: (name: string, body: () => void) => void;
  readonly test: Test;
  /** Registers tests that are skipped where the capabilities lack something. */
  readonly needing: (...needs: readonly Need[]) => Test;
}

export function makeSuite(options: ConformanceOptions): Suite {
  const run = randomUUID().slice(0, 8);
  const needing = (...needs: readonly Need[]): Test => {
    return (name, body) =>
      void options.test(name, async (context) => {
        const scene = new Scene(await options.factory(), options.middleware, run);
        const reason = await play(scene, body, needs);
        if (reason !== undefined) skip(context, reason);
      });
  };
  return {
    bare: options.middleware === undefined,
    group: (name, body) => void options.describe(name, body),
    test: needing(),
    needing,
  };
}

/** Runs a body and ends its scene whatever happens. A failure of the body counts for more than one of the ending. */
async function play(
  scene: Scene,
  body: (scene: Scene) => Promise<void>,
  needs: readonly Need[],
): Promise<string | undefined> {
  let reason: string | undefined;
  try {
    for (const need of needs) reason ??= need(scene.capabilities);
    if (reason === undefined) await body(scene);
  } catch (error) {
    if (!(error instanceof Skipped)) {
      await scene.end().catch(() => undefined);
      throw error;
    }
    reason = error.message;
  }
  await scene.end();
  return reason;
}

function skip(context: TestContext | undefined, reason: string): void {
  if (typeof context?.skip !== "function") {
    throw new TypeError(`This test is to be skipped (${reason}); let \`test\` hand its body a context with \`skip\`.`);
  }
  context.skip(reason);
}
