import { describe, test } from "vitest";
import { onDynamodb } from "../../dynamodb/local.ts";
import { onDynamodbLocal } from "../../faults/databases.ts";
import { encryptedFaults, isProving, ways } from "./encrypted.ts";

describe.runIf(isProving)("encrypted", () => {
  onDynamodb("on DynamoDB Local", () => {
    encryptedFaults("DynamoDB", ways.dynamodb, { describe, test: test.concurrent, factory: onDynamodbLocal });
  });
});
