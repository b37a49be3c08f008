import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ConformanceOptions,
  crashConformance,
  fileProgress,
  lostAnswerConformance,
  type Progress,
} from "@dystore/conformance";

const layouts = ["tables", "sorted", "collection"] as const;

/** Runs both grids of faults on an adapter, in all layouts. Interrupted, the next run of the same code goes on where this one stopped. */
export function faultGrids(options: ConformanceOptions & { readonly name: string }): void {
  const { name } = options;
  const progress = progressOf(name, 2 * layouts.length);
  for (const layout of layouts) {
    crashConformance({ ...options, layout, progress, name: `crashes on ${name}` });
    lostAnswerConformance({ ...options, layout, progress, name: `lost answers on ${name}` });
  }
}

function progressOf(name: string, grids: number): Progress {
  const sources = globSync(fileURLToPath(new URL("../../packages/*/src/**/*.ts", import.meta.url))).sort();
  const hash = createHash("sha256");
  for (const source of sources) hash.update(readFileSync(source));
  return fileProgress(join(tmpdir(), `dystore-faults-${name}-${hash.digest("hex").slice(0, 16)}.json`), grids);
}
