import type { Result } from "./benchmark.ts";

/** Results as a table, a line for each contender. */
export function table(results: readonly Result[]): string {
  const rows = results.map(({ contender, medianUs, ratio }) => [
    contender,
    `${medianUs.toFixed(2)} us`,
    `${ratio.toFixed(2)}x`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name = "", time = "", ratio = ""]) => {
      return `  ${name.padEnd(widths[0] ?? 0)}  ${time.padStart(widths[1] ?? 0)}  ${ratio.padStart(widths[2] ?? 0)}`;
    })
    .join("\n");
}
