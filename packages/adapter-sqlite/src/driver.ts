import { createRequire } from "node:module";
import { DyStoreError } from "@dystore/core/adapter";
import type BetterSqlite3 from "better-sqlite3";

/** The Node-API version of Node 22.18. */
const neededNodeApi = 10;

/**
 * Loads better-sqlite3. Not by an import: its native code asks nothing before it uses Node-API 10, and ends a process of an
 * older Node with a segmentation fault.
 *
 * @throws `NOT_SUPPORTED` where this Node is too old.
 */
export function loadDriver(): typeof BetterSqlite3 {
  if (!(Number(process.versions.napi) >= neededNodeApi)) {
    throw new DyStoreError(
      "NOT_SUPPORTED",
      `SQLite needs Node 22.18 or newer, and this is ${process.version}; update Node or use another adapter.`,
    );
  }
  return createRequire(import.meta.url)("better-sqlite3") as typeof BetterSqlite3;
}
