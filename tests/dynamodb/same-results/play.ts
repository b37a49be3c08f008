import { isDyStoreError } from "@dystore/core/adapter";
import { vi } from "vitest";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { described } from "./described.ts";
import { layouts } from "./layouts.ts";

const itemBytes = 409_600;

/** When a sequence begins. The clock stands still within a command: sizes of items depend on it. */
const start = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

let sequences = 0;

/** How a command ended: `"done"` or an error's code, and its result as text. */
interface Outcome {
  readonly code: string;
  readonly result: string;
}

/**
 * Plays a sequence on all clients, command by command, and then looks at and deletes what it left.
 *
 * @returns How each command ended: `"done"`, or an error's code.
 * @throws where a command's outcomes differ, or an error is none of DyStore's.
 */
export async function play(clients: readonly [Client, ...Client[]], commands: readonly Command[]): Promise<string[]> {
  const sequence = ++sequences;
  for (const client of clients) client.begin(sequence);
  const codes: string[] = [];
  for (const [index, command] of [...commands, ...closing(commands)].entries()) {
    vi.setSystemTime(start + index * 1000);
    const filling = await fillingOf(clients[0], command);
    const [first, ...others] = await Promise.all(clients.map((client) => outcomeOf(client, command, filling)));
    const texts = [first, ...others].map((outcome) => `${outcome?.code} ${outcome?.result}`);
    if (texts.some((text) => text !== texts[0])) throw difference(commands, index, command, clients, texts);
    if (index < commands.length) codes.push(first?.code ?? "");
  }
  return codes;
}

async function outcomeOf(client: Client, command: Command, filling: number): Promise<Outcome> {
  try {
    const result = described(await client.perform(command, filling));
    return { code: "done", result: client.withoutMadeUp(JSON.stringify(result)) };
  } catch (error) {
    if (isDyStoreError(error)) return { code: error.code, result: "" };
    throw new Error(`${command.do} on ${client.adapter.name} throws no DyStoreError.`, { cause: error });
  }
}

/** How long a text must be to fill an item so far. Where the write cannot be planned its length does not matter. */
async function fillingOf(client: Client, command: Command): Promise<number> {
  if (command.do !== "write" || command.fill === undefined) return 0;
  const bytes = await client.bytesBeforeFilling(command).catch(() => itemBytes);
  return Math.max(0, itemBytes - bytes + command.fill.beyond);
}

/** Every graph that the commands may have touched is read, described, and deleted. */
function closing(commands: readonly Command[]): Command[] {
  const tables = new Map(commands.map(({ layout }) => [layouts[layout]?.table, layout]));
  const graphs = [...tables.values()].flatMap((layout) =>
    (["a", "b", "made up", "longest"] as const).map((key) => ({ layout, key })),
  );
  return graphs.flatMap((graph): Command[] => [
    { do: "read", ...graph },
    { do: "metadata", ...graph },
    { do: "explain", of: "delete", ...graph },
    { do: "delete", ...graph },
  ]);
}

function difference(
  commands: readonly Command[],
  index: number,
  command: Command,
  clients: readonly Client[],
  texts: readonly string[],
): Error {
  const results = clients.map(({ adapter }, number) => `${adapter.name}: ${shortened(texts[number] ?? "")}`);
  const what = `Command ${index + 1}, ${shortened(JSON.stringify(command))}, ends differently.`;
  return new Error([what, ...results, `The sequence: ${shortened(JSON.stringify(commands))}`].join("\n"));
}

function shortened(text: string): string {
  return text.length <= 3000 ? text : `${text.slice(0, 2900)} ... (${text.length} characters)`;
}
