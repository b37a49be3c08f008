import { memoryAdapter } from "@dystore/adapter-memory";
import { describe, test, vi } from "vitest";
import { faultOperations, lostAnswerConformance } from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const factory = () => {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
};

// One of each kind. All are run by `npm run prove`, in `tests/faults`.
const names: readonly string[] = [
  "a first write, folded",
  "a first write with ifAbsent, staged",
  "an overwrite, folded",
  "an overwrite, staged",
  "an update that counts",
  "another expiry, folded",
  "a stream of text",
  "a delete, folded",
  "a transact of a create, a delete and a check",
];
const operations = faultOperations.filter(({ name }) => names.includes(name));

for (const layout of ["tables", "sorted", "collection"] as const) {
  lostAnswerConformance({ describe, test, factory, layout, operations, name: "lost answers on memory" });
}
