import { sqliteAdapter } from "@dystore/adapter-sqlite";
import { describe, test } from "vitest";
import { sqliteFiles } from "../sqlite-files.ts";
import { encryptedSuites, isProving } from "./encrypted.ts";

const files = sqliteFiles();
const factory = () => files.database((file) => sqliteAdapter({ file, synchronous: "normal" }));

describe.runIf(isProving)("on SQLite", () => {
  encryptedSuites("SQLite", { paths: "all", layout: "collection" }, { describe, test, factory });
  encryptedSuites("SQLite", { paths: "some", layout: "tables" }, { describe, test, factory });
});
