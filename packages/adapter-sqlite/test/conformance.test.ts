import { adapterConformance, growingMiddleware, identityMiddleware } from "@dystore/conformance";
import type { Middleware } from "@dystore/core/adapter";
import { describe, test } from "vitest";
import { sharedFile } from "./shared-file.ts";

const wrappings: readonly (readonly [name: string, middleware: Middleware | undefined])[] = [
  ["SQLite", undefined],
  ["SQLite under a middleware that changes nothing", identityMiddleware],
  ["SQLite under a middleware that grows every item", growingMiddleware],
];

for (const [name, middleware] of wrappings) {
  adapterConformance({ name, describe, test, factory: sharedFile(), middleware });
}
