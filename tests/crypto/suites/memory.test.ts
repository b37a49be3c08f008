import { describe, test } from "vitest";
import { onMemory } from "../../faults/databases.ts";
import { encryptedSuites, isProving, ways } from "./encrypted.ts";

describe.runIf(isProving)("encrypted", () => {
  for (const way of ways.memory) encryptedSuites("memory", way, { describe, test, factory: onMemory });
});
