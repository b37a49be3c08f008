import type { ConformanceOptions } from "../adapter/options.ts";
import { makeSuite, type Need, type Suite } from "../adapter/suite.ts";
import { EngineScene } from "./scene.ts";

type EngineTest = (name: string, body: (scene: EngineScene) => Promise<void>) => void;

/** Where the groups of the engine suite register their tests. */
export interface EngineSuite {
  readonly group: Suite["group"];
  readonly test: EngineTest;
  /** Registers tests that are skipped where the capabilities lack something. */
  readonly needing: (...needs: readonly Need[]) => EngineTest;
}

/** The adapter suite's registration and skipping, with stores in the place of tables. */
export function makeEngineSuite(options: ConformanceOptions): EngineSuite {
  const suite = makeSuite(options);
  const needing = (...needs: readonly Need[]): EngineTest => {
    const test = suite.needing(...needs);
    return (name, body) => test(name, (scene) => body(new EngineScene(scene)));
  };
  return { group: suite.group, test: needing(), needing };
}
