import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConformanceDatabase } from "@dystore/conformance";
import type { Adapter } from "@dystore/core/adapter";
import { afterAll } from "vitest";

/** A folder for one SQLite database, which goes when the tests of the file have ended. */
export function sqliteFiles(): {
  readonly file: string;
  /** All bytes of the database, its WAL among them. */
  readonly bytes: () => Buffer;
  readonly database: (open: (file: string) => Adapter) => ConformanceDatabase;
} {
  const folder = mkdtempSync(join(tmpdir(), "dystore-crypto-"));
  const file = join(folder, "items.db");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    file,
    bytes: () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))),
    database(open) {
      const adapters: Adapter[] = [];
      const another = () => {
        const adapter = open(file);
        adapters.push(adapter);
        return adapter;
      };
      const closeAll = () => Promise.all(adapters.map((adapter) => adapter.close()));
      return {
        adapter: another(),
        another,
        async reopen() {
          await closeAll();
          return another();
        },
        async teardown() {
          await closeAll();
        },
      };
    },
  };
}
