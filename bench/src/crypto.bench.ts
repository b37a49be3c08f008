import { createCipheriv, createHmac, createSecretKey, randomBytes } from "node:crypto";
import { DyStore } from "@dystore/core";
import {
  type Adapter,
  defineAdapter,
  dynamodbAtomicWrites,
  dynamodbLimits,
  type Item,
  itemMiddleware,
} from "@dystore/core/adapter";
import { encrypt, rawKeyring } from "@dystore/crypto";
import type { Benchmark } from "./benchmark.ts";
import { adapterOn, folder } from "./sqlite-file.ts";

const keyring = rawKeyring({ current: "main", keys: { main: randomBytes(32) } });
const fields = 20;
const names = Array.from({ length: fields }, (_, index) => `field${index}`);

/** A document of about 1 KB with twenty secrets. */
function secretDocument(index: number, length = 42): Record<string, string> {
  return Object.fromEntries(
    names.map((name, n) => [name, `${index} ${n} some text of a person's own`.padEnd(length, ".")]),
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

type Graph = { readonly ID: string; readonly items: readonly object[] };

/** Items of shards as a store hands them to its adapter. */
async function shardItems(): Promise<readonly Item[]> {
  const items: Item[] = [];
  const collecting = itemMiddleware({
    name: "collecting",
    storedBytes: (_table, item, below) => below(item),
    encode: (of, item) => {
      if (of.name === table.name) items.push(item);
      return item;
    },
    decode: (_table, item) => item,
  });
  const shards = [{ path: "$.items[*]", table: table.name, primaryKey: table.partitionKey.name }];
  const store = new DyStore<Graph>({ adapter: collecting(nowhere), table: "Root", primaryKey: "ID", shards });
  for (const ID of ["a", "b", "c", "d", "e"]) {
    await store.write({ ID, items: Array.from({ length: 90 }, (_, index) => secretDocument(index)) });
  }
  return items;
}

/** One field, as the cheapest program would encrypt it: a key object that is kept, a nonce drawn before. */
function encryptField(key: ReturnType<typeof createSecretKey>, nonce: Uint8Array, text: string): unknown {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  return [cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
}

/** What sealing such an item takes of node:crypto, with nothing around it: a key of its own, and one text with what it authenticates. */
function sealBytes(key: ReturnType<typeof createSecretKey>): unknown {
  const okm = createHmac("sha512", key).update(info).digest();
  const options = { authTagLength: 16 };
  const cipher = createCipheriv("aes-256-gcm", createSecretKey(okm.subarray(0, 32)), okm.subarray(32, 44), options);
  cipher.setAAD(authenticated);
  return [cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
}

// As long as those of such an item.
const info = randomBytes(80);
const plaintext = randomBytes(1431);
const authenticated = randomBytes(460);

function write(adapter: Adapter, item: Item, context: object): Promise<void> {
  return adapter.write([{ kind: "put", table, item, fresh: true }], { atomic: false }, context);
}

function makeGraphs(length: number): readonly Graph[] {
  return Array.from({ length: 200 }, (_, index) => ({
    ID: `graph-${index % 100}`,
    ...secretDocument(index, length),
    items: Array.from({ length: 10 }, (_, n) => secretDocument(index * 10 + n, length)),
  }));
}

const graphs = makeGraphs(42);
/** Their rows are as long as those of sealed items: ciphertext stands in SQLite as base64. */
const longGraphs = makeGraphs(42 + 50);

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: "crypto: seal an item of 1 KB with 20 secrets",
    batch: 100,
    clock: "cpu",
    async setUp() {
      const key = createSecretKey(randomBytes(32));
      const graphKey = createSecretKey(randomBytes(64));
      const nonce = randomBytes(12);
      const items = await shardItems();
      // Copies, which nobody vouches for.
      const others = items.map((item) => ({ ...item }));
      const sealed = encrypt({ keyring, paths: ["items[*].*"], context: "bench" })(nowhere);
      const operation = {};
      return {
        contenders: [
          {
            name: "one field, node:crypto",
            run: (index) => encryptField(key, nonce, String(at(items, index)["field7"])),
          },
          { name: "node:crypto of a seal", run: () => sealBytes(graphKey) },
          { name: "adapter.write, plain", run: (index) => write(nowhere, at(items, index), { operation }) },
          { name: "adapter.write, sealed", run: (index) => write(sealed, at(items, index), { operation }) },
          { name: "the same, of others' items", run: (index) => write(sealed, at(others, index), { operation }) },
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
      const open = async (file: string, isSealed: boolean) => {
        const bare = adapterOn(files.file(file));
        const paths = [...names, "items[*].*"];
        const adapter = isSealed ? encrypt({ keyring, paths, context: "bench" })(bare) : bare;
        const shards = [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }];
        const store = new DyStore<Graph>({ adapter, table: "Documents", primaryKey: "ID", shards });
        await store.createTables();
        return { store, adapter };
      };
      const [plain, long, sealed] = [
        await open("plain.db", false),
        await open("long.db", false),
        await open("sealed.db", true),
      ];
      for (let index = 0; index < 100; index++) {
        for (const { store } of [plain, sealed]) await store.write(at(graphs, index));
        await long.store.write(at(longGraphs, index));
      }
      return {
        contenders: [
          { name: "store.write, plain", run: (index) => plain.store.write(at(graphs, index + 100)) },
          { name: "store.write, plain, rows as long", run: (index) => long.store.write(at(longGraphs, index + 100)) },
          { name: "store.write, sealed", run: (index) => sealed.store.write(at(graphs, index + 100)) },
        ],
        async tearDown() {
          for (const { adapter } of [plain, long, sealed]) await adapter.close();
          files.remove();
        },
      };
    },
  },
];
