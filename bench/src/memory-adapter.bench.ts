import { memoryAdapter } from "@dystore/adapter-memory";
import type { Table } from "@dystore/core/adapter";
import type { Benchmark } from "./benchmark.ts";
import { clone } from "./clone.ts";
import { documentId, documents } from "./document.ts";

const count = 2000;
const table = Object.freeze<Table>({ name: "Documents", partitionKey: { name: "ID", type: "string" } });

const at = documents(count);

async function filled() {
  const all = Array.from({ length: count }, (_, index) => at(index));
  const map = new Map(all.map((item) => [item.ID, clone(item)]));
  const adapter = memoryAdapter();
  await adapter.createTable(table, {});
  await adapter.write(
    all.map((item) => ({ kind: "put", table, item })),
    { atomic: false },
    {},
  );
  return { map, adapter };
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: "memory adapter: put a document of 1 KB",
    batch: 200,
    async setUp() {
      const { map, adapter } = await filled();
      return {
        contenders: [
          { name: "Map and clone", run: (index) => void map.set(at(index).ID, clone(at(index))) },
          {
            name: "adapter",
            run: (index) => adapter.write([{ kind: "put", table, item: at(index) }], { atomic: false }, {}),
          },
        ],
      };
    },
  },
  {
    name: "memory adapter: get a document of 1 KB",
    batch: 200,
    async setUp() {
      const { map, adapter } = await filled();
      return {
        contenders: [
          { name: "Map and clone", run: (index) => clone(map.get(documentId(index % count)) ?? null) },
          {
            name: "adapter",
            run: (index) => adapter.get([{ table, partition: documentId(index % count) }], { consistent: true }, {}),
          },
        ],
      };
    },
  },
];
