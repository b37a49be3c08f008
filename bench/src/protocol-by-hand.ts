import { hash, randomFillSync } from "node:crypto";
import Database from "better-sqlite3";
import type { Json } from "./document.ts";

/** What the engine's commit protocol demands, written by hand for one shape of graph and nothing else: the floor under the engine. */
export interface ByHand {
  /** A root without shards. */
  readonly put: (key: string, document: Plain) => void;
  /** A root whose list `items` is cut into a shard for each element. */
  readonly putGraph: (key: string, graph: Plain) => void;
  readonly get: (key: string) => unknown;
  readonly getGraph: (key: string) => unknown;
  readonly close: () => void;
}

export type Plain = { readonly [name: string]: Json };

/** The metadata of a root, as docs/format.md has it. */
interface Root {
  readonly version: string;
  readonly past: readonly string[];
  readonly private: { readonly created: number };
}

interface Row extends Record<string, unknown> {
  readonly __dystore__: Root;
  readonly items: unknown[];
}

const shardCount = 10;
const layout = JSON.stringify([{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }]);

/**
 * On better-sqlite3, in tables of the adapter's shape, with the cheapest statements known: each new shard takes the row of an old
 * one, and all shards of a graph are one row of scalar subqueries.
 */
export function sqliteByHand(file: string): ByHand {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  for (const table of ["roots", "shards"]) {
    database.exec(`CREATE TABLE ${table} (key TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (key)) STRICT`);
  }
  const getRoot = database.prepare<[string], string>("SELECT item FROM roots WHERE key = ?").pluck();
  const create = database.prepare("INSERT INTO roots VALUES (?, ?) ON CONFLICT DO NOTHING");
  const replace = database.prepare("UPDATE roots SET item = ? WHERE key = ? AND item -> '$.__dystore__.version' = ?");
  const putShard = database.prepare("INSERT INTO shards VALUES (?, ?)");
  const replaceShard = database.prepare("UPDATE shards SET key = ?, item = ? WHERE key = ?");
  const getShard = "(SELECT item FROM shards WHERE key = ?)";
  const getShards = database.prepare<string[]>(`SELECT ${new Array(shardCount).fill(getShard)}`).raw();

  const read = (key: string): Row | undefined => {
    const text = getRoot.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as Row);
  };
  const commit = (key: string, seen: Row | undefined, item: object): void => {
    const text = JSON.stringify(item);
    const { changes } =
      seen === undefined ? create.run(key, text) : replace.run(text, key, JSON.stringify(seen.__dystore__.version));
    if (changes !== 1) throw new Error("somebody else was faster");
  };
  const commitGraph = database.transaction((key: string, seen: Row | undefined, version: string, graph: Plain) => {
    const digest = digestOf(key);
    const root = rootOf(version, seen?.__dystore__, shardCount);
    commit(key, seen, { ...graph, items: [], __dystore__: root });
    for (const [ordinal, element] of (graph["items"] as readonly Plain[]).entries()) {
      const shardKey = shardKeyOf(digest, version, ordinal);
      const text = JSON.stringify(shardOf(shardKey, key, version, ordinal, element));
      if (seen === undefined) putShard.run(shardKey, text);
      else replaceShard.run(shardKey, text, shardKeyOf(digest, seen.__dystore__.version, ordinal));
    }
  });
  const readShards = (digest: string, version: string): unknown[] => {
    const keys = Array.from({ length: shardCount }, (_, ordinal) => shardKeyOf(digest, version, ordinal));
    return (getShards.get(...keys) as string[]).map((text) => {
      const { IDX: _key, __dystore__: _metadata, ...element } = JSON.parse(text);
      return element;
    });
  };
  return {
    put(key, document) {
      const seen = read(key);
      commit(key, seen, { ...document, __dystore__: rootOf(newVersion(), seen?.__dystore__) });
    },
    putGraph: (key, graph) => commitGraph.immediate(key, read(key), newVersion(), graph),
    get(key) {
      const { __dystore__: _metadata, ...document } = read(key) ?? { __dystore__: undefined };
      return document;
    },
    getGraph(key) {
      const { __dystore__: metadata, ...graph } = read(key) ?? { __dystore__: undefined };
      return metadata && { ...graph, items: readShards(digestOf(key), metadata.version) };
    },
    close: () => void database.close(),
  };
}

/** In memory, without shards: items in a Map, that nobody else can change. */
export function memoryByHand(clone: (document: Plain) => Plain): Pick<ByHand, "put" | "get"> {
  const items = new Map<string, { readonly document: Plain; readonly root: Root }>();
  return {
    put(key, document) {
      const seen = items.get(key)?.root;
      const root = rootOf(newVersion(), seen);
      const copy = clone(document);
      if (items.get(key)?.root.version !== seen?.version) throw new Error("somebody else was faster");
      items.set(key, { document: copy, root });
    },
    get: (key) => clone(items.get(key)?.document ?? {}),
  };
}

function rootOf(version: string, seen: Root | undefined, shards = 0): Root {
  const written = Date.now();
  return {
    kind: "root",
    format: 1,
    version,
    written,
    past: seen === undefined ? [] : [seen.version, ...seen.past].slice(0, 8),
    ...(shards > 0 && {
      versions: [version],
      places: [{ table: "Items", key: "IDX", type: "string", runs: [0, 0, shards] }],
    }),
    private: {
      created: seen?.private.created ?? written,
      ownKey: true,
      ...(shards > 0 && { layout, shards: JSON.stringify([[0, -1, ["items"], 0, 0, 0, 2, shards]]) }),
    },
  } as Root;
}

function shardOf(shardKey: string, key: string, version: string, ordinal: number, element: Plain): object {
  return {
    IDX: shardKey,
    ...element,
    __dystore__: {
      kind: "shard",
      format: 1,
      version,
      ordinal,
      written: Date.now(),
      root: { table: "Documents", key },
      private: { path: '["items",0]' },
    },
  };
}

function digestOf(key: string): string {
  return hash("sha256", JSON.stringify([null, "Documents", `s${key}`]), "base64url").slice(0, 22);
}

function shardKeyOf(digest: string, version: string, ordinal: number): string {
  return `${digest}.${version}.${ordinal.toString(36)}`;
}

const pool = Buffer.alloc(16 * 256);
let used = pool.length;

function newVersion(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.toString("base64url", used - 16, used);
}
