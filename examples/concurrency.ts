/**
 * Several writers, one graph: nothing is lost, and whoever was too late is told.
 *
 *   npm run --workspace examples concurrency
 */
import { DyStore, isDyStoreError, metadata } from "@dystore/core";
import { sqliteFile } from "./src/database.ts";

interface Account {
  owner: string;
  balance: number;
  settings: { theme: string; language: string };
}

const database = await sqliteFile();
try {
  const store = new DyStore<Account>({
    adapter: database.adapter,
    table: "Accounts",
    primaryKey: "ID",
    shards: [{ path: "$.settings", table: "Settings", primaryKey: "IDX" }],
  });
  await store.createTables();
  const account: Account = { owner: "Ada", balance: 0, settings: { theme: "light", language: "en" } };

  // Only one of two can be the first.
  const claims = await Promise.allSettled([
    store.write(account, { primaryKey: "ada", ifAbsent: true }),
    store.write(account, { primaryKey: "ada", ifAbsent: true }),
  ]);
  console.log("two claims of one key:", claims.map(({ status }) => status).sort());

  // Two people change different fields at once, one of them inside a shard: both changes stay.
  await Promise.all([
    store.writePath("ada", "settings.theme", "dark"),
    store.writePath("ada", "settings.language", "de"),
    store.writePath("ada", "owner", "Ada Lovelace"),
  ]);
  console.log("three changes at once:", await store.read("ada"));

  // A new value that depends on the old one: `update` runs its function again where somebody else was faster.
  let runs = 0;
  const deposit = () =>
    store.update("ada", (current) => {
      runs++;
      return { ...current, balance: current.balance + 10 };
    });
  await Promise.all([deposit(), deposit(), deposit()]);
  console.log(
    "three deposits of 10:",
    (await store.readPath("ada", "balance"))[0],
    runs > 3 ? "(with retries)" : "(without retries)",
  );

  // A form that was open for a while: it is saved only if nobody saved meanwhile.
  const form = await store.read("ada");
  if (form === undefined) throw new Error("the account is gone");
  await store.writePath("ada", "owner", "Countess of Lovelace");
  try {
    await store.write({ ...form, owner: "A. Lovelace" }, { primaryKey: "ada", ifVersion: form[metadata].version });
  } catch (error) {
    if (!isDyStoreError(error, "CONFLICT")) throw error;
    console.log("the old form:", error.code);
  }
  console.log("the owner:", (await store.readPath("ada", "owner"))[0]);
} finally {
  await database.remove();
}
