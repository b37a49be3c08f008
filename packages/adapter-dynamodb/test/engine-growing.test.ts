import { engineConformance, growingMiddleware } from "@dystore/conformance";
import { describe, test } from "vitest";
import { database } from "./database.ts";
import { isLongRun } from "./long-run.ts";
import { onDynamodb } from "./stage.ts";

describe.runIf(isLongRun)("long", () => {
  onDynamodb("the engine on DynamoDB under a growing middleware", () => {
    engineConformance({ describe, test, factory: database, middleware: growingMiddleware });
  });
});
