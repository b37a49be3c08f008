import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore } from "@dystore/core";
import { expect, test, vi } from "vitest";
import { encrypt, passphraseKeyring } from "../src/index.ts";

const shortage = vi.hoisted(() => ({ failures: 0 }));

// scrypt fails where memory is short, which nothing else can bring about here.
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  const scrypt = (...args: Parameters<typeof crypto.scrypt>) => {
    if (shortage.failures === 0) return crypto.scrypt(...args);
    shortage.failures--;
    args[4](new Error("memory limit exceeded"), Buffer.alloc(0));
  };
  return { ...crypto, scrypt };
});

test("a passphrase's key that could not be derived is derived by the next operation", async () => {
  const options = { current: "a", passphrases: { a: "correct horse" }, salt: new Uint8Array(16), cost: 2 ** 14 };
  const adapter = encrypt({ keyring: passphraseKeyring(options), paths: "all", context: "tests" })(memoryAdapter());
  const store = new DyStore({ adapter, table: "Root", primaryKey: "ID" });
  await store.createTables();
  shortage.failures = 1;
  await expect(store.write({ a: 1 }, { primaryKey: "k" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await store.write({ a: 1 }, { primaryKey: "k" });
  expect(await store.read("k")).toEqual({ a: 1 });
});
