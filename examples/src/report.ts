import { isDeepStrictEqual } from "node:util";
import type { Plan } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { Count } from "./counting.ts";

/** Prints a heading. */
export function heading(text: string): void {
  console.log(`\n== ${text}`);
}

/** Prints one step: what was done, and what came of it. */
export function step(done: string, result = ""): void {
  console.log(result === "" ? `- ${done}` : `- ${done}: ${result}`);
}

/** Ends the program with an error unless two values are deeply equal. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${what}: not what was expected`);
}

/** A plan in one line. Bytes are said where the plan knows those of every item, intents aside. */
export function summary({ actions, commit, dependentRequests }: Plan): string {
  const kinds = (["get", "put", "delete"] as const).flatMap((kind) => {
    const ofKind = actions.filter(({ action }) => action === kind);
    const sized = ofKind.filter(({ item }) => item !== "intent");
    const bytes = sized.reduce((sum, action) => sum + (action.bytes ?? Number.NaN), 0);
    return ofKind.length === 0
      ? []
      : `${kind} ${counted(ofKind.length, "item")}${bytes > 0 ? ` (${size(bytes)})` : ""}`;
  });
  const mode = commit === "none" ? "nothing to commit" : `${commit} commit`;
  return `${kinds.join(", ")}; ${mode}; ${counted(dependentRequests, "dependent request")}`;
}

/** What an operation cost, in one line. */
export function cost({ calls, gets, puts, deletes, putBytes }: Count): string {
  const parts = [
    ...(gets > 0 ? [counted(gets, "get")] : []),
    ...(puts > 0 ? [`${counted(puts, "put")} (${size(putBytes)})`] : []),
    ...(deletes > 0 ? [counted(deletes, "delete")] : []),
  ];
  return `${counted(calls, "adapter call")} with ${parts.join(", ")}`;
}

/** How many items stand in each table, counted by scanning. */
export async function countItems(
  adapter: Adapter,
  tables: Readonly<Record<string, string>>,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, key] of Object.entries(tables)) {
    let count = 0;
    const table = { name, partitionKey: { name: key, type: "string" as const } };
    for await (const page of adapter.scan({ table, consistent: true }, {})) count += page.length;
    counts[name] = count;
  }
  return counts;
}

/** Counts as words. */
export function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count.toLocaleString("en")}`)
    .join(", ");
}

/** Bytes in the unit that fits; KB = 1,024 bytes, as in DynamoDB's limits. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}
