import { memoryAdapter } from "@dystore/adapter-memory";
import { describe, test } from "vitest";
import { encryptedFaults, encryptedSuites, isProving, type Way } from "./encrypted.ts";

const factory = () => {
  const adapter = memoryAdapter();
  return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
};

const ways: readonly Way[] = [
  { paths: "some", layout: "collection" },
  { paths: "all", layout: "sorted", suite: "aes-128-cbc-hmac-sha-256" },
];

describe.runIf(isProving)("on memory", () => {
  for (const way of ways) encryptedSuites("memory", way, { describe, test, factory });
  encryptedFaults("memory", ways, { describe, test, factory });
});
