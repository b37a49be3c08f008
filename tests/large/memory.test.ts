import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SubjectName, subject } from "./programs/subjects.ts";

/** Minutes of work, and processes of some hundred MB: for `npm run prove` only. */
const whenProving = describe.skipIf(process.env.DYSTORE_PROVE !== "1");
const timeout = 600_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dystore-large-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const programs = {
  graph: fileURLToPath(new URL("programs/graph.ts", import.meta.url)),
  stream: fileURLToPath(new URL("programs/stream.ts", import.meta.url)),
};

/** Runs a program in a process of its own, with flags of V8's, and gives what it prints. */
async function run<Printed>(name: keyof typeof programs, flags: string, ...args: string[]): Promise<Printed> {
  const options = flags === "" ? [] : flags.split(" ");
  const parameters = [...options, "--conditions=@dystore/source", programs[name], ...args];
  return JSON.parse((await promisify(execFile)(process.execPath, parameters)).stdout) as Printed;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/**
 * Left alone, V8 takes memory because the machine has it: up to 96 MB for new objects, and old ones may double before it looks for
 * garbage. What a program *needs* shows where V8 is told to be sparing. Under these flags all bounds hold; with V8's defaults those of
 * reading, and of writing 100,000 shards. All figures are printed, and stand in docs/performance.md.
 */
const sparing = "--max-semi-space-size=1 --optimize-for-size";
const defaults = "";

interface Multiples {
  readonly write: number;
  readonly read: number;
}

/** By how many times its JSON's bytes processes that write or read an object grow larger than one that only has it. */
async function multiples(name: SubjectName, flags: string): Promise<Multiples> {
  const file = join(folder, "graph.db");
  const peakOf = async (job: string) => (await run<{ peak: number }>("graph", flags, job, name, file)).peak;
  const held = await peakOf("hold");
  const written = await peakOf("write");
  const read = await peakOf("read");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  const bytes = Buffer.byteLength(JSON.stringify(subject(name).load()));
  const found = { write: (written - held) / bytes, read: (read - held) / bytes };
  const words = Object.entries(found).map(([job, times]) => `${job} ${times.toFixed(1)}x`);
  console.log(
    `${name}, ${megabytes(bytes)}, ${flags || "defaults"}: ${words.join(", ")} of its JSON beyond holding it`,
  );
  return found;
}

whenProving("memory that a large graph takes, beyond what holding it takes", { timeout }, () => {
  for (const name of ["document", "100000 shards"] as const) {
    test(`${name}: written with 3x its JSON and read with 5x, with ${sparing}`, async () => {
      const { write, read } = await multiples(name, sparing);
      expect(write).toBeLessThan(3);
      expect(read).toBeLessThan(5);
    });
  }

  test("document: read with 5x its JSON, with V8's defaults", async () => {
    expect((await multiples("document", defaults)).read).toBeLessThan(5);
  });

  test("100000 shards: written with 3x its JSON and read with 5x, with V8's defaults", async () => {
    const { write, read } = await multiples("100000 shards", defaults);
    expect(write).toBeLessThan(3);
    expect(read).toBeLessThan(5);
  });
});

interface Streamed {
  readonly bytes: number;
  readonly digest: string;
  readonly growth: number;
}

whenProving("a stream of 500 MB", { timeout }, () => {
  const stream = async (kind: string, flags: string): Promise<readonly [Streamed, Streamed]> => {
    const file = join(folder, `${kind}.db`);
    const written = await run<Streamed>("stream", flags, "write", kind, file);
    const read = await run<Streamed>("stream", flags, "read", kind, file);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
    const words = `written growing by ${megabytes(written.growth)}, read growing by ${megabytes(read.growth)}`;
    console.log(`a ${kind} of ${megabytes(written.bytes)}, ${flags || "defaults"}: ${words}`);
    expect([read.bytes, read.digest]).toEqual([written.bytes, written.digest]);
    return [written, read];
  };

  for (const kind of ["list", "binary"]) {
    test(`comes back as it was, the process growing by less than 100 MB, as a ${kind}, with ${sparing}`, async () => {
      for (const { bytes, growth } of await stream(kind, sparing)) {
        expect(bytes).toBeGreaterThanOrEqual(500_000_000);
        expect(growth).toBeLessThan(100_000_000);
      }
    });

    test(`comes back as it was, as a ${kind}, with V8's defaults`, async () => {
      await stream(kind, defaults);
    });
  }
});
