import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Tests run straight from `src`: no build, and coverage that reads true.
const conditions = ["@dystore/source", "node", "development|production"];

const names = ["core", "adapter-memory", "adapter-sqlite", "adapter-dynamodb", "crypto", "conformance"];

// Projects that test against DynamoDB share one DynamoDB Local; see the setup.
const onDynamodb = ["adapter-dynamodb", "conformance", "tests"];

// Encryption's tests count what is done once per process; those of several packages were never tried together.
const isolated = ["crypto", "tests"];

const project = (name: string, root: string, include: string) => ({
  extends: true as const,
  root,
  test: {
    name,
    // Long enough for a machine that does many other things at the same time.
    testTimeout: 60_000,
    include: [include],
    // A worker loads the sources once rather than for each file: a third of the time of many small files.
    isolate: isolated.includes(name),
    globalSetup: onDynamodb.includes(name)
      ? [fileURLToPath(new URL("tests/setup/dynamodb-local.ts", import.meta.url))]
      : [],
  },
});

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // The environment in which Vitest runs global setups.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    // One for each processor. The default leaves one free, which on two is half of them; DynamoDB Local leaves gaps enough.
    maxWorkers: "100%",
    projects: [
      ...names.map((name) => project(name, `packages/${name}`, "test/**/*.test.ts")),
      project("tests", "tests", "**/*.test.ts"),
    ],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"] },
  },
});
