/**
 * Does one job with a large graph and prints the most memory that it took: `graph.ts <hold | write | read> <subject> <file>`.
 * `hold` has the object and nothing else: what the others take is to be compared with that.
 */
import { isDeepStrictEqual } from "node:util";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import { peakBytes } from "./peak.ts";
import { key, type Subject, storeOf, subject } from "./subjects.ts";

const jobs = { hold, write, read };

async function hold({ load }: Subject): Promise<object> {
  return load();
}

async function write(graph: Subject, file: string): Promise<object> {
  const data = graph.load();
  const adapter = sqliteAdapter({ file, synchronous: "normal" });
  const store = storeOf(graph, adapter);
  await store.createTables();
  await store.write(data, { primaryKey: key });
  await adapter.close();
  return data;
}

async function read(graph: Subject, file: string): Promise<object> {
  const adapter = sqliteAdapter({ file, synchronous: "normal" });
  const data = await storeOf(graph, adapter).read(key);
  await adapter.close();
  if (data === undefined) throw new Error("there is no graph");
  return data;
}

const [job = "", name = "", file = ""] = process.argv.slice(2);
if (!Object.hasOwn(jobs, job)) throw new Error(`there is no job "${job}"`);
const graph = subject(name);
const data = await jobs[job as keyof typeof jobs](graph, file);
const peak = peakBytes();
// Only now, since comparing takes a second copy.
if (job === "read" && !isDeepStrictEqual(data, graph.load())) throw new Error("what was read is not what was written");
console.log(JSON.stringify({ peak }));
