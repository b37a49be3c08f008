import { describe, test, vi } from "vitest";
import { onDynamodb } from "../dynamodb/local.ts";
import { onDynamodbLocal } from "./databases.ts";
import { faultGrids } from "./grids.ts";

vi.setConfig({ testTimeout: 3_600_000 });

describe.skipIf(process.env.DYSTORE_PROVE !== "1")("faults", () => {
  onDynamodb("on DynamoDB Local", () => {
    faultGrids({ describe, test: test.concurrent, factory: onDynamodbLocal, name: "DynamoDB" });
  });
});
