import { type PlannedUnits, sum } from "./capacity.ts";
import type { Plan, PlannedAction } from "./plan.ts";

/**
 * A plan as text for people: what it comes to, then round by round the requests and what they do, like things on one line.
 *
 * @example
 * ```ts
 * console.log(formatPlan(await store.explain({ kind: "read", key })));
 * ```
 */
export function formatPlan(plan: Plan): string {
  const { operation, commit, dependentRequests, requests, readBytes, writtenBytes, capacity, accuracy } = plan;
  const lines = [
    `${operation}: ${counted(dependentRequests, "dependent request")} of ${requests} (${commit === "none" ? "reads only" : commit})`,
    `reads ${size(readBytes)}, writes ${size(writtenBytes)}; ${units(capacity)} (${accuracy})`,
  ];
  const rows = plan.rounds.map((_, round) => rowsOf(plan.actions.filter((action) => action.round === round)));
  const widths = rows
    .flat()
    .reduce<number[]>((known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)), []);
  for (const [round, { requests, cleaning }] of plan.rounds.entries()) {
    const names = [...Map.groupBy(requests, ({ request }) => request)].map(([name, { length }]) =>
      length === 1 ? name : `${length} × ${name}`,
    );
    const used = units({
      readUnits: sum(requests.map(({ readUnits }) => readUnits)),
      writeUnits: sum(requests.map(({ writeUnits }) => writeUnits)),
    });
    lines.push("", `${round + 1}. ${names.join(", ")}: ${used}${cleaning ? ", cleaning up" : ""}`);
    for (const row of rows[round] ?? []) {
      lines.push(`   ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
    }
  }
  return lines.join("\n");
}

/** A row for all that a round does alike to items of one kind and table. */
function rowsOf(actions: readonly PlannedAction[]): string[][] {
  const alike = Map.groupBy(actions, ({ action, item, region, table }) =>
    JSON.stringify([action, item, region, table]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const last = group.at(-1) ?? first;
    const known = group.flatMap(({ bytes }) => bytes ?? []);
    const paths = first === last || first.path === last.path ? [first.path] : [first.path, "…", last.path];
    return [
      [
        first.action,
        group.length === 1 ? first.item : `${group.length} ${first.item}s`,
        `${first.table} (${first.region})`,
        known.length === 0 ? "" : size(sum(known)),
        paths.filter((path) => path !== undefined).join(" "),
      ],
    ];
  });
}

function units({ readUnits, writeUnits }: PlannedUnits): string {
  const used = [
    ...(readUnits > 0 ? [counted(readUnits, "read unit")] : []),
    ...(writeUnits > 0 ? [counted(writeUnits, "write unit")] : []),
  ];
  return used.join(", ");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function size(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 1024)} MB`;
}
