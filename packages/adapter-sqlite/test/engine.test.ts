import { engineConformance, growingMiddleware } from "@dystore/conformance";
import { describe, test } from "vitest";
import { sharedFile } from "./shared-file.ts";

engineConformance({ name: "the engine on SQLite", describe, test, factory: sharedFile() });
engineConformance({
  name: "the engine on SQLite, roots with a sort key",
  describe,
  test,
  factory: sharedFile(),
  layout: "sorted",
});
engineConformance({
  name: "the engine on SQLite in the collection layout, under a middleware that grows every item",
  describe,
  test,
  factory: sharedFile(),
  middleware: growingMiddleware,
  layout: "collection",
});
