import { engineConformance, growingMiddleware } from "@dystore/conformance";
import { describe, test } from "vitest";
import { database } from "./database.ts";
import { onDynamodb } from "./stage.ts";

// Three minutes on two cores: CI and `npm run prove` run it, a plain `npm test` stays short.
const isLongRun = process.env["CI"] === "true" || process.env["DYSTORE_PROVE"] === "1";

describe.runIf(isLongRun)("long", () => {
  onDynamodb("the engine on DynamoDB under a growing middleware", () => {
    engineConformance({ describe, test, factory: database, middleware: growingMiddleware });
  });
  onDynamodb("the engine on DynamoDB in the collection layout", () => {
    engineConformance({ describe, test, factory: database, layout: "collection" });
  });
});
