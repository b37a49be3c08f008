import { DyStoreError, type ErrorCode } from "@dystore/core/adapter";

/** What SQLite's primary result codes mean here (https://sqlite.org/rescode.html); extended codes begin with them. */
const meanings: ReadonlyMap<string, readonly [code: ErrorCode, words: string]> = new Map([
  ["SQLITE_BUSY", ["THROTTLED", "was kept busy by other connections; nothing was done, repeat later"]],
  ["SQLITE_PROTOCOL", ["THROTTLED", "was kept busy by other connections; nothing was done, repeat later"]],
  ["SQLITE_FULL", ["UNAVAILABLE", "cannot grow because the disk is full; nothing was written"]],
  ["SQLITE_CANTOPEN", ["UNAVAILABLE", "or a file beside it could not be opened; see the cause"]],
  ["SQLITE_IOERR", ["UNAVAILABLE", "could not be read or written; see the cause"]],
  ["SQLITE_NOMEM", ["UNAVAILABLE", "needs more memory than there is; nothing was done"]],
  ["SQLITE_READONLY", ["ACCESS_DENIED", "may not be written; check the rights on it and on its folder"]],
  ["SQLITE_PERM", ["ACCESS_DENIED", "may not be used; check the rights on it and on its folder"]],
  ["SQLITE_AUTH", ["ACCESS_DENIED", "may not be used; check the rights on it and on its folder"]],
  ["SQLITE_NOTADB", ["INVALID", "is no SQLite database; name another file"]],
  ["SQLITE_CORRUPT", ["INTEGRITY", "is damaged; restore it from a copy"]],
  ["SQLITE_CONSTRAINT", ["INTEGRITY", "has tables that were not made by DyStore"]],
  ["SQLITE_MISMATCH", ["INTEGRITY", "has tables that were not made by DyStore"]],
  ["SQLITE_ERROR", ["INTEGRITY", "has tables or items that were changed by other means"]],
  ["SQLITE_TOOBIG", ["INVALID", "cannot hold an item of this size"]],
]);

/** Whether another connection held the lock: a matter of waiting. Nothing was done. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === "SQLITE_BUSY" || code === "SQLITE_PROTOCOL";
}

/**
 * What SQLite threw as a DyStoreError, by its result code; other errors as they are.
 *
 * An I/O error while writing is `UNKNOWN_OUTCOME`: a commit may already lie in the log whole when syncing it fails. Then this
 * process goes on without it, while one that recovers the log after a crash would find it.
 */
export function toDyStoreError(error: unknown, doing: "reading" | "writing"): unknown {
  const primary = primaryCode(error);
  if (primary === undefined) return error;
  if (primary === "SQLITE_IOERR" && doing === "writing") {
    const words = "failed while it was written; read before repeating the write, and see the cause";
    return new DyStoreError("UNKNOWN_OUTCOME", `The SQLite file ${words}.`, { cause: error });
  }
  const [code, words] = meanings.get(primary) ?? ["UNAVAILABLE", "cannot be used; see the cause"];
  return new DyStoreError(code, `The SQLite file ${words}.`, { cause: error });
}

/** `SQLITE_IOERR` of `SQLITE_IOERR_FSYNC`; `undefined` for errors that are not SQLite's. */
function primaryCode(error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return undefined;
  return /^SQLITE_[A-Z]+/.exec(error.code)?.[0];
}
