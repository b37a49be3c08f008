import { engineConformance, growingMiddleware } from "@dystore/conformance";
import { describe, test } from "vitest";
import { sharedFile } from "./shared-file.ts";

engineConformance({ name: "the engine on SQLite", describe, test, factory: sharedFile() });
engineConformance({
  name: "the engine on SQLite under a middleware that grows every item",
  describe,
  test,
  factory: sharedFile(),
  middleware: growingMiddleware,
});
