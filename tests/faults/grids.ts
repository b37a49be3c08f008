import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ConformanceOptions,
  crashConformance,
  type FaultGridOptions,
  fileProgress,
  lostAnswerConformance,
  type Progress,
} from "@dystore/conformance";

const layouts = ["tables", "sorted", "collection"] as const;

/** Runs both grids of faults on an adapter, in all layouts. Interrupted, the next run of the same code goes on where this one stopped. */
export function faultGrids(options: ConformanceOptions & { readonly name: string }): void {
  const progress = progressOf(options.name, 2 * layouts.length);
  for (const layout of layouts) gridsOf({ ...options, layout, progress });
}

/** Runs both grids of faults. */
export function gridsOf(options: FaultGridOptions & { readonly name: string }): void {
  const { name } = options;
  crashConformance({ ...options, name: `crashes on ${name}` });
  lostAnswerConformance({ ...options, name: `lost answers on ${name}` });
}

/** What is remembered of runs of this very code. @param grids How many share it. */
export function progressOf(name: string, grids: number): Progress {
  const sources = globSync(fileURLToPath(new URL("../../packages/*/src/**/*.ts", import.meta.url))).sort();
  const hash = createHash("sha256");
  for (const source of sources) hash.update(readFileSync(source));
  return fileProgress(join(tmpdir(), `dystore-faults-${name}-${hash.digest("hex").slice(0, 16)}.json`), grids);
}
