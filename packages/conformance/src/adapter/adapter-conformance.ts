import { abortsGroup } from "./aborts.ts";
import { atomicityGroup } from "./atomicity.ts";
import { batchesGroup } from "./batches.ts";
import { clientsGroup } from "./clients.ts";
import { closingGroup } from "./closing.ts";
import { concurrencyGroup } from "./concurrency.ts";
import { conditionsGroup } from "./conditions.ts";
import { duplicatesGroup } from "./duplicates.ts";
import { errorsGroup } from "./errors.ts";
import { keysGroup } from "./keys.ts";
import { limitsGroup } from "./limits.ts";
import { numbersGroup } from "./numbers.ts";
import type { ConformanceOptions } from "./options.ts";
import { ownershipGroup } from "./ownership.ts";
import { partialBatchesGroup } from "./partial-batches.ts";
import { prefixesGroup } from "./prefixes.ts";
import { queriesGroup } from "./queries.ts";
import { queryPagingGroup } from "./query-paging.ts";
import { refusedKeysGroup } from "./refused-keys.ts";
import { refusedValuesGroup } from "./refused-values.ts";
import { regionsGroup } from "./regions.ts";
import { scansGroup } from "./scans.ts";
import { storedBytesGroup } from "./stored-bytes.ts";
import { makeSuite } from "./suite.ts";
import { tablesGroup } from "./tables.ts";
import { tokensGroup } from "./tokens.ts";
import { valuesGroup } from "./values.ts";

const groups = [
  tablesGroup,
  valuesGroup,
  numbersGroup,
  keysGroup,
  refusedKeysGroup,
  refusedValuesGroup,
  limitsGroup,
  storedBytesGroup,
  conditionsGroup,
  atomicityGroup,
  tokensGroup,
  partialBatchesGroup,
  batchesGroup,
  duplicatesGroup,
  queriesGroup,
  prefixesGroup,
  queryPagingGroup,
  scansGroup,
  regionsGroup,
  ownershipGroup,
  concurrencyGroup,
  clientsGroup,
  abortsGroup,
  errorsGroup,
  closingGroup,
];

/**
 * Registers tests that hold an adapter to the whole contract of `@dystore/core/adapter`: what passes here, the engine can build
 * on. Run it bare, then again with `middleware: identityMiddleware` and `middleware: growingMiddleware`.
 *
 * A test is skipped only where `capabilities` say that there is nothing to test, or where nothing survives reopening; it is
 * registered all the same and tells the runner so. Tables are created through the adapter itself, under names that begin with
 * `dystore-conformance-`; the contract has no way to drop them, so `teardown` may.
 *
 * @example
 * ```ts
 * import { adapterConformance } from "@dystore/conformance";
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { describe, test } from "vitest";
 *
 * adapterConformance({
 *   describe,
 *   test,
 *   factory: () => {
 *     const adapter = memoryAdapter();
 *     return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
 *   },
 * });
 * ```
 */
export function adapterConformance(options: ConformanceOptions): void {
  options.describe(options.name ?? "adapter conformance", () => {
    const suite = makeSuite(options);
    for (const register of groups) register(suite);
  });
}
