/**
 * Writes or reads a long stream, and prints its bytes, its digest and by how much the process grew: `stream.ts <write | read> <list |
 * binary> <file>`.
 */
import { createHash } from "node:crypto";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import { DyStore } from "@dystore/core";
import { peakBytes } from "./peak.ts";
import { element } from "./subjects.ts";

const length = 500_000_000;
const pieceLength = 64 * 1024;

const [job = "", kind = "", file = ""] = process.argv.slice(2);
const as = kind === "list" ? "list" : "binary";

const digest = createHash("sha256");
let bytes = 0;

/** Takes account of an element or a piece. */
function pass(one: unknown): void {
  const content = one instanceof Uint8Array ? one : JSON.stringify(one);
  bytes += content.length;
  digest.update(content);
}

function* elements(): Generator<object> {
  for (let index = 0; bytes < length; index++) {
    const one = element(index);
    pass(one);
    yield one;
  }
}

/** Pieces of bytes no two of which are the same. */
function* pieces(): Generator<Uint8Array> {
  for (let index = 0; bytes < length; index++) {
    const piece = new Uint8Array(Math.min(pieceLength, length - bytes)).fill(index);
    new DataView(piece.buffer).setUint32(0, index);
    pass(piece);
    yield piece;
  }
}

const adapter = sqliteAdapter({ file, synchronous: "normal" });
const store = new DyStore<object>({ adapter, table: "Streams", primaryKey: "ID" });
await store.createTables();
if (job === "write") await store.write({}, { primaryKey: kind });

const before = process.memoryUsage.rss();
if (job === "write") await store.writeStream(kind, "$.long", as === "list" ? elements() : pieces(), { as });
else for await (const one of store.readStream(kind, "$.long")) pass(one);
const growth = peakBytes() - before;

await adapter.close();
console.log(JSON.stringify({ bytes, digest: digest.digest("hex"), growth }));
