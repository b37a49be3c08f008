/**
 * Writes and reads graphs of so many shards of about 1 KB, each in a fresh SQLite file, and prints what each run took a
 * shard as JSON: `program.ts <shards> <runs>`. In a process of its own, so that no size meets what another one left on the heap.
 */
import { DyStore } from "@dystore/core";
import { document } from "../document.ts";
import { adapterOn, folder } from "../sqlite-file.ts";

const [count = 0, runs = 0] = process.argv.slice(2).map(Number);
/** So many shards are written and read before anything is measured, whatever the size of a graph: the code is compiled then. */
const warmUpShards = 10_000;

const items = Array.from({ length: count }, (_, index) => {
  const { ID: _id, __dystore__: _metadata, ...element } = document(index);
  return element;
});
const shards = [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }];

/** Microseconds a shard, of processor time in all threads: a long run meets what else the machine does more surely than a short one. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

async function run(): Promise<{ readonly write: number; readonly read: number }> {
  const files = folder();
  const adapter = adapterOn(files.file("large.db"));
  const store = new DyStore<{ items: unknown }>({ adapter, table: "Large", primaryKey: "ID", shards });
  await store.createTables();
  const write = await timed(() => store.write({ items }, { primaryKey: "large" }));
  const read = await timed(() => store.read("large"));
  await adapter.close();
  files.remove();
  return { write, read };
}

for (let written = 0; written < warmUpShards; written += count) await run();
const times: Awaited<ReturnType<typeof run>>[] = [];
for (let index = 0; index < runs; index++) times.push(await run());
console.log(JSON.stringify(times));
