import { describe, test, vi } from "vitest";
import { onSqlite } from "./databases.ts";
import { faultGrids } from "./grids.ts";

vi.setConfig({ testTimeout: 3_600_000 });

describe.skipIf(process.env.DYSTORE_PROVE !== "1")("faults", () => {
  faultGrids({ describe, test, factory: onSqlite, name: "SQLite" });
});
