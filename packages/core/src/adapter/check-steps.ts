import { DyStoreError } from "../errors/error.ts";
import { checkItem } from "../values/check-item.ts";
import { utf8Bytes } from "../values/utf8.ts";
import type { WriteOptions } from "./adapter.ts";
import type { AtomicWrites, Capabilities, Limits } from "./capabilities.ts";
import { checkItemKey } from "./check-key.ts";
import { checkTable } from "./check-table.ts";
import { finishedBytes } from "./finished-item.ts";
import { itemKeyText, keyOf, stepKey, tableText } from "./item-key.ts";
import type { Condition, PutStep, Step } from "./step.ts";
import type { Table } from "./table.ts";

/** From the API reference of `TransactWriteItems`: `ClientRequestToken`. */
const longestToken = 36;

/**
 * Checks the steps of a write and makes the numbers in their keys canonical.
 *
 * @throws `INVALID`, `ITEM_TOO_LARGE` and `NOT_SUPPORTED`, as `Adapter.write` and the capabilities say.
 */
export function checkSteps(steps: readonly Step[], options: WriteOptions, capabilities: Capabilities): readonly Step[] {
  const { atomic } = capabilities;
  if (options.token !== undefined) checkToken(options.token, options, atomic);
  if (options.atomic && steps.length > 1) checkScope(steps, capabilities);
  let bytes = 0;
  const checked: Step[] = [];
  for (const step of steps) {
    if (step.kind === "put") {
      bytes += checkPut(step, capabilities);
      checked.push(withKeyChecked(step, capabilities));
    } else {
      checked.push(checkKeyed(step, capabilities));
    }
    if (step.if !== undefined) checkCondition(step.if, stepKey(step).table, capabilities.limits);
  }
  if (steps.length > 1) checkDistinct(checked, capabilities.region);
  if (options.atomic && atomic !== false && bytes > atomic.bytes) {
    throw invalid(
      `The items of an atomic write take ${bytes} bytes, over the limit of ${atomic.bytes}; write fewer at once`,
    );
  }
  return checked;
}

function checkToken(token: string, { atomic }: WriteOptions, capability: AtomicWrites | false): void {
  if (!atomic) throw invalid("Only an atomic write can have a token");
  if (capability === false)
    throw new DyStoreError("NOT_SUPPORTED", "Without atomic writes this adapter has no tokens.");
  if (typeof token !== "string" || token.length < 1 || token.length > longestToken) {
    throw invalid(`A token must have 1 to ${longestToken} characters`);
  }
}

/** An atomic write of several steps within the adapter's abilities. */
function checkScope(steps: readonly Step[], { atomic, region: home }: Capabilities): void {
  if (atomic === false) {
    throw new DyStoreError("NOT_SUPPORTED", "This adapter cannot write several items atomically.");
  }
  if (steps.length > atomic.steps) {
    throw invalid(`An atomic write has ${steps.length} steps, over the limit of ${atomic.steps}; write fewer at once`);
  }
  const region = (step: Step) => (step.kind === "put" ? step.table : step.key.table).region ?? home;
  if (atomic.scope === "region" && new Set(steps.map(region)).size > 1) {
    throw new DyStoreError(
      "NOT_SUPPORTED",
      "The steps of an atomic write must lie in one Region; write each Region for itself.",
    );
  }
}

/** Returns the item's bytes. */
function checkPut({ table, item }: PutStep, capabilities: Capabilities): number {
  checkTable(table, capabilities);
  const { limits } = capabilities;
  const bytes = finishedBytes(item, limits) ?? checkItem(item, limits, table.name);
  if (bytes > limits.itemBytes) {
    const problem = `An item of table "${table.name}" takes ${bytes} bytes, over the limit of ${limits.itemBytes}`;
    throw new DyStoreError("ITEM_TOO_LARGE", `${problem}; store it as several.`, { table: table.name });
  }
  return bytes;
}

function withKeyChecked(step: PutStep, { limits }: Capabilities): PutStep {
  const { table, item } = step;
  const given = keyOf(item, table);
  const key = checkItemKey(given, limits);
  if (key === given) return step;
  const name = table.partitionKey.name;
  return { ...step, item: { ...item, [name]: key.partition } };
}

function checkKeyed(step: Exclude<Step, PutStep>, capabilities: Capabilities): Step {
  if (step.kind !== "delete" && step.kind !== "check") throw invalid("A step's kind must be put, delete or check");
  if (step.kind === "check" && step.if === undefined)
    throw invalid("A check needs a condition, as it does nothing else");
  checkTable(step.key.table, capabilities);
  const key = checkItemKey(step.key, capabilities.limits);
  return key === step.key ? step : { ...step, key };
}

/** A path is bounded as what it leads into: as deep as an item, by names that an item may have, and through maps, not keys. */
function checkCondition(condition: Condition, table: Table, { depth, nameBytes }: Limits): void {
  if (condition.kind === "absent") return;
  if (condition.kind !== "equals") throw invalid("A condition's kind must be absent or equals");
  const { path, value } = condition;
  const sound = (text: unknown): text is string => typeof text === "string" && text.isWellFormed();
  if (!sound(value)) throw invalid("A condition's value must be a well-formed string");
  if (!Array.isArray(path) || path.length === 0 || !path.every((name) => sound(name) && name !== "")) {
    throw invalid("A condition's path must be one or more names, none of them empty");
  }
  if (path.length > depth) {
    throw invalid(`A condition's path has ${path.length} names, over the limit of ${depth}`);
  }
  if (path.some((name) => utf8Bytes(name) > nameBytes)) {
    throw invalid(`A name in a condition's path takes more than ${nameBytes} bytes`);
  }
  if (path.length > 1 && (path[0] === table.partitionKey.name || path[0] === table.sortKey?.name)) {
    throw invalid("A condition's path leads into a key attribute, which is no map");
  }
}

function checkDistinct(steps: readonly Step[], homeRegion: string): void {
  const texts = new Set<string>();
  for (const step of steps) {
    const key = stepKey(step);
    texts.add(`${tableText(key.table, homeRegion)}/${itemKeyText(key)}`);
  }
  if (texts.size < steps.length)
    throw invalid("A write has two steps for one key; merge them, or write one after the other");
}

function invalid(problem: string): DyStoreError {
  return new DyStoreError("INVALID", `${problem}.`);
}
