/** Why the SQLite adapter's tables are as they are: ways to keep documents under their ids, at several page sizes. */
import Database from "better-sqlite3";
import type { Benchmark } from "./benchmark.ts";
import { documentId, documents } from "./document.ts";
import { folder } from "./sqlite-file.ts";

const count = 5000;
const at = documents(count);
const textAt = Array.from({ length: count }, (_, index) => JSON.stringify(at(index)));
const text = (index: number): string => textAt[index % count] ?? "";

interface Shape {
  readonly name: string;
  readonly options: string;
  readonly put: string;
}

const upsert = "INSERT INTO t VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document";
const shapes: readonly Shape[] = [
  { name: "rowid, ON CONFLICT DO UPDATE", options: "STRICT", put: upsert },
  { name: "rowid, INSERT OR REPLACE", options: "STRICT", put: "INSERT OR REPLACE INTO t VALUES (?, ?)" },
  { name: "WITHOUT ROWID, ON CONFLICT DO UPDATE", options: "STRICT, WITHOUT ROWID", put: upsert },
];
const variants = [4096, 8192, 16384].flatMap((pageSize) => shapes.map((shape) => ({ ...shape, pageSize })));

type Job = (database: Database.Database, put: Database.Statement) => (index: number) => unknown;

const jobs: readonly (readonly [name: string, batch: number, job: Job])[] = [
  ["replace", 50, (_, put) => (index) => put.run(documentId(index % count), text(index))],
  ["create", 50, (_, put) => (index) => put.run(documentId(count + index), text(index))],
  [
    "get",
    50,
    (database) => {
      const get = database.prepare("SELECT document FROM t WHERE id = ?").pluck();
      return (index) => get.get(documentId((index * 17) % count));
    },
  ],
  [
    "read 100 in order",
    5,
    (database) => {
      const range = database.prepare("SELECT id, document FROM t WHERE id > ? ORDER BY id LIMIT 100").raw();
      return (index) => range.all(documentId((index * 17) % count));
    },
  ],
];

export const benchmarks: readonly Benchmark[] = jobs.map(([name, batch, job]) => ({
  name: `sqlite shapes: ${name}, documents of 1 KB`,
  batch,
  setUp() {
    const files = folder();
    const databases = variants.map(({ name, options, put: sql, pageSize }, index) => {
      const database = new Database(files.file(`${index}.db`));
      database.pragma(`page_size = ${pageSize}`);
      database.pragma("journal_mode = WAL");
      database.pragma("synchronous = NORMAL");
      database.exec(`CREATE TABLE t (id TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL) ${options}`);
      const put = database.prepare(sql);
      database.transaction(() => textAt.forEach((each, n) => void put.run(documentId(n), each)))();
      return { database, contender: { name: `${name}, pages of ${pageSize}`, run: job(database, put) } };
    });
    const [baseline, ...others] = databases.map(({ contender }) => contender);
    if (baseline === undefined) throw new Error("there are no variants");
    return {
      contenders: [baseline, ...others],
      tearDown() {
        for (const { database } of databases) database.close();
        files.remove();
      },
    };
  },
}));
