import { adapterConformance, growingMiddleware } from "@dystore/conformance";
import { describe, test } from "vitest";
import { database } from "./database.ts";
import { onDynamodb } from "./stage.ts";

onDynamodb("the DynamoDB adapter under a growing middleware", () => {
  adapterConformance({ describe, test, factory: database, middleware: growingMiddleware });
});
