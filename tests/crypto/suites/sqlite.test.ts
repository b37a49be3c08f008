import { sqliteAdapter } from "@dystore/adapter-sqlite";
import { describe, test } from "vitest";
import { sqliteFiles } from "../sqlite-files.ts";
import { encryptedSuites, isProving, ways } from "./encrypted.ts";

// One file for all tests: the kit's tables have names that never recur.
const files = sqliteFiles();
const factory = () => files.database((file) => sqliteAdapter({ file, synchronous: "normal" }));

describe.runIf(isProving)("encrypted", () => {
  for (const way of ways.sqlite) encryptedSuites("SQLite", way, { describe, test, factory });
});
