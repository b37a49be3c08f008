import { engineConformance } from "@dystore/conformance";
import { describe, test } from "vitest";
import { database } from "./database.ts";
import { onDynamodb } from "./stage.ts";

onDynamodb("the engine on DynamoDB", () => {
  engineConformance({ describe, test, factory: database });
});
