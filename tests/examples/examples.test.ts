import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../docs/find-examples.ts";

/** Runs a program of examples/ as `npm run` does. */
function run(program: string, ...args: string[]) {
  // Node 22 warns of running TypeScript.
  const flags = ["--conditions=@dystore/source", "--disable-warning=ExperimentalWarning"];
  const command = [...flags, join(root, "examples", program), ...args];
  return spawnSync(process.execPath, command, { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
}

test("concurrency.ts loses no change", { timeout: 60_000 }, () => {
  const { stdout, stderr, status } = run("concurrency.ts");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout.replace(/ \(with(out)? retries\)/, "")).toBe(`two claims of one key: [ 'fulfilled', 'rejected' ]
three changes at once: {
  owner: 'Ada Lovelace',
  balance: 0,
  settings: { theme: 'dark', language: 'de' }
}
three deposits of 10: 30
the old form: CONFLICT
the owner: Countess of Lovelace
`);
});

test("types-and-schema.ts gets every type back", { timeout: 60_000 }, () => {
  const { stdout, stderr, status } = run("types-and-schema.ts");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout).toBe(`the schema trimmed it: "Grace"
a Date: 2026-01-01T12:00:00.000Z
a class of our own: true 1234567890123456789.99 EUR
a Map with a Set in it: true
a bigint and bytes: 1180591620717411303424n Uint8Array(3) [ 1, 2, 3 ]
VALIDATION at $.customer and $.lines.tea.quantity
`);
});

test("objects.ts gets instances back, and what older versions of a class stored", { timeout: 60_000 }, () => {
  const { stdout, stderr, status } = run("objects.ts");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout).toBe(`loaded: Billie Lady in Satin 203
as plain data: [[{"title":"I'm a Fool to Want You","seconds":203}]]
saved since it was loaded: CONFLICT
VALIDATION at $.albums[1].name and $.albums[1].tracks[0].title
migrated: Simone true
deleted: true true
`);
});

test("config-loader.ts chooses keys, keeps metadata and opens a stored layout", { timeout: 60_000 }, () => {
  const { stdout, stderr, status } = run("config-loader.ts");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout).toBe(`the same key twice: true b5fc85e55755f9e0
with metadata: [ 'ID', '__dystore__', 'devices', 'email', 'name' ]
the second device: [ 'laptop' ]
the stored layout: {"table":"Users","primaryKey":"ID","shards":[{"path":"$.devices[*]","table":"Devices","primaryKey":"IDX"}]}
after deletePath $.devices[0]: [ 'laptop' ]
two keys for one graph: INVALID
`);
});

test("demo.ts finds everything as it was written, and leaves nothing", { timeout: 60_000 }, () => {
  const { stdout, stderr, status } = run("demo.ts");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout).toContain("Items per table: Root 0, Shard1 0, Shard2 0, Shard3 0\n");
  expect(stdout).toContain("Items per table: Documents 0, Interfaces 0, Browsers 0, Features 0\n");
  expect(stdout).toMatch(/\nEvery comparison held\.\n$/);
});
