import { memoryAdapter } from "@dystore/adapter-memory";
import { describe, test, vi } from "vitest";
import { engineConformance, growingMiddleware, identityMiddleware } from "../src/index.ts";

// The suite is to pass beside other work on a slow machine, too.
vi.setConfig({ testTimeout: 60_000 });

type MemoryOptions = Parameters<typeof memoryAdapter>[0];

const on = (options: MemoryOptions) => () => {
  const adapter = memoryAdapter(options);
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
};

const small = { steps: 4, bytes: 4 * 1024 * 1024, scope: "all" } as const;

engineConformance({ describe, test, factory: on({}), name: "memory" });
engineConformance({ describe, test, factory: on({}), name: "memory, identity", middleware: identityMiddleware });
engineConformance({ describe, test, factory: on({}), name: "memory, growing", middleware: growingMiddleware });
engineConformance({
  describe,
  test,
  factory: on({ atomic: small }),
  name: "memory, atomic writes of 4 steps over all Regions",
});
engineConformance({ describe, test, factory: on({}), name: "memory, sorted", layout: "sorted" });
engineConformance({ describe, test, factory: on({}), name: "memory, collection", layout: "collection" });
engineConformance({
  describe,
  test,
  factory: on({ limits: { itemBytes: 6000, depth: 12 } }),
  name: "memory, items so small that most graphs are cut",
});
