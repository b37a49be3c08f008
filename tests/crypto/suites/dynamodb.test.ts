import { describe, test } from "vitest";
import { onDynamodb } from "../../dynamodb/local.ts";
import { onDynamodbLocal } from "../../faults/databases.ts";
import { encryptedSuites, isProving, ways } from "./encrypted.ts";

describe.runIf(isProving)("encrypted", () => {
  onDynamodb("on DynamoDB Local", () => {
    for (const way of ways.dynamodb) encryptedSuites("DynamoDB", way, { describe, test, factory: onDynamodbLocal });
  });
});
