/**
 * Runs benchmarks and prints each contender's median and its ratio to the first: `npm run bench` at the root, or here
 * `npm run bench -- [--samples 200] [--json results.json] [word ...]`, where words choose benchmarks by their names.
 * `npm run bench -- large` alone measures how graphs of up to 100,000 shards grow, and draws `docs/large.svg`.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Benchmark, Result } from "./src/benchmark.ts";
import { measureLarge } from "./src/large/large.ts";
import { measure } from "./src/measure.ts";
import { table } from "./src/report.ts";

const { values, positionals } = parseArgs({
  options: { samples: { type: "string", default: "200" }, json: { type: "string" } },
  allowPositionals: true,
});

// Not beside the others, which take a file's worth of jobs each: this one takes minutes, and changes a document.
const isLarge = positionals.length === 1 && positionals[0] === "large";
if (isLarge) await measureLarge();

const files = readdirSync(new URL("src/", import.meta.url)).filter((name) => name.endsWith(".bench.ts"));
const results: Result[] = [];
for (const file of isLarge ? [] : files.sort()) {
  const { benchmarks } = (await import(`./src/${file}`)) as { readonly benchmarks: readonly Benchmark[] };
  for (const benchmark of benchmarks) {
    if (!positionals.every((word) => benchmark.name.includes(word))) continue;
    const measured = await measure(benchmark, Number(values.samples));
    console.log(`${benchmark.name}\n${table(measured)}\n`);
    results.push(...measured);
  }
}
if (values.json !== undefined) {
  const run = { date: new Date().toISOString(), node: process.version, samples: Number(values.samples), results };
  writeFileSync(values.json, `${JSON.stringify(run, null, 2)}\n`);
}
