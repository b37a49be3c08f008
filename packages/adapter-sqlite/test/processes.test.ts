import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Table } from "@dystore/core/adapter";
import { expect, test } from "vitest";
import { opened, temporaryFile } from "./temporary-folder.ts";

const program = fileURLToPath(new URL("programs/count-up.ts", import.meta.url));
const table: Table = { name: "Counters", partitionKey: { name: "ID", type: "string" } };
const names = ["one", "two", "three"];
const times = 150;

/** Runs a process of its own that counts up, and gives how often it was too late. */
async function countUp(file: string, name: string): Promise<number> {
  const args = ["--conditions=@dystore/source", program, file, name, String(times)];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

test("Processes that make one file at once and write to it lose none of each other's updates", {
  timeout: 60_000,
}, async () => {
  const file = temporaryFile();
  await Promise.all(names.map((name) => countUp(file, name)));
  const adapter = opened({ file });
  const total = names.length * times;
  const [counter] = await adapter.get([{ table, partition: "counter" }], { consistent: true }, {});
  expect(counter?.["version"]).toBe(String(total));
  let items = 0;
  for await (const page of adapter.scan({ table }, {})) items += page.length;
  expect(items).toBe(total + 1);
});
