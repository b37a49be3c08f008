import { expect, test } from "vitest";
import { type Keyring, rawKeyring, type SuiteName } from "../src/index.ts";
import { keyOfByte, open, tables } from "./scene.ts";

const keys = { a: keyOfByte(1), b: keyOfByte(2) };

/** The names of all keys and the bytes of all blobs of an item. */
function blobsOf(item: unknown): readonly number[] {
  const { blobs } = (item as { __dystore_sealed__: { blobs: readonly [unknown, Uint8Array][] } }).__dystore_sealed__;
  return blobs.map(([, sealed]) => sealed.length);
}

test("a keyring that goes over to another key while it fetches one loses no secret, nor mistakes its key", async () => {
  const held = rawKeyring({ current: "a", keys });
  for (const [before, after] of [
    ["a", "b"],
    ["b", "a"],
  ] as const) {
    let current: string = before;
    const keyring: Keyring = {
      names: held.names,
      get current() {
        return current;
      },
      async key(name) {
        current = after;
        return held.key(name);
      },
    };
    const configLoader = { loadKey: ({ path }: { path: string }) => (path === "shown" ? undefined : "a") };
    const { store, bare } = await open({ keyring, paths: "loader" }, { configLoader });
    const data = { mine: "secret of a", shown: "shown", list: ["x", "y"] };
    current = before;
    const key = await store.write(data, { primaryKey: "k" });
    expect(await store.read(key), before).toEqual(data);
    const [root] = await bare.get([{ table: tables[0] as (typeof tables)[number], partition: "k" }], {}, {});
    const [first = 0] = blobsOf(root);
    // Under a key that is not the current one they have a blob of their own, and that holds them.
    expect(blobsOf(root)).toHaveLength(before === "a" ? 1 : 2);
    expect(first).toBeGreaterThan("secret of a".length + 16);
  }
});

const suites: readonly SuiteName[] = ["aes-256-gcm", "aes-128-cbc-hmac-sha-256"];

test.each(suites)("however a loader divides an item among keys, storedBytes is not exceeded: %s", async (suite) => {
  const [table] = tables as [(typeof tables)[number]];
  const { sealed, bare } = await open({ keyring: rawKeyring({ current: "a", keys }), paths: "loader", suite });
  const context = { loadKey: ({ path }: { path: string }) => (path === "x" ? "b" : "a") };
  for (let x = 0; x < 16; x++) {
    for (let y = 0; y < 16; y++) {
      const item = { ID: "k", x: "x".repeat(x), y: "y".repeat(y) };
      const most = sealed.storedBytes(table, item);
      await sealed.write([{ kind: "put", table, item }], { atomic: false }, context);
      const [stored] = await bare.get([{ table, partition: "k" }], {}, {});
      const bytes = bare.storedBytes(table, stored ?? {});
      expect([bytes <= most, most - bytes <= 48], `${x} ${y}: ${bytes} of ${most}`).toEqual([true, true]);
    }
  }
});
