/**
 * The reference adapter: DyStore in memory, with DynamoDB's limits.
 *
 * @module
 */
export { type MemoryOptions, memoryAdapter } from "./memory-adapter.ts";
