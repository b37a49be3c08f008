import { collectionGroup } from "./collection.ts";
import { damageGroup } from "./damage.ts";
import { deletePathsGroup } from "./delete-paths.ts";
import { expiryGroup } from "./expiry.ts";
import { graphKeysGroup } from "./graph-keys.ts";
import { keptMetadataGroup } from "./kept-metadata.ts";
import { keptShardsGroup } from "./kept-shards.ts";
import { layoutsGroup } from "./layouts.ts";
import { manyGraphsGroup } from "./many-graphs.ts";
import { movingPartsGroup } from "./moving-parts.ts";
import { namesGroup } from "./names.ts";
import { objectsGroup } from "./objects.ts";
import { ownershipGroup } from "./ownership.ts";
import { pagesGroup } from "./pages.ts";
import { partDamageGroup } from "./part-damage.ts";
import { partLimitsGroup } from "./part-limits.ts";
import { partPathsGroup } from "./part-paths.ts";
import { partsGroup } from "./parts.ts";
import { preconditionsGroup } from "./preconditions.ts";
import { racesGroup } from "./races.ts";
import { randomGroup } from "./random.ts";
import { readPathsGroup } from "./read-paths.ts";
import { readersGroup } from "./readers.ts";
import { referencesGroup } from "./references.ts";
import { refusedDataGroup } from "./refused-data.ts";
import { refusedKeysGroup } from "./refused-keys.ts";
import { refusedLayoutsGroup } from "./refused-layouts.ts";
import { regionsGroup } from "./regions.ts";
import { shardKindsGroup } from "./shard-kinds.ts";
import { spoiltRootsGroup } from "./spoilt-roots.ts";
import { stagingGroup } from "./staging.ts";
import { streamPlacesGroup } from "./stream-places.ts";
import { streamsGroup } from "./streams.ts";
import { type EngineOptions, makeEngineSuite } from "./suite.ts";
import { sweepGroup } from "./sweep.ts";
import { sweepDoubtsGroup } from "./sweep-doubts.ts";
import { transactGroup } from "./transact.ts";
import { transactRacesGroup } from "./transact-races.ts";
import { transactRefusalsGroup } from "./transact-refusals.ts";
import { updatesGroup } from "./updates.ts";
import { valueTypesGroup } from "./value-types.ts";
import { verifyGroup } from "./verify.ts";
import { verifyDamageGroup } from "./verify-damage.ts";
import { wholeGraphsGroup } from "./whole-graphs.ts";
import { wildcardsGroup } from "./wildcards.ts";
import { writePathsGroup } from "./write-paths.ts";

const groups = [
  wholeGraphsGroup,
  wildcardsGroup,
  shardKindsGroup,
  valueTypesGroup,
  namesGroup,
  readPathsGroup,
  writePathsGroup,
  deletePathsGroup,
  graphKeysGroup,
  preconditionsGroup,
  expiryGroup,
  referencesGroup,
  keptShardsGroup,
  keptMetadataGroup,
  updatesGroup,
  streamsGroup,
  streamPlacesGroup,
  manyGraphsGroup,
  objectsGroup,
  transactGroup,
  transactRacesGroup,
  transactRefusalsGroup,
  layoutsGroup,
  collectionGroup,
  readersGroup,
  stagingGroup,
  partsGroup,
  partPathsGroup,
  partLimitsGroup,
  pagesGroup,
  partDamageGroup,
  movingPartsGroup,
  regionsGroup,
  ownershipGroup,
  refusedDataGroup,
  refusedKeysGroup,
  refusedLayoutsGroup,
  damageGroup,
  spoiltRootsGroup,
  verifyGroup,
  verifyDamageGroup,
  sweepGroup,
  sweepDoubtsGroup,
  randomGroup,
  racesGroup,
];

/**
 * Registers tests that run the whole engine of `@dystore/core` on an adapter: graphs written, read, changed and deleted in every
 * layout, races, graphs and values of any size, damage, bad input, and random graphs under random operations. Takes what `adapterConformance`
 * takes; run that first, since whatever fails there fails here for reasons that are harder to see.
 *
 * Tests are skipped only where `capabilities` leave nothing to test, or where nothing survives reopening. Each creates tables of
 * its own, under names that begin with `dystore-engine-`.
 *
 * @example
 * ```ts
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { engineConformance } from "@dystore/conformance";
 * import { describe, test } from "vitest";
 *
 * engineConformance({
 *   describe,
 *   test,
 *   factory: () => {
 *     const adapter = memoryAdapter();
 *     return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
 *   },
 * });
 * ```
 */
export function engineConformance(options: EngineOptions): void {
  options.describe(options.name ?? "engine conformance", () => {
    const suite = makeEngineSuite(options);
    for (const register of groups) register(suite);
  });
}
