import { memoryAdapter } from "@dystore/adapter-memory";
import { describe, test, vi } from "vitest";
import { faultGrids } from "./grids.ts";

vi.setConfig({ testTimeout: 3_600_000 });

const factory = () => {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
};

describe.skipIf(process.env.DYSTORE_PROVE !== "1")("faults", () => {
  faultGrids({ describe, test, factory, name: "memory" });
});
