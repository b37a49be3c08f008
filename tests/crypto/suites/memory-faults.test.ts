import { describe, test } from "vitest";
import { onMemory } from "../../faults/databases.ts";
import { encryptedFaults, isProving, ways } from "./encrypted.ts";

describe.runIf(isProving)("encrypted", () => {
  encryptedFaults("memory", ways.memory, { describe, test, factory: onMemory });
});
