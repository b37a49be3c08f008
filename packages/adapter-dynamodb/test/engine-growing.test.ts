import { engineConformance, growingMiddleware } from "@dystore/conformance";
import { describe, test } from "vitest";
import { database } from "./database.ts";
import { onDynamodb } from "./stage.ts";

onDynamodb("the engine on DynamoDB under a growing middleware", () => {
  engineConformance({ describe, test, factory: database, middleware: growingMiddleware });
});
