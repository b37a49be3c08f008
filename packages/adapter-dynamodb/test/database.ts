import type { ConformanceDatabase } from "@dystore/conformance";
import { dynamodbAdapter } from "../src/index.ts";
import { localEndpoint } from "./stage.ts";

/** This run's DynamoDB Local. The kit's tables have names that never recur, so that one serves all its tests. */
export function database(): ConformanceDatabase {
  const another = () => dynamodbAdapter({ endpoint: localEndpoint() });
  const adapter = another();
  return { adapter, another, reopen: async () => another(), teardown: () => adapter.close() };
}
