import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Curve, drawing } from "./drawing.ts";

/** Graphs, and how often a process writes and reads each. */
const sizes = [
  { shards: 100, runs: 51 },
  { shards: 1000, runs: 15 },
  { shards: 10_000, runs: 5 },
  { shards: 100_000, runs: 2 },
];

/** Processes for each size, in turns: the machine is not as fast at the end of a run as at its beginning. */
const rounds = 3;

/** What a shard may cost at most, in multiples of the least, as graphs grow. */
const bound = 1.5;

type Job = "write" | "read";
type Times = Readonly<Record<Job, number>>;

/** How processor time per shard grows with the number of shards: prints a table and draws `docs/large.svg`. */
export async function measureLarge(): Promise<void> {
  const results = sizes.map(({ shards }) => ({ shards, times: [] as Times[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { shards, runs }] of sizes.entries())
      results[index]?.times.push(...(await measured(shards, runs)));
  }
  const medians = results.map(({ shards, times }) => ({ shards, times: mediansOf(times) }));
  const curves = (["write", "read"] as const).map((job): Curve => {
    const least = Math.min(...medians.map(({ times }) => times[job]));
    return { name: job, points: medians.map(({ shards, times }) => ({ shards, ratio: times[job] / least })) };
  });
  console.log("large: processor time per shard of 1 KB on SQLite, medians, and multiples of the least");
  for (const [index, { shards, times }] of medians.entries()) {
    const figures = curves.map(({ name, points }) => {
      const time = times[name as Job].toFixed(2).padStart(7);
      return `${name} ${time} us  ${points[index]?.ratio.toFixed(2)}x`;
    });
    console.log(`  ${shards.toLocaleString("en").padStart(7)} shards  ${figures.join("   ")}`);
  }
  writeFileSync(new URL("../../../docs/large.svg", import.meta.url), drawing(curves, bound));
}

async function measured(shards: number, runs: number): Promise<readonly Times[]> {
  const program = fileURLToPath(new URL("program.ts", import.meta.url));
  const args = ["--conditions=@dystore/source", program, String(shards), String(runs)];
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout);
}

function mediansOf(times: readonly Times[]): Times {
  const median = (job: Job): number => {
    const sorted = times.map((each) => each[job]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return { write: median("write"), read: median("read") };
}
