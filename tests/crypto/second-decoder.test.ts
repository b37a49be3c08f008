import { readFileSync } from "node:fs";
import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore } from "@dystore/core";
import { encodeItem, type Item } from "@dystore/core/adapter";
import { encrypt, rawKeyring } from "@dystore/crypto";
import { describe, expect, test } from "vitest";
import { canonical, type Json, openSealed, type SealedItem } from "./second-decoder.ts";

interface Vector {
  readonly name: string;
  readonly context: string;
  readonly table: { name: string; region?: string; partitionKey: { name: string }; sortKey?: { name: string } };
  readonly keyring: { readonly [name: string]: string };
  readonly root?: string;
  readonly stored: SealedItem["stored"];
  readonly item?: { [name: string]: Json };
}

const file = new URL("../../packages/crypto/vectors/sealed-1.json", import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(file, "utf8"));

function opened({ stored, context, table, keyring, root }: Vector) {
  const { name, region, partitionKey, sortKey } = table;
  return openSealed({
    stored,
    root: vectors.find((vector) => vector.name === root)?.stored,
    context,
    table: { name, ...(region === undefined ? {} : { region }), keyNames: [partitionKey.name, sortKey?.name ?? ""] },
    keyring: new Map(Object.entries(keyring).map(([key, hex]) => [key, new Uint8Array(Buffer.from(hex, "hex"))])),
  });
}

describe("a decoder written from docs/crypto.md", () => {
  test.each(vectors)("$name", async (vector) => {
    const result = opened(vector);
    if (vector.item === undefined) await expect(result).rejects.toThrow();
    // Order is nothing: neither names nor members of sets have any.
    else expect(canonical(await result)).toEqual(canonical(vector.item));
  });

  test.each(["aes-256-gcm", "aes-128-cbc-hmac-sha-256"] as const)("opens what a store wrote: %s", async (suite) => {
    const key = new Uint8Array(32).fill(5);
    const keyring = rawKeyring({ current: "a", keys: { a: key } });
    const bare = memoryAdapter({ region: "us-east-2" });
    const adapter = encrypt({ keyring, suite, paths: ["list[1]", "name"], context: "second" })(bare);
    const shards = [{ path: "$.notes[*]", table: "Notes", primaryKey: "IDX" }];
    const store = new DyStore({ adapter, table: "Root", primaryKey: "ID", shards });
    await store.createTables();
    await store.write({ name: "Ada", list: [1, "secret", 1e-7, 1e25], notes: [{ text: "x" }] }, { primaryKey: "k" });
    const [root, shard] = await Promise.all(
      store.tables.map(async (table) => {
        const items: Item[] = [];
        for await (const page of bare.scan({ table }, {})) items.push(...page);
        return items.map((item) => JSON.parse(encodeItem(item)))[0];
      }),
    );
    const from = { context: "second", keyring: new Map([["a", key]]) };
    const table = { name: "Root", keyNames: ["ID"] };
    expect(await openSealed({ ...from, stored: root, root: undefined, table })).toMatchObject({
      name: "Ada",
      list: [1, "secret", 1e-7, 1e25],
    });
    const notes = { name: "Notes", keyNames: ["IDX"] };
    expect(await openSealed({ ...from, stored: shard, root, table: notes })).toMatchObject({ text: "x" });
  });

  // Texts are written in several ways, by length and alphabet, and into memory that grows.
  test("opens items of any size and alphabet, in which all is secret or all is shown", async () => {
    const key = new Uint8Array(32).fill(5);
    const keyring = rawKeyring({ current: "a", keys: { a: key } });
    const table = { name: "Items", partitionKey: { name: "ID", type: "string" } } as const;
    const bare = memoryAdapter({ region: "us-east-2" });
    await bare.createTable(table, {});
    const lengths = [0, 1, 15, 16, 17, 64, ...Array.from({ length: 12 }, (_, n) => 7_900 + n * 40), 40_000];
    for (const paths of ["all", []] as const) {
      const adapter = encrypt({ keyring, paths, context: "second" })(bare);
      for (const length of lengths) {
        for (const letter of ["x", "é", "\uffff", "😀"]) {
          const text = letter.repeat(Math.ceil(length / letter.length));
          const name = letter.repeat(Math.ceil(Math.min(length, 1000) / letter.length) + 1);
          const item: Item = { ID: "k", text, [name]: [text, 1, null], set: new Set(["b", letter, "aa"]) };
          await adapter.write([{ kind: "put", table, item }], { atomic: false }, {});
          const [stored] = await bare.get([{ table, partition: "k" }], {}, {});
          const opened = await openSealed({
            stored: JSON.parse(encodeItem(stored ?? {})),
            root: undefined,
            context: "second",
            table: { name: "Items", keyNames: ["ID"] },
            keyring: new Map([["a", key]]),
          });
          expect(Buffer.compare(canonical(opened), canonical(JSON.parse(encodeItem(item))))).toBe(0);
          expect(await adapter.get([{ table, partition: "k" }], {}, {})).toEqual([item]);
        }
      }
    }
  });
});
