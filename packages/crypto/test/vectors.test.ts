import { readFileSync } from "node:fs";
import { memoryAdapter } from "@dystore/adapter-memory";
import { decodeItem, errorOf, type Item, keyOf, type Table } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { encrypt, rawKeyring } from "../src/index.ts";
import { makeVectors, type Vector } from "./vectors.ts";

const file = new URL("../vectors/sealed-1.json", import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(file, "utf8"));

const itemOf = (json: unknown): Item => decodeItem(JSON.stringify(json));

/** What `encrypt` gives for a stored item. */
async function opened({ table, context, keyring, root, stored }: Vector): Promise<Item | undefined> {
  const bare = memoryAdapter({ region: "us-east-2" });
  const people: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
  const keys = Object.fromEntries(Object.entries(keyring).map(([name, hex]) => [name, Buffer.from(hex, "hex")]));
  const sealed = encrypt({ keyring: rawKeyring({ current: Object.keys(keys)[0] ?? "", keys }), paths: "all", context })(
    bare,
  );
  for (const each of [table, people]) await bare.createTable(each, {}).catch(() => undefined);
  const rootItem = vectors.find(({ name }) => name === root)?.stored;
  const items = rootItem === undefined ? [] : [{ table: people, item: itemOf(rootItem) }];
  for (const each of [...items, { table, item: itemOf(stored) }]) {
    await bare.write([{ kind: "put", ...each }], { atomic: false }, {});
  }
  const operation = {};
  // A store reads the root first.
  await sealed.get([{ table: people, partition: "ada" }], {}, { operation });
  const [item] = await sealed.get([keyOf(itemOf(stored), table)], {}, { operation });
  return item;
}

describe("vectors", () => {
  test("are what is sealed with the same keys and salts", () => {
    expect(makeVectors()).toEqual(vectors);
  });

  test.each(vectors)("$name", async (vector) => {
    const item = await opened(vector);
    if (item === undefined) throw new Error("nothing stands there");
    if (vector.item !== undefined) expect([errorOf(item), item]).toEqual([undefined, itemOf(vector.item)]);
    else expect(errorOf(item)).toMatchObject({ code: "DECRYPTION" });
  });
});
