import { memoryAdapter } from "@dystore/adapter-memory";
import { describe, test, vi } from "vitest";
import { lostAnswerConformance } from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const factory = () => {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
};

for (const layout of ["tables", "sorted", "collection"] as const) {
  lostAnswerConformance({ describe, test, factory, layout, name: "lost answers on memory" });
}
