import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Adapter } from "@dystore/core/adapter";
import { onTestFinished } from "vitest";
import { type SqliteOptions, sqliteAdapter } from "../src/index.ts";

export interface TemporaryFolder {
  file(name: string): string;
  remove(): void;
}

export function temporaryFolder(): TemporaryFolder {
  const folder = mkdtempSync(join(tmpdir(), "dystore-sqlite-"));
  return { file: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A path in a folder of the running test's own. */
export function temporaryFile(name = "items.db"): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder.file(name);
}

/** An adapter that is closed after the running test. */
export function opened(options: SqliteOptions): Adapter {
  const adapter = sqliteAdapter({ synchronous: "normal", region: "us-east-2", ...options });
  onTestFinished(() => adapter.close());
  return adapter;
}
