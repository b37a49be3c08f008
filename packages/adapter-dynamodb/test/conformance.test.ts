import { adapterConformance } from "@dystore/conformance";
import { describe, test } from "vitest";
import { database } from "./database.ts";
import { onDynamodb } from "./stage.ts";

onDynamodb("the DynamoDB adapter", () => {
  adapterConformance({ describe, test, factory: database });
});
