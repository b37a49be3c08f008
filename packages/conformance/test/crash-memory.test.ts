import { memoryAdapter } from "@dystore/adapter-memory";
import { describe, test, vi } from "vitest";
import { crashConformance } from "../src/index.ts";

vi.setConfig({ testTimeout: 60_000 });

const factory = () => {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
};

for (const layout of ["tables", "sorted", "collection"] as const) {
  crashConformance({ describe, test, factory, layout, name: "crashes on memory" });
}
