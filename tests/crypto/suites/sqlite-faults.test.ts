import { describe, test } from "vitest";
import { onSqlite } from "../../faults/databases.ts";
import { encryptedFaults, isProving, ways } from "./encrypted.ts";

describe.runIf(isProving)("encrypted", () => {
  encryptedFaults("SQLite", ways.sqlite, { describe, test, factory: onSqlite });
});
