/**
 * Tests that hold an adapter to DyStore's contract, for any test runner, and what testing on DynamoDB Local takes.
 *
 * @module
 */
export { adapterConformance } from "./adapter/adapter-conformance.ts";
export type { ConformanceDatabase, ConformanceOptions, TestContext } from "./adapter/options.ts";
export {
  type DynamodbLocal,
  type DynamodbLocalOptions,
  type DynamodbLocalWay,
  dynamodbLocal,
} from "./dynamodb-local/dynamodb-local.ts";
export { engineConformance } from "./engine/engine-conformance.ts";
export { crashConformance, type FaultGridOptions } from "./engine/faults/crash-conformance.ts";
export { lostAnswerConformance } from "./engine/faults/lost-answer-conformance.ts";
export type { FaultOperation } from "./engine/faults/operation.ts";
export { faultOperations } from "./engine/faults/operations.ts";
export { fileProgress, type Progress } from "./engine/faults/progress.ts";
export {
  assertLinearizable,
  type RaceHistory,
  type RaceOperation,
  type RaceOptions,
  race,
  racedShards,
} from "./engine/race.ts";
export {
  type GraphAnswer,
  type GraphCall,
  type Graphs,
  graphsModel,
  type RaceAnswer,
  type RaceCall,
  type Stamps,
} from "./engine/race-model.ts";
export type { EngineLayout } from "./engine/scene.ts";
export { SequenceClient } from "./engine/sequences/client.ts";
export type { Command, Data, KeyName, WriteCommand, WriteSettings } from "./engine/sequences/command.ts";
export { sequences } from "./engine/sequences/command-arbitraries.ts";
export { SequenceLayouts } from "./engine/sequences/layouts.ts";
export { playSequence } from "./engine/sequences/play.ts";
export type { Spec } from "./engine/sequences/spec.ts";
export type { EngineOptions } from "./engine/suite.ts";
export type { Fault, FaultRule, ProxiedRequest } from "./fault-proxy/fault.ts";
export { type FaultProxy, faultProxy, type InjectedFault } from "./fault-proxy/fault-proxy.ts";
export { type FaultyAdapter, type FaultyCall, faultyAdapter } from "./faulty-adapter/faulty-adapter.ts";
export type {
  AdapterFault,
  CallKind,
  Extent,
  FaultScript,
  RandomFaults,
  ScriptedFault,
} from "./faulty-adapter/script.ts";
export { impossible, type Linearization, linearize, type SequentialModel } from "./history/linearize.ts";
export type { HistoryOperation } from "./history/operation.ts";
export { growingMiddleware } from "./middleware/growing-middleware.ts";
export { identityMiddleware } from "./middleware/identity-middleware.ts";
