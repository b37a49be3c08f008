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
export { DyObject } from "./object/dy-object.ts";
export type { ClassOptions, ObjectClass } from "./object/object-class.ts";
export type {
  DeleteInstanceOptions,
  DeleteObjectOptions,
  LoadOptions,
  ObjectStoreOptions,
  SaveOptions,
} from "./object/options.ts";
export type { CheckedPath, PathValue, StreamPiece } from "./path/typed-path.ts";
export type { PlannedCapacity, PlannedUnits } from "./plan/capacity.ts";
export { formatPlan } from "./plan/format-plan.ts";
export type { CommitMode, Plan, PlanAccuracy, PlannedAction, PlannedRequest, PlannedRound } from "./plan/plan.ts";
export type { Problem, ProblemCode } from "./plan/problem.ts";
export type { ClassDeclaration, KeyDeclaration, ShardDeclaration, StoredLayout } from "./plan/stored-layout.ts";
export type { Awaitable, ConfigLoader } from "./store/config-loader.ts";
export { DyStore } from "./store/dystore.ts";
export type { ManyWrite } from "./store/many.ts";
export { Metadata, metadata, type Stored } from "./store/metadata.ts";
export type { ChangeOperation, ChangeOperations, ChangeResults, StoreOperation } from "./store/operation.ts";
export type {
  CallOptions,
  DeleteManyOptions,
  DeleteOptions,
  DyStoreOptions,
  KeysOptions,
  PathOptions,
  ReadOptions,
  ReadPathOptions,
  ReadStreamOptions,
  StoreEvent,
  StreamKind,
  StreamSource,
  TouchOptions,
  UpdateOptions,
  WriteOptions,
  WriteStreamOptions,
} from "./store/options.ts";
export { type TransactResults, transact } from "./store/transact.ts";
export type { TransactOperation } from "./store/transact-operation.ts";
export type { UpdateFunction } from "./store/update.ts";
export type { SweepOptions, VerifyAllOptions, VerifyOptions, WalkOptions } from "./store/upkeep-options.ts";
export type { GraphReport, GraphStatus } from "./upkeep/report.ts";
export type { SweptTable } from "./upkeep/sweep-counts.ts";
export type { SweepResult } from "./upkeep/sweep-tables.ts";
export type { VerifyProgress } from "./upkeep/verify-tables.ts";
export { Decimal } from "./values/decimal.ts";
export type { KeyValue, Numeric } from "./values/value.ts";
