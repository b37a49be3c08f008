import { DyStoreError } from "@dystore/core/adapter";
import type { Database } from "better-sqlite3";

/** "DySt" in ASCII. Marks the file as DyStore's: https://sqlite.org/pragma.html#pragma_application_id. */
const applicationId = 0x44_79_53_74;

/** The version of all that is created here and in the catalog; files of later versions are refused. */
const schemaVersion = 1;

const createCatalog = `
  CREATE TABLE dystore_tables (
    id INTEGER PRIMARY KEY,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    partition_key TEXT NOT NULL,
    partition_type TEXT NOT NULL,
    sort_key TEXT,
    sort_type TEXT,
    item_table TEXT NOT NULL UNIQUE,
    UNIQUE (region, name)
  ) STRICT`;

/**
 * Makes sure that the file is DyStore's, of a version that is known, and creates what an empty one lacks.
 *
 * @throws `INVALID` where it is another program's or a later version's; it is left as it is then.
 */
export function ensureSchema(database: Database): void {
  if (isDyStores(database)) return;
  database
    .transaction(() => {
      // Another process may have been faster.
      if (hasSchema(database)) return;
      database.exec(createCatalog);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${schemaVersion}`);
    })
    .immediate();
}

/**
 * Whether the file is DyStore's; `false` for an empty one.
 *
 * @throws `INVALID` where it is another program's or a later version's.
 */
export function isDyStores(database: Database): boolean {
  // In a transaction, or another process might create the schema between two questions.
  return database.transaction(() => hasSchema(database)).deferred();
}

function hasSchema(database: Database): boolean {
  const id = database.pragma("application_id", { simple: true });
  const version = Number(database.pragma("user_version", { simple: true }));
  if (id === applicationId) {
    if (version <= schemaVersion) return true;
    throw new DyStoreError(
      "INVALID",
      `The SQLite file has schema version ${version}, and this DyStore knows up to ${schemaVersion}; update DyStore.`,
    );
  }
  const objects = Number(database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get());
  const isEmpty = id === 0 && version === 0 && objects === 0;
  // Keys are ordered by their bytes in UTF-8.
  if (isEmpty && database.pragma("encoding", { simple: true }) === "UTF-8") return false;
  throw new DyStoreError(
    "INVALID",
    "The SQLite file belongs to another program; name a file of DyStore's, or a new one.",
  );
}
