import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RaceHistory, RaceOperation } from "@dystore/conformance";

const program = fileURLToPath(new URL("programs/victim.ts", import.meta.url));

/** When a victim dies: at a call of its adapter, or once so many lines of it were seen. */
export type Moment = `${"before" | "after"} ${number}` | `line ${number}`;

/** The moment of a seed: of every three, one of each kind. */
export function momentOf(seed: number): Moment {
  const number = 1 + ((seed * 7919) % 97);
  return `${(["line", "before", "after"] as const)[seed % 3] ?? "line"} ${number}`;
}

/**
 * Lets a victim write until the moment has come.
 *
 * @param cache A folder in which victims keep compiled code for those after them.
 * @returns What it told, with calls whose end it did not live to tell.
 */
export async function killed(
  kind: string,
  place: string,
  table: string,
  seed: number,
  cache: string,
): Promise<RaceHistory> {
  const moment = momentOf(seed);
  const args = ["--conditions=@dystore/source", program, kind, place, table, String(seed), moment];
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let complaints = "";
  child.stderr.on("data", (text: Buffer) => {
    complaints += text.toString();
  });
  const clients = new Map<number, RaceOperation[]>();
  let lines = 0;
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) {
    // The last line may be a torn one.
    if (!line.endsWith("]")) break;
    const [client, operation] = JSON.parse(line) as [number, RaceOperation];
    const told = clients.get(client) ?? [];
    const isEnd = told.at(-1)?.calledAt === operation.calledAt;
    clients.set(client, [...(isEnd ? told.slice(0, -1) : told), operation]);
    if (moment === `line ${++lines}`) child.kill("SIGKILL");
  }
  const [, signal] = await ended;
  if (signal !== "SIGKILL") throw new Error(`The victim ended by itself: ${complaints}`);
  return [...clients.values()].flat();
}
