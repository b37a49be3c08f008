import { setTimeout as sleep } from "node:timers/promises";
import { type AdapterEvent, type Context, DyStoreError, report } from "@dystore/core/adapter";
import type { Database, Statement } from "better-sqlite3";
import { Patience } from "./busy.ts";
import { openDatabase } from "./open-database.ts";
import type { SqliteOptions } from "./options.ts";
import { segmentFunction, segmentOf } from "./segment.ts";
import { toDyStoreError } from "./sqlite-error.ts";
import { equalsFunction, storedEquals } from "./stored-condition.ts";

/**
 * An open database. Whatever reads or writes does so in synchronous work: no statement and no transaction is open while
 * anything is awaited, so that neither the calls of this process nor those of others wait for each other for long.
 */
export class Connection {
  readonly database: Database;
  readonly #busyTimeoutMs: number;
  readonly #begin: Readonly<Record<"read" | "write", Statement>>;
  readonly #commit: Statement;
  #isClosed = false;

  constructor(options: SqliteOptions) {
    this.#busyTimeoutMs = options.busyTimeoutMs ?? 5000;
    if (!(this.#busyTimeoutMs >= 0)) {
      throw new DyStoreError("INVALID", 'The option "busyTimeoutMs" must be a number of milliseconds, 0 or more.');
    }
    this.database = openDatabase(options, this.#busyTimeoutMs);
    this.database.function(equalsFunction, { deterministic: true, directOnly: true }, storedEquals);
    this.database.function(segmentFunction, { deterministic: true, directOnly: true }, segmentOf);
    this.#begin = {
      read: this.database.prepare("BEGIN DEFERRED"),
      write: this.database.prepare("BEGIN IMMEDIATE"),
    };
    this.#commit = this.database.prepare("COMMIT");
  }

  /** Does synchronous work as soon as no other connection is in its way, and reports it. Errors come as DyStoreErrors. */
  async attempt<T>(call: AdapterEvent["call"], work: () => T, context: Context): Promise<T> {
    const patience = new Patience(this.#busyTimeoutMs);
    try {
      for (;;) {
        this.#check(context.signal);
        try {
          return work();
        } catch (error) {
          await sleep(patience.pauseAfter(error));
        }
      }
    } catch (error) {
      throw toDyStoreError(error, call === "write" ? "writing" : "reading");
    } finally {
      const { retries } = patience;
      report(context, { adapter: "sqlite", call, requests: retries + 1, retries, capacity: [] });
    }
  }

  /** Does synchronous work as one transaction. It is undone where the work throws, or where its result is not to be kept. */
  transaction<T>(kind: "read" | "write", work: () => T, isKept: (result: T) => boolean = () => true): T {
    this.#begin[kind].run();
    try {
      const result = work();
      if (isKept(result)) this.#commit.run();
      return result;
    } finally {
      this.#rollBack();
    }
  }

  #rollBack(): void {
    // Committed, or rolled back by SQLite itself, as on a full disk (https://sqlite.org/lang_transaction.html).
    if (!this.database.inTransaction) return;
    try {
      this.database.exec("ROLLBACK");
    } catch {
      // What led here says more.
    }
  }

  /** Prepares what works on the database, which is closed where it is not as DyStore makes it. */
  prepare<T>(work: (database: Database) => T): T {
    try {
      return work(this.database);
    } catch (error) {
      this.close();
      throw toDyStoreError(error, "reading");
    }
  }

  close(): void {
    this.#isClosed = true;
    this.database.close();
  }

  #check(signal: AbortSignal | undefined): void {
    if (this.#isClosed) throw new DyStoreError("CLOSED", "The SQLite adapter was closed; make a new one.");
    if (!signal?.aborted) return;
    throw new DyStoreError("ABORTED", "The call was aborted by its signal.", { cause: signal.reason });
  }
}
