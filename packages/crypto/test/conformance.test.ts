import { memoryAdapter } from "@dystore/adapter-memory";
import { adapterConformance, engineConformance } from "@dystore/conformance";
import { describe, test, vi } from "vitest";
import { encrypt, rawKeyring } from "../src/index.ts";

// The suite is to pass beside other work on a slow machine, too.
vi.setConfig({ testTimeout: 60_000 });

const keyring = rawKeyring({ current: "2026", keys: { "2026": new Uint8Array(32).fill(7) } });
const everything = encrypt({ keyring, paths: "all", context: "conformance" });

const factory = () => {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
};

// CI's second run, on the oldest Node, is a short one.
describe.skipIf(process.env["DYSTORE_SHORT"] === "1")("encrypted in memory", () => {
  adapterConformance({ describe, test, factory, name: "adapter", middleware: everything });
  engineConformance({ describe, test, factory, name: "engine", middleware: everything });
});
