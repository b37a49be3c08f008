import { inspect } from "node:util";
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { sqliteAdapter } from "@dystore/adapter-sqlite";
import { DyStore, formatPlan, transact } from "@dystore/core";
import { type Adapter, encodeItem } from "@dystore/core/adapter";
import { encrypt, rawKeyring } from "@dystore/crypto";
import { describe, expect, test, vi } from "vitest";
import { localEndpoint, onDynamodb } from "../dynamodb/local.ts";
import { sqliteFiles } from "./sqlite-files.ts";

vi.setConfig({ testTimeout: 120_000 });

// Unlike anything else, so that each of them is found wherever it stands.
const secret = "zq7secretzq7";
const keys = { main: Buffer.from("zq7keyzq7".repeat(4)).subarray(0, 32), other: new Uint8Array(32).fill(9) };

const graph = (age: number) => ({
  name: `${secret} name ${age}`,
  [`${secret}-attribute`]: 1,
  location: { city: `${secret} é city`, [`${secret}-member`]: new Map([[`${secret}-key`, true]]) },
  birth: new Date("1992-02-12T11:22:33.456Z"),
  number: 7391824650173,
  notes: Array.from({ length: 30 }, (_, n) => ({ text: `${secret} note ${n} ${age}` })),
  bytes: Buffer.from(`${secret} bytes`),
  long: `${secret} long `.repeat(30_000),
});

const traces = [
  secret,
  Buffer.from(secret).toString("base64").slice(0, 15),
  "1992-02-12",
  "7391824650173",
  "zq7keyzq7",
];

/** Writes, changes, deletes and fails in every way; returns all that was said meanwhile. */
async function run(bare: Adapter, table: string): Promise<string> {
  const said: unknown[] = [];
  const encrypted = (key: keyof typeof keys) => {
    const keyring = rawKeyring({ current: "main", keys: { main: keys[key] } });
    const adapter = encrypt({ keyring, paths: "all", context: "plain" })(bare);
    const shards = [{ path: "$.notes[*]", table: `${table}-notes`, primaryKey: "IDX" }];
    return new DyStore({ adapter, table, primaryKey: "ID", shards, observe: (event) => said.push(event) });
  };
  const store = encrypted("main");
  await store.createTables();
  const fails = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => said.push(error, String(error)),
    );
  for (const age of [1, 2]) await store.write(graph(age), { primaryKey: "k" });
  await store.writePath("k", "location.city", `${secret} city 2`);
  await store.writePath("k", "notes[3].text", `${secret} note 2`);
  await store.deletePath("k", "notes[5]");
  await store.update("k", (current) => ({ ...current, name: `${secret} name 3` }));
  await store.writeStream("k", "$.stream", [`${secret} 1`, `${secret} 2`]);
  await store.touch("k", new Date(Date.now() + 3_600_000));
  await transact([store.operation({ kind: "writePath", key: "k", path: "name", value: `${secret} name 4` })]);
  for (const operation of [
    { kind: "read", key: "k" },
    { kind: "writePath", key: "k", path: "notes[3].text", value: secret },
    { kind: "write", data: graph(3), primaryKey: "k" },
  ] as const) {
    const plan = await store.explain(operation);
    said.push(plan, formatPlan(plan));
  }
  await store.write(graph(5), { primaryKey: "gone" });
  await store.delete("gone");
  await fails(store.write(graph(6), { primaryKey: "k", ifAbsent: true }));
  await fails(store.write({ ...graph(6), bad: Number.NaN }));
  await fails(store.write({ ...graph(6), bad: [() => secret] }));
  await fails(encrypted("other").read("k"));
  await fails(encrypted("other").writePath("k", "name", secret));
  await fails(new DyStore({ adapter: bare, table, primaryKey: "ID" }).read("k"));
  said.push(await encrypted("other").verify("k"), await store.verify("k"), await store.sweep());
  expect((await store.read("k"))?.["name"]).toBe(`${secret} name 4`);
  expect(said.length).toBeGreaterThan(30);
  return inspect(said, { depth: 20, maxStringLength: null, maxArrayLength: null, showHidden: true });
}

describe("nothing secret stands in plain", () => {
  const files = sqliteFiles();

  test("in an SQLite file, its WAL, and all that was said", async () => {
    const bare = sqliteAdapter({ file: files.file });
    const said = await run(bare, "people");
    const bytes = files.bytes();
    await bare.close();
    const closed = files.bytes();
    expect(bytes.length).toBeGreaterThan(500_000);
    // The search finds what is there.
    expect(bytes.includes("__dystore_sealed__")).toBe(true);
    for (const trace of traces) {
      expect([bytes.includes(trace), closed.includes(trace), said.includes(trace)], trace).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  onDynamodb("on DynamoDB Local", () => {
    // Slow there: `npm run prove` runs it.
    test.runIf(process.env["DYSTORE_PROVE"] === "1")("in any item, and all that was said", async () => {
      const bare = dynamodbAdapter({ endpoint: localEndpoint() });
      const table = `dystore-plain-${Date.now()}`;
      const said = await run(bare, table);
      const stored: string[] = [];
      for (const [name, key] of [
        [table, "ID"],
        [`${table}-notes`, "IDX"],
      ] as const) {
        const of = { name, partitionKey: { name: key, type: "string" } } as const;
        for await (const page of bare.scan({ table: of }, {})) stored.push(...page.map(encodeItem));
      }
      await bare.close();
      expect(stored.length).toBeGreaterThan(30);
      for (const trace of traces) {
        expect([stored.some((text) => text.includes(trace)), said.includes(trace)], trace).toEqual([false, false]);
      }
    });
  });
});
