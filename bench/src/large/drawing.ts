/** A job's time per shard at each number of shards, as a multiple of its least. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly shards: number; readonly ratio: number }[];
}

const width = 640;
const height = 320;
const left = 56;
const right = 96;
const top = 24;
const bottom = 48;
const dashes = ["none", "6 4"];

/** Draws curves over a logarithmic axis. Grey and two middle colours are readable on white and on black alike. */
export function drawing(curves: readonly Curve[], bound: number): string {
  const all = curves.flatMap(({ points }) => points);
  const sizes = [...new Set(all.map(({ shards }) => shards))].sort((a, b) => a - b);
  const [least = 1, most = 10] = [sizes[0], sizes.at(-1)];
  const highest = Math.ceil(Math.max(bound, ...all.map(({ ratio }) => ratio)) * 2) / 2;
  const x = (shards: number): number =>
    left + ((width - left - right) * Math.log(shards / least)) / Math.log(most / least);
  const y = (ratio: number): number => height - bottom - ((height - top - bottom) * ratio) / highest;
  const at = (value: number): string => value.toFixed(1);
  const words = curves.map(({ name, points }) => {
    return `${name}: ${points.map(({ shards, ratio }) => `${ratio.toFixed(2)} at ${shards.toLocaleString("en")} shards`).join(", ")}.`;
  });
  const rules = Array.from({ length: Math.floor(highest * 2) + 1 }, (_, index) => index / 2).map((ratio) => [
    `<line class="rule" x1="${left}" x2="${width - right}" y1="${at(y(ratio))}" y2="${at(y(ratio))}"/>`,
    `<text x="${left - 8}" y="${at(y(ratio) + 4)}" text-anchor="end">${ratio}x</text>`,
  ]);
  const ticks = sizes.map((shards) => {
    return `<text x="${at(x(shards))}" y="${height - bottom + 20}" text-anchor="middle">${shards.toLocaleString("en")}</text>`;
  });
  const lines = curves.map(({ name, points }, index) => {
    const last = points.at(-1);
    const path = points.map(({ shards, ratio }) => `${at(x(shards))},${at(y(ratio))}`).join(" ");
    const dots = points.map(({ shards, ratio }) => `<circle cx="${at(x(shards))}" cy="${at(y(ratio))}" r="3.5"/>`);
    // Names of curves that end close to one another stand above and below.
    const label = `<text x="${at(x(most) + 10)}" y="${at(y(last?.ratio ?? 1) + (index === 0 ? -4 : 12))}">${name}</text>`;
    return `<g class="curve${index}"><polyline points="${path}" stroke-dasharray="${dashes[index] ?? "none"}"/>${dots.join("")}${label}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">Processor time per shard on SQLite, by the number of shards</title>
<desc id="desc">As multiples of each curve's least. ${words.join(" ")}</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #808080; }
.rule { stroke: #808080; stroke-opacity: 0.35; }
.bound { stroke: #c0504d; stroke-dasharray: 2 3; }
polyline { fill: none; stroke-width: 2; }
.curve0 polyline { stroke: #2f81c9; } .curve0 circle, .curve0 text { fill: #2f81c9; }
.curve1 polyline { stroke: #d0701f; } .curve1 circle, .curve1 text { fill: #d0701f; }
</style>
${rules.flat().join("\n")}
<line class="bound" x1="${left}" x2="${width - right}" y1="${at(y(bound))}" y2="${at(y(bound))}"/>
${ticks.join("\n")}
<text x="${at((left + width - right) / 2)}" y="${height - 8}" text-anchor="middle">shards of 1 KB</text>
${lines.join("\n")}
</svg>
`;
}
