import { memoryAdapter } from "@dystore/adapter-memory";
import { type Adapter, type Item, type Middleware, metadataAttribute, type Step } from "@dystore/core/adapter";
import { describe, expect, test, vi } from "vitest";
import { crashConformance, type FaultGridOptions, faultOperations, lostAnswerConformance } from "../src/index.ts";
import { collectTests } from "./collect.ts";
import { altered, changingSteps, withoutCondition } from "./wrong/wrong-adapter.ts";

vi.setConfig({ testTimeout: 60_000 });

/** An adapter that is wrong on purpose, in a way that only faults bring to light, and an operation that shows it. */
interface WrongUnderFaults {
  readonly does: string;
  readonly grid: (options: FaultGridOptions) => void;
  readonly operation: string;
  readonly make: Middleware;
}

/** The member of `__dystore__` that a condition is about. */
const demanded = ({ if: condition }: Step) => (condition?.kind === "equals" ? condition.path[1] : condition?.kind);

/** Leaves out a condition where it is about that member. */
const forgetting = (kind: Step["kind"], member: string): Middleware => {
  const forget = (step: Step): Step => {
    if (step.kind !== kind || demanded(step) !== member) return step;
    return withoutCondition(step)[0] ?? step;
  };
  return (adapter) => changingSteps(forget, adapter);
};

/** Claims that cleaning is done, and does it not. */
const lazy: Middleware = (adapter: Adapter) =>
  altered(adapter, {
    write: (steps, options, context) => {
      const kept = steps.filter(({ kind, if: condition }) => kind !== "delete" || condition?.kind !== "equals");
      return kept.length === 0 ? Promise.resolve() : adapter.write(kept, options, context);
    },
  });

/** Knows no tokens: what comes twice is done twice. */
const forgetful: Middleware = (adapter) =>
  altered(adapter, {
    write: (steps, { atomic }, context) => adapter.write(steps, { atomic }, context),
  });

/** The kind of an item of the engine's. */
const kindOf = (item: Item | undefined) => (item?.[metadataAttribute] as { kind?: string } | undefined)?.kind;

/** Puts roots whatever stands there. */
const blind: Middleware = (adapter) =>
  changingSteps((step) => {
    if (step.kind !== "put" || step.if === undefined) return step;
    return kindOf(step.item) === "root" ? (withoutCondition(step)[0] ?? step) : step;
  }, adapter);

/** Tells a sweep that reads a root again what it read first. */
const stale: Middleware = (adapter) => {
  const sweeps = new WeakMap<object, Map<string, Item>>();
  return altered(adapter, {
    scan: (scan, context) => {
      if (context.operation !== undefined) sweeps.set(context.operation, sweeps.get(context.operation) ?? new Map());
      return adapter.scan(scan, context);
    },
    get: async (keys, options, context) => {
      const roots = sweeps.get(context.operation ?? context);
      const found = await adapter.get(keys, options, context);
      return found.map((item, index) => {
        const text = JSON.stringify(keys[index]);
        if (item !== undefined && kindOf(item) === "root" && roots?.has(text) === false) roots.set(text, item);
        return roots?.get(text) ?? item;
      });
    },
  });
};

/** Stores a fence as if there had been an open intent. */
const aborting: Middleware = (adapter) =>
  changingSteps((step) => {
    if (step.kind !== "put") return step;
    const said = step.item[metadataAttribute] as Item | undefined;
    if (said?.["state"] !== "fenced") return step;
    return { ...step, item: { ...step.item, [metadataAttribute]: { ...said, state: "aborted" } } };
  }, adapter);

const wrong: readonly WrongUnderFaults[] = [
  {
    does: "commits although the intent is not open any more",
    grid: lostAnswerConformance,
    operation: "an overwrite, staged",
    make: forgetting("delete", "state"),
  },
  { does: "puts roots blindly", grid: lostAnswerConformance, operation: "an update that counts", make: blind },
  { does: "knows no tokens", grid: lostAnswerConformance, operation: "a first write, folded", make: forgetful },
  {
    does: "lets a sweep read no root anew",
    grid: lostAnswerConformance,
    operation: "an overwrite, staged",
    make: stale,
  },
  {
    does: "takes fences for aborted intents",
    grid: lostAnswerConformance,
    operation: "an overwrite, staged",
    make: aborting,
  },
  { does: "does not clean", grid: crashConformance, operation: "an overwrite, staged", make: lazy },
];

async function failures({ grid, operation: name }: WrongUnderFaults, make: Middleware): Promise<string[]> {
  const factory = () => {
    const adapter = make(memoryAdapter());
    return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
  };
  const operations = faultOperations.filter((operation) => operation.name === name);
  expect(operations).toHaveLength(1);
  const failed: string[] = [];
  const print = () => undefined;
  for (const { name: which, body } of collectTests((runner) => grid({ ...runner, factory, operations, print }))) {
    await body({ skip: () => undefined }).catch(() => failed.push(which));
  }
  return failed;
}

describe("the grids of faults", () => {
  test.each(wrong.map((each) => [each.does, each] as const))("catch an adapter that %s", async (_, each) => {
    expect(await failures(each, each.make)).toHaveLength(1);
    expect(await failures(each, (adapter) => adapter)).toEqual([]);
  });
});
