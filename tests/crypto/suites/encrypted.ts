import {
  adapterConformance,
  type ConformanceOptions,
  type EngineLayout,
  engineConformance,
} from "@dystore/conformance";
import type { Middleware } from "@dystore/core/adapter";
import { encrypt, rawKeyring, type SecretPaths, type SuiteName } from "@dystore/crypto";
import { vi } from "vitest";
import { gridsOf, progressOf } from "../../faults/grids.ts";

vi.setConfig({ testTimeout: 3_600_000 });

/** What takes minutes runs by `npm run prove`; packages/crypto has the suites on memory for every day. */
export const isProving: boolean = process.env["DYSTORE_PROVE"] === "1";

const keyring = rawKeyring({ current: "main", keys: { main: new Uint8Array(32).fill(1) } });

/** Of the graphs that the suites write: names in roots, shards, lists and parts. */
const somePaths: SecretPaths = [
  "firstname",
  "location.city",
  "birth_details",
  "list[*].n",
  "items[0]",
  "rows[*].text",
  "a",
  "*.b",
];

/** How items are encrypted, and where shards stand meanwhile. */
export interface Way {
  readonly paths: "all" | "some";
  readonly layout: EngineLayout;
  readonly suite?: SuiteName;
}

/** What each database is run with: both kinds of paths, all layouts and both suites of algorithms among them. */
export const ways: { readonly [database in "memory" | "sqlite" | "dynamodb"]: readonly Way[] } = {
  memory: [
    { paths: "some", layout: "collection" },
    { paths: "all", layout: "sorted", suite: "aes-128-cbc-hmac-sha-256" },
  ],
  sqlite: [
    { paths: "all", layout: "collection" },
    { paths: "some", layout: "tables" },
  ],
  dynamodb: [
    { paths: "all", layout: "tables" },
    { paths: "some", layout: "collection" },
  ],
};

type Options = Pick<ConformanceOptions, "describe" | "test" | "factory">;

function middleware({ paths, suite }: Way): Middleware {
  return encrypt({ keyring, paths: paths === "all" ? "all" : somePaths, suite, context: "conformance" });
}

/** Both suites, DyObject's tests among them, through `encrypt`. */
export function encryptedSuites(on: string, way: Way, options: Options): void {
  const name = `${on}, encrypted: ${way.paths}`;
  const wrapped = { ...options, middleware: middleware(way) };
  adapterConformance({ ...wrapped, name: `${name}: adapter` });
  engineConformance({ ...wrapped, name: `${name}: engine`, layout: way.layout });
}

/** Both grids of faults through `encrypt`. Interrupted, the next run of the same code goes on where this one stopped. */
export function encryptedFaults(on: string, ways: readonly Way[], options: Options): void {
  const progress = progressOf(`encrypted-${on}`, 2 * ways.length);
  for (const way of ways) {
    const name = `${on}, encrypted: ${way.paths}`;
    gridsOf({ ...options, middleware: middleware(way), name, layout: way.layout, progress });
  }
}
