import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import type { ConformanceDatabase } from "@dystore/conformance";
import { describe, test, vi } from "vitest";
import { localEndpoint, onDynamodb } from "../dynamodb/local.ts";
import { faultGrids } from "./grids.ts";

vi.setConfig({ testTimeout: 3_600_000 });

/** Each operation has tables of its own, in which its points come one after the other; several operations are at work at once. */
function factory(): ConformanceDatabase {
  const connect = () => dynamodbAdapter({ endpoint: localEndpoint(), region: "eu-north-1" });
  const adapter = connect();
  return { adapter, another: connect, reopen: async () => connect(), teardown: () => adapter.close() };
}

describe.skipIf(process.env.DYSTORE_PROVE !== "1")("faults", () => {
  onDynamodb("on DynamoDB Local", () => {
    faultGrids({ describe, test: test.concurrent, factory, name: "DynamoDB" });
  });
});
