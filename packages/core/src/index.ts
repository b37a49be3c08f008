/**
 * DyStore: object graphs, cut into items and stored through an adapter.
 *
 * @module
 */
export type { AnyCodec, Codec } from "./codec/codec.ts";
export { ShardRef } from "./codec/shard-ref.ts";
export {
  DyStoreError,
  type ErrorCode,
  type ErrorDetails,
  isDyStoreError,
  type StepFailure,
  type ValidationIssue,
} from "./errors/error.ts";
export type { CommitMode, Plan, PlannedAction } from "./plan/plan.ts";
export type { Problem, ProblemCode } from "./plan/problem.ts";
export type { KeyDeclaration, ShardDeclaration, StoredLayout } from "./plan/stored-layout.ts";
export type { Awaitable, ConfigLoader } from "./store/config-loader.ts";
export { DyStore } from "./store/dystore.ts";
export type { ManyWrite } from "./store/many.ts";
export { Metadata, metadata, type Stored } from "./store/metadata.ts";
export type { StoreOperation } from "./store/operation.ts";
export type {
  CallOptions,
  DeleteManyOptions,
  DeleteOptions,
  DyStoreOptions,
  KeysOptions,
  PathOptions,
  ReadOptions,
  ReadPathOptions,
  StoreEvent,
  TouchOptions,
  UpdateOptions,
  WriteOptions,
} from "./store/options.ts";
export type { SweepOptions, VerifyAllOptions, VerifyOptions, WalkOptions } from "./store/upkeep-options.ts";
export type { GraphReport, GraphStatus } from "./upkeep/report.ts";
export type { SweptTable } from "./upkeep/sweep-counts.ts";
export type { SweepResult } from "./upkeep/sweep-tables.ts";
export type { VerifyProgress } from "./upkeep/verify-tables.ts";
export { Decimal } from "./values/decimal.ts";
export type { KeyValue, Numeric } from "./values/value.ts";
