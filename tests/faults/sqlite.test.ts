import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import type { ConformanceDatabase } from "@dystore/conformance";
import type { Adapter } from "@dystore/core/adapter";
import { describe, test, vi } from "vitest";
import { faultGrids } from "./grids.ts";

vi.setConfig({ testTimeout: 3_600_000 });

/** A file for each test, and a connection for each client. */
function factory(): ConformanceDatabase {
  const folder = mkdtempSync(join(tmpdir(), "dystore-faults-"));
  const opened: Adapter[] = [];
  const connect = (): Adapter => {
    const adapter = sqliteAdapter({ file: join(folder, "items.db"), synchronous: "normal" });
    opened.push(adapter);
    return adapter;
  };
  return {
    adapter: connect(),
    another: connect,
    reopen: async () => connect(),
    async teardown() {
      await Promise.all(opened.map((adapter) => adapter.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe.skipIf(process.env.DYSTORE_PROVE !== "1")("faults", () => {
  faultGrids({ describe, test, factory, name: "SQLite" });
});
