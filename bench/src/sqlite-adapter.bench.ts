import type { Adapter, Condition, Item, Step, Table } from "@dystore/core/adapter";
import type { Benchmark, Contest } from "./benchmark.ts";
import { type Document, document, documentId, documents, documentVersion } from "./document.ts";
import { adapterOn, folder, type RawTable, rawTable } from "./sqlite-file.ts";

const count = 2000;
const graphSize = 11;
const table = Object.freeze<Table>({ name: "Documents", partitionKey: { name: "ID", type: "string" } });
const at = documents(count);

const versionAsSeen: Condition = { kind: "equals", path: ["__dystore__", "version"], value: documentVersion };
const put = (item: Item, condition?: Condition): Step => ({ kind: "put", table, item, if: condition });

/** As many documents as a graph of one root and ten shards has. */
const graphAt = (index: number): readonly Document[] =>
  Array.from({ length: graphSize }, (_, n) => at(index * graphSize + n));

/** The same documents in a file of the adapter's and in one written by hand. */
async function filled(contenders: (raw: RawTable, adapter: Adapter) => Contest["contenders"]): Promise<Contest> {
  const files = folder();
  const raw = rawTable(files.file("raw.db"));
  const adapter = adapterOn(files.file("adapter.db"));
  await adapter.createTable(table, {});
  const all = Array.from({ length: count }, (_, index) => at(index));
  await adapter.write(
    all.map((item) => put(item)),
    { atomic: false },
    {},
  );
  raw.putAll(all);
  return {
    contenders: contenders(raw, adapter),
    async tearDown() {
      raw.close();
      await adapter.close();
      files.remove();
    },
  };
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: "sqlite adapter: replace a document of 1 KB",
    setUp: () =>
      filled((raw, adapter) => [
        { name: "better-sqlite3", run: (index) => raw.put(at(index)) },
        { name: "adapter", run: (index) => adapter.write([put(at(index))], { atomic: false }, {}) },
        {
          name: "adapter, if the version is as seen",
          run: (index) => adapter.write([put(at(index), versionAsSeen)], { atomic: false }, {}),
        },
        {
          name: "adapter, atomic with a token",
          run: (index) => adapter.write([put(at(index))], { atomic: true, token: `token ${index}` }, {}),
        },
      ]),
  },
  {
    name: "sqlite adapter: create a document of 1 KB",
    setUp: () =>
      filled((raw, adapter) => [
        { name: "better-sqlite3", run: (index) => raw.put(document(count + index)) },
        {
          name: "adapter, if absent",
          run: (index) => adapter.write([put(document(count + index), { kind: "absent" })], { atomic: false }, {}),
        },
      ]),
  },
  {
    name: "sqlite adapter: get a document of 1 KB",
    setUp: () =>
      filled((raw, adapter) => [
        { name: "better-sqlite3", run: (index) => raw.get(documentId(index % count)) },
        {
          name: "adapter",
          run: (index) => adapter.get([{ table, partition: documentId(index % count) }], { consistent: true }, {}),
        },
      ]),
  },
  {
    name: "sqlite adapter: put 11 documents",
    batch: 10,
    setUp: () =>
      filled((raw, adapter) => [
        { name: "better-sqlite3", run: (index) => raw.putAll(graphAt(index)) },
        {
          name: "adapter",
          run: (index) =>
            adapter.write(
              graphAt(index).map((item) => put(item)),
              { atomic: false },
              {},
            ),
        },
        {
          name: "adapter, atomic with a token",
          run: (index) =>
            adapter.write(
              graphAt(index).map((item) => put(item)),
              { atomic: true, token: `token ${index}` },
              {},
            ),
        },
      ]),
  },
  {
    name: "sqlite adapter: get 11 documents",
    batch: 10,
    setUp: () =>
      filled((raw, adapter) => {
        const ids = (index: number) => graphAt(index).map(({ ID }) => ID);
        return [
          { name: "better-sqlite3, IN (11)", run: (index) => raw.getAll(ids(index)) },
          { name: "better-sqlite3, 11 gets", run: (index) => ids(index).map((id) => raw.get(id)) },
          {
            name: "adapter",
            run: (index) =>
              adapter.get(
                ids(index).map((partition) => ({ table, partition })),
                { consistent: true },
                {},
              ),
          },
        ];
      }),
  },
];
