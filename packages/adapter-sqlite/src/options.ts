import type { AtomicWrites, Limits } from "@dystore/core/adapter";

/** How an SQLite database is opened. */
export interface SqliteOptions {
  /**
   * The database file, made where there is none in a folder that exists; or `":memory:"` for a database that lasts as long as
   * the adapter. Several processes of one machine may use one file. Network file systems do not carry WAL: see
   * https://sqlite.org/wal.html.
   */
  readonly file: string;
  /** The home Region. Default: the environment variable `AWS_REGION`, else `us-east-2`. */
  readonly region?: string | undefined;
  /**
   * What an answered write survives. Either way the file stays sound and a crash of the process loses nothing
   * (https://sqlite.org/pragma.html#pragma_synchronous, on WAL):
   *
   * - `"full"`, the default: power loss and crashes of the operating system too. The log is synced to the disk at every commit.
   * - `"normal"`: not those. What was written last may be undone by them; it is synced at checkpoints only, and so much faster.
   */
  readonly synchronous?: "full" | "normal" | undefined;
  /** How long a call waits while another connection writes, before it is `THROTTLED`. In milliseconds, default 5,000. */
  readonly busyTimeoutMs?: number | undefined;
  /** Default: DynamoDB's, so that what passes here passes there. */
  readonly limits?: Partial<Limits> | undefined;
  /** Default: DynamoDB's transactions. */
  readonly atomic?: AtomicWrites | false | undefined;
}
