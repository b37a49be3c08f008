import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import type { Adapter } from "@dystore/core/adapter";
import Database from "better-sqlite3";
import type { Document } from "./document.ts";

/** A folder for the files of one benchmark. */
export interface Folder {
  readonly file: (name: string) => string;
  readonly remove: () => void;
}

export function folder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "dystore-bench-"));
  return { file: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What the adapter is measured against: better-sqlite3, written by hand for these jobs, synced at checkpoints only. */
export interface RawTable {
  readonly put: (document: Document) => void;
  /** In one transaction. */
  readonly putAll: (documents: readonly Document[]) => void;
  readonly get: (id: string) => unknown;
  /** In one statement; the list of ids has always the same length. */
  readonly getAll: (ids: readonly string[]) => readonly unknown[];
  readonly close: () => void;
}

export function rawTable(file: string): RawTable {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.exec("CREATE TABLE documents (id TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL)");
  const insert = "INSERT INTO documents VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document";
  const putOne = database.prepare<[string, string]>(insert);
  const getOne = database.prepare<[string], string>("SELECT document FROM documents WHERE id = ?").pluck();
  const put = (document: Document) => void putOne.run(document.ID, JSON.stringify(document));
  let getList: Database.Statement<string[]> | undefined;
  return {
    put,
    putAll: database.transaction((documents: readonly Document[]) => documents.forEach(put)),
    get: (id) => JSON.parse(getOne.get(id) ?? "null"),
    getAll(ids) {
      getList ??= database
        .prepare<string[]>(`SELECT id, document FROM documents WHERE id IN (${ids.map(() => "?")})`)
        .raw();
      const found = new Map(getList.all(...ids) as [string, string][]);
      return ids.map((id) => JSON.parse(found.get(id) ?? "null"));
    },
    close: () => void database.close(),
  };
}

/** The adapter with the same promise. */
export function adapterOn(file: string): Adapter {
  return sqliteAdapter({ file, synchronous: "normal" });
}
