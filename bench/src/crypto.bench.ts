import { createCipheriv, createSecretKey, randomBytes } from "node:crypto";
import { DyStore } from "@dystore/core";
import { type Adapter, defineAdapter, dynamodbAtomicWrites, dynamodbLimits, type Item } from "@dystore/core/adapter";
import { encrypt, rawKeyring } from "@dystore/crypto";
import type { Benchmark } from "./benchmark.ts";
import { adapterOn, folder } from "./sqlite-file.ts";

const keyring = rawKeyring({ current: "main", keys: { main: randomBytes(32) } });
const fields = 20;
const names = Array.from({ length: fields }, (_, index) => `field${index}`);

/** A document of about 1 KB with twenty secrets. */
function secretDocument(index: number): Record<string, string> {
  return Object.fromEntries(
    names.map((name, n) => [name, `${index} ${n} some text of a person's own`.padEnd(42, ".")]),
  );
}

/** Takes writes and keeps nothing: what is left is what the middleware costs. */
const nowhere = defineAdapter({
  name: "nowhere",
  capabilities: { region: "us-east-2", manyRegions: true, atomic: dynamodbAtomicWrites, limits: dynamodbLimits },
  get: async (keys) => keys.map(() => undefined),
  write: async () => undefined,
  async *query() {},
  async *scan() {},
  createTable: async () => undefined,
  close: async () => undefined,
});

const table = { name: "Shards", partitionKey: { name: "IDX", type: "string" } } as const;

/** A shard's item as the engine makes it, of one version of one graph. */
function shardItem(index: number): Item {
  return {
    IDX: `mVb0W1RzDk1nqZf9tQ0c2w.1Q2sAo0lIl5mWZcGmV4pxw.${index}`,
    ...secretDocument(index),
    __dystore__: {
      kind: "shard",
      format: 1,
      version: "1Q2sAo0lIl5mWZcGmV4pxw",
      ordinal: index,
      written: 1795382231148,
      root: { table: "Root", key: "a" },
      private: { path: '["items",0]' },
    },
  };
}

/** One field, as the cheapest program would encrypt it: a key object that is kept, a nonce drawn before. */
function encryptField(key: ReturnType<typeof createSecretKey>, nonce: Uint8Array, text: string): unknown {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  return [cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
}

function write(adapter: Adapter, item: Item, context: object): Promise<void> {
  return adapter.write([{ kind: "put", table, item, fresh: true }], { atomic: false }, context);
}

const graphs = Array.from({ length: 200 }, (_, index) => ({
  ID: `graph-${index % 100}`,
  ...secretDocument(index),
  items: Array.from({ length: 10 }, (_, n) => secretDocument(index * 10 + n)),
}));

export const benchmarks: readonly Benchmark[] = [
  {
    name: "crypto: seal an item of 1 KB with 20 secrets",
    batch: 100,
    clock: "cpu",
    setUp() {
      const key = createSecretKey(randomBytes(32));
      const nonce = randomBytes(12);
      const items = Array.from({ length: 500 }, (_, index) => shardItem(index));
      const sealed = encrypt({ keyring, paths: ["items[*].*"], context: "bench" })(nowhere);
      const itemAt = (index: number): Item => items[index % items.length] ?? {};
      const operation = {};
      return {
        contenders: [
          { name: "one field, node:crypto", run: (index) => encryptField(key, nonce, String(itemAt(index)["field7"])) },
          { name: "adapter.write, plain", run: (index) => write(nowhere, itemAt(index), { operation }) },
          { name: "adapter.write, sealed", run: (index) => write(sealed, itemAt(index), { operation }) },
        ],
      };
    },
  },
  {
    name: "crypto on sqlite: replace a graph of 1 + 10",
    batch: 2,
    clock: "cpu",
    async setUp() {
      const files = folder();
      const stores = await Promise.all(
        [files.file("plain.db"), files.file("sealed.db")].map(async (file, index) => {
          const bare = adapterOn(file);
          const adapter =
            index === 0 ? bare : encrypt({ keyring, paths: [...names, "items[*].*"], context: "bench" })(bare);
          const shards = [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }];
          const store = new DyStore<(typeof graphs)[number]>({ adapter, table: "Documents", primaryKey: "ID", shards });
          await store.createTables();
          for (const graph of graphs.slice(0, 100)) await store.write(graph);
          return { store, adapter };
        }),
      );
      const graphAt = (index: number) => graphs[(index + 100) % graphs.length] as (typeof graphs)[number];
      const [plain, sealed] = stores.map(({ store }) => store);
      return {
        contenders: [
          { name: "store.write, plain", run: (index) => plain?.write(graphAt(index)) },
          { name: "store.write, sealed", run: (index) => sealed?.write(graphAt(index)) },
        ],
        async tearDown() {
          for (const { adapter } of stores) await adapter.close();
          files.remove();
        },
      };
    },
  },
];
