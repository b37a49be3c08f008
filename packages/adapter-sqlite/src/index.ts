/**
 * Stores items in an SQLite file, under DynamoDB's limits.
 *
 * @module
 */
export type { SqliteOptions } from "./options.ts";
export { sqliteAdapter } from "./sqlite-adapter.ts";
