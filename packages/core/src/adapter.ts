/**
 * The contract between the engine and whatever stores its items, with the helpers that keep authors of adapters and
 * middleware honest. Prove a new adapter with `@dystore/conformance`.
 *
 * @module
 */
export type { Adapter, GetOptions, Middleware, Range, Scan, WriteOptions } from "./adapter/adapter.ts";
export type { BareAdapter } from "./adapter/bare-adapter.ts";
export { type Behind, behindItem } from "./adapter/behind.ts";
export {
  type AtomicWrites,
  type Capabilities,
  dynamodbAtomicWrites,
  dynamodbLimits,
  type Limits,
} from "./adapter/capabilities.ts";
export type { AdapterEvent, ConsumedCapacity, Context, IgnorePaths, LoadKey } from "./adapter/context.ts";
export { defineAdapter } from "./adapter/define-adapter.ts";
export { type FailedStep, stepsFailed } from "./adapter/failed-steps.ts";
export { isFinished, keepItem } from "./adapter/finished-item.ts";
export { itemKeyText, keyOf, stepKey, tableText } from "./adapter/item-key.ts";
export { type ItemCoding, itemMiddleware } from "./adapter/item-middleware.ts";
export { report } from "./adapter/report.ts";
export { expiryAttribute, metadataAttribute } from "./adapter/reserved.ts";
export type { CheckStep, Condition, DeleteStep, PutStep, Step } from "./adapter/step.ts";
export type { ItemKey, KeyAttribute, Table } from "./adapter/table.ts";
export { TokenMemory } from "./adapter/token-memory.ts";
export { errorOf, unreadableItem } from "./adapter/unreadable.ts";
export { writeDigest } from "./adapter/write-digest.ts";

export { DyStoreError, type ErrorCode, type ErrorDetails, isDyStoreError, type StepFailure } from "./errors/error.ts";
export { dottedPath } from "./path/format-path.ts";
export { type Pattern, parsePattern } from "./path/pattern.ts";
export { checkItem, type ItemLimits } from "./values/check-item.ts";
export { cloneItem, cloneValue } from "./values/clone.ts";
export { Decimal } from "./values/decimal.ts";
export { equalValues } from "./values/equal.ts";
export { itemBytes, valueBytes } from "./values/item-bytes.ts";
export { keyText } from "./values/key-text.ts";
export { isList, isMap, isSet, type ValueMap } from "./values/kind.ts";
export { canonicalNumeric, isNumeric, numericBytes, numericText, parseNumeric } from "./values/numeric.ts";
export { setOwn } from "./values/own.ts";
export { decodeItem, encodeItem } from "./values/tagged-json.ts";
export { compareBytes, compareUtf8, utf8Bytes } from "./values/utf8.ts";
export type { Item, KeyValue, Numeric, Value } from "./values/value.ts";
