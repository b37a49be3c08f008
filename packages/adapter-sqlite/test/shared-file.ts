import type { ConformanceDatabase } from "@dystore/conformance";
import type { Adapter } from "@dystore/core/adapter";
import { afterAll } from "vitest";
import { sqliteAdapter } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * One file for a whole suite, and adapters of its own for each test. One connection stays open, because the last to close a
 * file syncs it to the disk, which a test on its own need not wait for.
 */
export function sharedFile(): () => ConformanceDatabase {
  const folder = temporaryFolder();
  const connect = () => sqliteAdapter({ file: folder.file("items.db"), synchronous: "normal" });
  let keeper = connect();
  afterAll(async () => {
    await keeper.close();
    folder.remove();
  });
  return () => {
    const opened: Adapter[] = [];
    const open = () => {
      const adapter = connect();
      opened.push(adapter);
      return adapter;
    };
    const closeAll = () => Promise.all(opened.map((adapter) => adapter.close()));
    return {
      adapter: open(),
      another: open,
      async reopen() {
        await Promise.all([keeper.close(), closeAll()]);
        keeper = connect();
        return open();
      },
      async teardown() {
        await closeAll();
      },
    };
  };
}
