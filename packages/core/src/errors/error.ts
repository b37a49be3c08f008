/**
 * What went wrong, as a stable word that programs can switch on. Messages may be reworded at any time; codes do not change.
 *
 * | code | meaning | what to do |
 * | --- | --- | --- |
 * | `INVALID` | an argument, a path, a value or a table definition that can never work | mend the call; `path` says where |
 * | `VALIDATION` | the store's schema refused the data | read `issues` |
 * | `CONFLICT` | somebody else changed what the write depended on, or something foreign stands there | read again and repeat |
 * | `ITEM_TOO_LARGE` | no cutting makes an item fit the adapter's limit | shorten its names or key |
 * | `TABLE_NOT_FOUND` | the table does not exist in that Region | call `createTables()` |
 * | `NOT_FOUND` | what the call cannot do without is not there | |
 * | `NOT_SUPPORTED` | the adapter lacks a capability that the call needs | use another adapter or layout |
 * | `INTEGRITY` | stored items contradict each other: one is missing, foreign or malformed | see `table`, `key` and `path`; deleting still works |
 * | `DECRYPTION` | an item could not be opened: wrong key, or changed bytes | |
 * | `UNKNOWN_OUTCOME` | a write may or may not have happened, and nothing can tell now | read before repeating |
 * | `THROTTLED` | the database kept refusing for lack of capacity; nothing was written | repeat later |
 * | `UNAVAILABLE` | the database could not be reached or could not work; nothing was written | repeat later |
 * | `ACCESS_DENIED` | the caller may not do this | mend the policy |
 * | `ABORTED` | the caller's signal fired; nothing was written | |
 * | `CLOSED` | the adapter was closed before | |
 */
export type ErrorCode =
  | "INVALID"
  | "VALIDATION"
  | "CONFLICT"
  | "ITEM_TOO_LARGE"
  | "TABLE_NOT_FOUND"
  | "NOT_FOUND"
  | "NOT_SUPPORTED"
  | "INTEGRITY"
  | "DECRYPTION"
  | "UNKNOWN_OUTCOME"
  | "THROTTLED"
  | "UNAVAILABLE"
  | "ACCESS_DENIED"
  | "ABORTED"
  | "CLOSED";

/** One step of a refused write: its index in the list that was handed to `write`, and why it failed. */
export interface StepFailure {
  readonly index: number;
  readonly code: ErrorCode;
}

/** One thing a schema found wrong: where in the data, and its message. */
export interface ValidationIssue {
  readonly path: string;
  readonly message: string;
}

/** What a {@link DyStoreError} knows beyond its message. Everything is optional; keys and values never stand in messages. */
export interface ErrorDetails {
  /** The table concerned. */
  readonly table?: string | undefined;
  /** The key of the item or graph concerned. */
  readonly key?: unknown;
  /** Where in the data, as a JSONPath. */
  readonly path?: string | undefined;
  /** For writes of several steps: those that failed. */
  readonly steps?: readonly StepFailure[] | undefined;
  /** For `VALIDATION`: all issues the schema reported. */
  readonly issues?: readonly ValidationIssue[] | undefined;
  /** The database's own id of the failed request, where it gives one. */
  readonly requestId?: string | undefined;
  /** The error beneath, as the SDK, SQLite or a hook threw it. */
  readonly cause?: unknown;
}

/**
 * The one error class that DyStore throws for everything that data, stores or the world can cause.
 *
 * @example
 * ```ts
 * try {
 *   await store.write(person, { ifAbsent: true });
 * } catch (error) {
 *   if (error instanceof DyStoreError && error.code === "CONFLICT") console.log("there already");
 *   else throw error;
 * }
 * ```
 */
export class DyStoreError extends Error {
  override readonly name = "DyStoreError";
  readonly code: ErrorCode;
  readonly table: string | undefined;
  readonly key: unknown;
  readonly path: string | undefined;
  readonly steps: readonly StepFailure[] | undefined;
  readonly issues: readonly ValidationIssue[] | undefined;
  readonly requestId: string | undefined;

  /**
   * @param code The stable code.
   * @param message What, where, and how to mend it; no keys, no values.
   * @param details Everything else a handler may need.
   */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.table = details.table;
    this.key = details.key;
    this.path = details.path;
    this.steps = details.steps;
    this.issues = details.issues;
    this.requestId = details.requestId;
  }
}

/**
 * Whether `error` is a {@link DyStoreError}, and of one of the codes given, if any are.
 *
 * @example
 * ```ts
 * try {
 *   await store.write(person, { primaryKey: key, ifAbsent: true });
 * } catch (error) {
 *   if (!isDyStoreError(error, "CONFLICT")) throw error;
 *   console.log("there already");
 * }
 * ```
 */
export function isDyStoreError(error: unknown, ...codes: readonly ErrorCode[]): error is DyStoreError {
  return error instanceof DyStoreError && (codes.length === 0 || codes.includes(error.code));
}
