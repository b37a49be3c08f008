import type { ConformanceOptions, TestContext } from "../src/index.ts";

/** A test that a suite registered, as data. */
export interface CollectedTest {
  /** Names of the groups it stands in, outermost first. */
  readonly groups: readonly string[];
  readonly name: string;
  readonly body: (context: TestContext) => Promise<void>;
}

/** The smallest runner there can be: keeps what a suite registers and runs nothing. */
export function collectTests(
  register: (runner: Pick<ConformanceOptions, "describe" | "test">) => void,
): CollectedTest[] {
  const tests: CollectedTest[] = [];
  const groups: string[] = [];
  register({
    describe: (name, body) => {
      groups.push(name);
      body();
      groups.pop();
    },
    test: (name, body) => tests.push({ groups: [...groups], name, body }),
  });
  return tests;
}
