import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Curve, drawing } from "./drawing.ts";

/** Graphs, and how often each is written and read. */
const sizes = [
  { shards: 100, runs: 51 },
  { shards: 1000, runs: 21 },
  { shards: 10_000, runs: 11 },
  { shards: 100_000, runs: 5 },
];

/** What a shard may cost at most, in multiples of the least, as graphs grow. */
const bound = 1.5;

type Job = "write" | "read";
type Times = Readonly<Record<Job, number>>;

/** How the time per shard grows with the number of shards: prints a table and draws `docs/large.svg`. */
export async function measureLarge(): Promise<void> {
  const medians: { readonly shards: number; readonly times: Times }[] = [];
  for (const { shards, runs } of sizes) medians.push({ shards, times: await mediansOf(shards, runs) });
  const curves = (["write", "read"] as const).map((job): Curve => {
    const least = Math.min(...medians.map(({ times }) => times[job]));
    return { name: job, points: medians.map(({ shards, times }) => ({ shards, ratio: times[job] / least })) };
  });
  console.log("large: time per shard of 1 KB on SQLite, medians, and multiples of the least");
  for (const [index, { shards, times }] of medians.entries()) {
    const figures = curves.map(({ name, points }) => {
      const time = times[name as Job].toFixed(2).padStart(7);
      return `${name} ${time} us  ${points[index]?.ratio.toFixed(2)}x`;
    });
    console.log(`  ${shards.toLocaleString("en").padStart(7)} shards  ${figures.join("   ")}`);
  }
  writeFileSync(new URL("../../../docs/large.svg", import.meta.url), drawing(curves, bound));
}

async function mediansOf(shards: number, runs: number): Promise<Times> {
  const program = fileURLToPath(new URL("program.ts", import.meta.url));
  const args = ["--conditions=@dystore/source", program, String(shards), String(runs)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const times: readonly Times[] = JSON.parse(stdout);
  const median = (job: Job): number => {
    const sorted = times.map((each) => each[job]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return { write: median("write"), read: median("read") };
}
