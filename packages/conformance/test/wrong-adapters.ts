import { wrongAtomicWrites } from "./wrong/atomic-writes.ts";
import { wrongConditions } from "./wrong/conditions.ts";
import { wrongGets } from "./wrong/gets.ts";
import { wrongPages } from "./wrong/pages.ts";
import { wrongSurroundings } from "./wrong/surroundings.ts";
import { wrongTables } from "./wrong/tables.ts";
import { wrongValues } from "./wrong/values.ts";
import { wrongWrites } from "./wrong/writes.ts";
import type { WrongAdapter } from "./wrong/wrong-adapter.ts";

export { wrongMiddleware } from "./wrong/middleware.ts";

/** Adapters that are wrong on purpose, each in one way. The suite has to notice every one of them. */
export const wrongAdapters: readonly WrongAdapter[] = [
  ...wrongValues,
  ...wrongConditions,
  ...wrongAtomicWrites,
  ...wrongWrites,
  ...wrongGets,
  ...wrongPages,
  ...wrongTables,
  ...wrongSurroundings,
];
