import { type MemoryOptions, memoryAdapter } from "@dystore/adapter-memory";
import { type Adapter, defineAdapter, dynamodbAtomicWrites } from "@dystore/core/adapter";
import { describe, test } from "vitest";
import { adapterConformance, type ConformanceDatabase, growingMiddleware, identityMiddleware } from "../src/index.ts";
import { altered } from "./wrong/wrong-adapter.ts";

const on = (adapter: Adapter): ConformanceDatabase => ({
  adapter,
  another: () => adapter,
  reopen: async () => undefined,
  teardown: () => adapter.close(),
});
const factory = (options?: MemoryOptions) => () => on(memoryAdapter(options));

adapterConformance({ describe, test, factory: factory(), name: "the memory adapter" });
adapterConformance({
  describe,
  test,
  factory: factory(),
  name: "under an identity middleware",
  middleware: identityMiddleware,
});
adapterConformance({
  describe,
  test,
  factory: factory(),
  name: "under a growing middleware",
  middleware: growingMiddleware,
});
adapterConformance({
  describe,
  test,
  factory: factory(),
  name: "under a growing middleware twice",
  middleware: (adapter) => growingMiddleware(growingMiddleware(adapter)),
});

// What adapters with other capabilities see of the suite.
adapterConformance({
  describe,
  test,
  factory: factory({ region: "eu-west-1", atomic: false }),
  name: "without atomic writes",
});
adapterConformance({
  describe,
  test,
  factory: factory({ atomic: { ...dynamodbAtomicWrites, scope: "all" } }),
  name: "with atomic writes over all Regions",
});
adapterConformance({
  describe,
  test,
  factory: factory({
    limits: { itemBytes: 65_536, depth: 12, partitionKeyBytes: 200, sortKeyBytes: 101, nameBytes: 1001 },
    atomic: { steps: 10, bytes: 100_000, scope: "region" },
  }),
  name: "with smaller limits",
});
adapterConformance({
  describe,
  test,
  factory: () => {
    const memory = memoryAdapter();
    return on(defineAdapter(altered(memory, { capabilities: { ...memory.capabilities, manyRegions: false } })));
  },
  name: "with one Region",
});
