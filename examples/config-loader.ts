/**
 * Hooks that decide per object (its key, whether metadata comes with it), and a store that is opened with
 * nothing but a table's name and key: the layout of each graph is stored with it.
 *
 *   npm run --workspace examples config-loader
 */
import { createHash } from "node:crypto";
import { type ConfigLoader, DyStore, isDyStoreError } from "@dystore/core";
import { sqliteFile } from "./src/database.ts";

interface User {
  email: string;
  name: string;
  devices: { kind: string; since: Date }[];
}

// The same e-mail address always gives the same key: writing somebody twice replaces, and never duplicates.
const keyFromEmail: ConfigLoader = {
  generatePrimaryKey: ({ data }) => {
    const { email } = data as User;
    return createHash("sha256").update(email.toLowerCase()).digest("hex").slice(0, 16);
  },
};

const database = await sqliteFile();
try {
  const { adapter } = database;
  const users = new DyStore<User>({
    adapter,
    table: "Users",
    primaryKey: "ID",
    shards: [{ path: "$.devices[*]", table: "Devices", primaryKey: "IDX" }],
    configLoader: keyFromEmail,
  });
  await users.createTables();
  const devices = [
    { kind: "phone", since: new Date("2025-03-01") },
    { kind: "laptop", since: new Date("2026-01-15") },
  ];
  const key = await users.write({ email: "ada@example.com", name: "Ada", devices });
  const again = await users.write({ email: "Ada@Example.com", name: "Ada L.", devices });
  console.log("the same key twice:", key === again, key);

  // Hooks given to a call win over the store's: here everything read carries its key and its metadata, and may be
  // written back as it is.
  const keepMetadata: ConfigLoader = { keepMetadata: () => true };
  const kept = await users.read(key, { configLoader: keepMetadata });
  console.log("with metadata:", Object.keys(kept ?? {}).sort());
  if (kept !== undefined) await users.write({ ...kept, name: "Ada Lovelace" }, { configLoader: keepMetadata });

  // A store that knows no layout reads, changes and deletes the graph all the same.
  const bare = new DyStore<User>({ adapter, table: "Users", primaryKey: "ID" });
  console.log("the second device:", await bare.readPath(key, "$.devices[1].kind"));
  const layout = (await bare.metadata(key))?.layout;
  console.log("the stored layout:", JSON.stringify(layout));

  // Only what it writes anew would be one item. With the stored layout it writes as the first store does.
  if (layout !== undefined) {
    const same = new DyStore<User>({ adapter, ...layout });
    await same.deletePath(key, "$.devices[0]");
    console.log("after deletePath $.devices[0]:", await same.readPath(key, "$.devices[*].kind"));
  }

  try {
    await users.write({ email: "eve@example.com", name: "Eve", devices: [], ID: "another" } as User, {
      primaryKey: "eve",
    });
  } catch (error) {
    if (!isDyStoreError(error, "INVALID")) throw error;
    console.log("two keys for one graph:", error.code);
  }
} finally {
  await database.remove();
}
