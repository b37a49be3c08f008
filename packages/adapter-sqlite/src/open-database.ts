import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DyStoreError } from "@dystore/core/adapter";
import type { Database } from "better-sqlite3";
import { whenFree } from "./busy.ts";
import { loadDriver } from "./driver.ts";
import type { SqliteOptions } from "./options.ts";
import { ensureSchema, isDyStores } from "./schema.ts";
import { toDyStoreError } from "./sqlite-error.ts";

/**
 * Opens a database file, with WAL and its schema, or makes it.
 *
 * @throws `INVALID` for a wrong option, where there is no such folder, or the file is no database, another program's or of a later
 *   version; `NOT_SUPPORTED` where Node is too old or the machine of a kind that better-sqlite3 does not know; other codes as
 *   `toDyStoreError` has them.
 */
export function openDatabase({ file, synchronous = "full" }: SqliteOptions, busyTimeoutMs: number): Database {
  if (synchronous !== "full" && synchronous !== "normal") {
    throw new DyStoreError("INVALID", 'The option "synchronous" must be "full" or "normal".');
  }
  const Driver = loadDriver();
  let database: Database | undefined;
  try {
    const opened = new Driver(pathOf(file), { timeout: 0 });
    database = opened;
    whenFree(() => setUp(opened, synchronous), busyTimeoutMs);
    return opened;
  } catch (error) {
    database?.close();
    throw unsupportedPlatform(error) ?? toDyStoreError(error, "reading");
  }
}

function setUp(database: Database, synchronous: "full" | "normal"): void {
  // Looked at first: another program's file is not even switched to WAL.
  isDyStores(database);
  const mode = database.pragma("journal_mode = WAL", { simple: true });
  if (mode !== "wal" && !database.memory) {
    throw new DyStoreError("UNAVAILABLE", "The file system of the SQLite file cannot carry its log; use a local disk.");
  }
  database.pragma(`synchronous = ${synchronous === "normal" ? "NORMAL" : "FULL"}`);
  // A file may come from anywhere: its views and triggers, where somebody added them, call nothing that has effects.
  database.pragma("trusted_schema = OFF");
  ensureSchema(database);
}

function pathOf(file: string): string {
  if (file === ":memory:") return file;
  // better-sqlite3 takes an empty name for a temporary database and trims others.
  if (typeof file !== "string" || file === "" || file !== file.trim() || file.includes("\0")) {
    throw new DyStoreError("INVALID", 'The option "file" must name a file, without spaces around the name.');
  }
  const path = resolve(file);
  if (existsSync(dirname(path))) return path;
  throw new DyStoreError("INVALID", 'The folder of the option "file" does not exist; create it first.');
}

/** better-sqlite3 loads its native code when the first database is opened. */
function unsupportedPlatform(error: unknown): DyStoreError | undefined {
  if (!(error instanceof Error && "code" in error)) return undefined;
  if (error.code !== "MODULE_NOT_FOUND" && error.code !== "ERR_DLOPEN_FAILED") return undefined;
  const words = `SQLite cannot run here: better-sqlite3 has no native code for ${process.platform} on ${process.arch}; use another adapter.`;
  return new DyStoreError("NOT_SUPPORTED", words, { cause: error });
}
