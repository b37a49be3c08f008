import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore, type DyStoreOptions } from "@dystore/core";
import { type Adapter, encodeItem, type Item, type Table } from "@dystore/core/adapter";
import { type EncryptOptions, encrypt, type Keyring, rawKeyring } from "../src/index.ts";

/** What the graphs of these tests are. */
export type Graph = Record<string, unknown>;

export const keyOfByte = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

export const keyring: Keyring = rawKeyring({ current: "2026", keys: { "2026": keyOfByte(1), alice: keyOfByte(2) } });

const attribute = (name: string) => ({ name, type: "string" }) as const;

export const tables: readonly Table[] = [
  { name: "Root", partitionKey: attribute("ID") },
  { name: "Shards", partitionKey: attribute("IDX") },
];

/** A keyring that counts how often it is asked for each key. */
export function countingKeyring(): { readonly keyring: Keyring; readonly taken: () => Record<string, number> } {
  let calls: Record<string, number> = {};
  const counted: Keyring = {
    ...keyring,
    key(name) {
      calls[name] = (calls[name] ?? 0) + 1;
      return keyring.key(name);
    },
  };
  return {
    keyring: counted,
    taken() {
      const taken = calls;
      calls = {};
      return taken;
    },
  };
}

/** A store behind `encrypt`, and what lies beneath. */
export async function open(
  options: Partial<EncryptOptions> = {},
  setup: Partial<DyStoreOptions<Graph>> = {},
  bare: Adapter = memoryAdapter({ region: "us-east-2" }),
): Promise<{ readonly store: DyStore<Graph>; readonly bare: Adapter; readonly sealed: Adapter }> {
  const sealed = encrypt({ keyring, paths: "all", context: "tests", ...options })(bare);
  const store = storeOn(sealed, setup);
  await store.createTables();
  return { store, bare, sealed };
}

/** A store with one declaration of shards. */
export function storeOn(adapter: Adapter, setup: Partial<DyStoreOptions<Graph>> = {}): DyStore<Graph> {
  const shards = [{ path: "$.notes[*]", table: "Shards", primaryKey: "IDX" }];
  return new DyStore<Graph>({ adapter, table: "Root", primaryKey: "ID", shards, ...setup });
}

/** Everything that is stored. */
export async function stored(bare: Adapter): Promise<{ readonly table: Table; readonly item: Item }[]> {
  const found: { table: Table; item: Item }[] = [];
  for (const table of tables) {
    for await (const page of bare.scan({ table }, {})) found.push(...page.map((item) => ({ table, item })));
  }
  return found;
}

/** Everything that is stored, as text. */
export async function storedText(bare: Adapter): Promise<string> {
  return (await stored(bare)).map(({ item }) => encodeItem(item)).join("\n");
}
