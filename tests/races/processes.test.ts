import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { assertLinearizable, type RaceHistory } from "@dystore/conformance";
import { afterAll, expect, test } from "vitest";
import { localEndpoint, onDynamodb } from "../dynamodb/local.ts";

const program = fileURLToPath(new URL("programs/race.ts", import.meta.url));
const proving = process.env.DYSTORE_PROVE === "1";
const folder = mkdtempSync(join(tmpdir(), "dystore-races-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two processes of four clients each. Together they make 1,000 calls. */
const [processes, clients, calls] = [2, 4, 125];

async function raceOfProcesses(kind: string, place: string, seed: number): Promise<RaceHistory> {
  const table = `race-${randomUUID()}`;
  const children = Array.from({ length: processes }, (_, index) => {
    const numbers = [1 + index * 1_000_000, seed * processes + index, clients, calls].map(String);
    return spawn(process.execPath, ["--conditions=@dystore/source", program, kind, place, table, ...numbers]);
  });
  await Promise.all(children.map((child) => once(child.stdout, "data")));
  const histories = children.map(async (child) => {
    child.stdin.write("go\n");
    return historyOf(child);
  });
  return (await Promise.all(histories)).flat();
}

async function historyOf(child: ChildProcessWithoutNullStreams): Promise<RaceHistory> {
  const [printed, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(complaints).toBe("");
  return JSON.parse(printed);
}

const seeds = proving ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1];

test.each(seeds)(
  "Two processes on one SQLite file are strictly serializable: seed %i",
  { timeout: 60_000 },
  async (seed) => {
    const history = await raceOfProcesses("sqlite normal", join(folder, `${seed}.db`), seed);
    expect(history).toHaveLength(processes * clients * calls);
    assertLinearizable(history, `seed ${seed}`);
  },
);

onDynamodb("Two processes on DynamoDB", () => {
  test.runIf(proving).each(seeds)("are strictly serializable: seed %i", { timeout: 600_000 }, async (seed) => {
    assertLinearizable(await raceOfProcesses("dynamodb", localEndpoint(), seed), `seed ${seed}`);
  });
});
