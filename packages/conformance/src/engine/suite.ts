import type { ConformanceOptions } from "../adapter/options.ts";
import { makeSuite, type Need, type Suite } from "../adapter/suite.ts";
import { type EngineLayout, EngineScene } from "./scene.ts";

/** How to run the engine suite. */
export interface EngineOptions extends ConformanceOptions {
  /**
   * Which layout the tests' stores have; run all three. `"tables"`: tables of roots have no sort key. `"sorted"`: they have one, and
   * shards the tables that the tests declare. `"collection"`: they have one, and shards stand beside their roots, whatever tables are
   * declared; tests that are about tables of shards are skipped. Default: `"tables"`.
   */
  readonly layout?: EngineLayout | undefined;
}

type EngineTest = (name: string, body: (scene: EngineScene) => Promise<void>) => void;

/** Where the groups of the engine suite register their tests. */
export interface EngineSuite {
  readonly group: Suite["group"];
  readonly test: EngineTest;
  /** Registers tests that are skipped where the capabilities lack something. */
  readonly needing: (...needs: readonly Need[]) => EngineTest;
}

/** The adapter suite's registration and skipping, with stores in the place of tables. */
export function makeEngineSuite(options: EngineOptions): EngineSuite {
  const suite = makeSuite(options);
  const needing = (...needs: readonly Need[]): EngineTest => {
    const test = suite.needing(...needs);
    return (name, body) => test(name, (scene) => body(new EngineScene(scene, options.layout)));
  };
  return { group: suite.group, test: needing(), needing };
}
