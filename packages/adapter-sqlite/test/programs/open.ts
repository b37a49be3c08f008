/** Opens a database in memory on a Node that says it has Node-API 9: prints the error's code and message. */
import { isDyStoreError } from "@dystore/core/adapter";
import { sqliteAdapter } from "../../src/index.ts";

Object.defineProperty(process.versions, "napi", { value: "9" });
try {
  sqliteAdapter({ file: ":memory:" });
} catch (error) {
  if (!isDyStoreError(error)) throw error;
  console.log(`${error.code}: ${error.message}`);
  // Not even loaded: loading is what ends the process on such a Node.
  const isLoaded = /better-sqlite3[^"]*\.node"/.test(JSON.stringify(process.report.getReport()));
  console.log(isLoaded ? "loaded" : "not loaded");
}
