import { isDyStoreError } from "@dystore/core";
import type { SequenceClient } from "./client.ts";
import type { Command, Graph } from "./command.ts";
import { described } from "./described.ts";
import { isSameGraph, Model } from "./model.ts";
import { after } from "./time.ts";

let sequences = 0;

/** How a command ended: `"done"` or an error's code, and its result as text. */
interface Outcome {
  readonly code: string;
  readonly result: string;
}

/**
 * Plays a sequence on all clients and on the model, command by command, and then looks at and deletes what it left.
 *
 * @param clients Of as many databases, which are to answer the same.
 * @returns How each command ended: `"done"`, or an error's code.
 * @throws where a command's outcomes differ from one another or from the model's, or an error is none of DyStore's.
 *
 * @example
 * ```ts
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { playSequence, SequenceClient, SequenceLayouts } from "@dystore/conformance";
 *
 * const adapter = memoryAdapter();
 * const client = new SequenceClient(new SequenceLayouts("sequences", adapter.capabilities), adapter, adapter);
 * await client.createTables();
 * const codes = await playSequence([client], [
 *   { do: "write", layout: 1, key: "a", data: { a: { b: [1] } }, settings: {} },
 *   { do: "writePath", layout: 0, key: "a", path: "$.a.b[0]", value: 2 },
 * ]);
 * console.log(codes); // ["done", "done"]
 * ```
 */
export async function playSequence(
  clients: readonly [SequenceClient, ...SequenceClient[]],
  commands: readonly Command[],
): Promise<string[]> {
  const sequence = ++sequences;
  for (const client of clients) client.begin(sequence);
  const [leader] = clients;
  const model = new Model();
  const codes: string[] = [];
  for (const [index, command] of [...commands, ...closing(leader, commands)].entries()) {
    const now = after(index).getTime();
    const filling = await fillingOf(leader, command);
    const predicted = model.perform(command, leader, now);
    const outcomes = await Promise.all(clients.map((client) => outcomeOf(client, command, filling, now)));
    const [first] = outcomes;
    const said: (readonly [string, Outcome])[] = outcomes.map((each, number) => [
      clients[number]?.adapter.name ?? "",
      each,
    ]);
    if (predicted !== undefined) {
      const result = "result" in predicted ? JSON.stringify(described(predicted.result)) : (first?.result ?? "");
      said.push([
        "the model",
        { code: predicted.code, result: predicted.code === "done" ? leader.withoutMadeUp(result) : "" },
      ]);
    }
    if (said.some(([, each]) => each.code !== first?.code || each.result !== first.result)) {
      throw difference(commands, index, command, said);
    }
    for (const graph of graphsOf(command)) {
      const identity = leader.identity(graph);
      if (identity === undefined) continue;
      const [found, expected] = [await leader.look(graph), model.graph(identity)];
      const isKnown =
        predicted !== undefined && found !== "unknown" && expected !== "unknown" && !isPast(expected?.expires, now);
      if (isKnown && !isSameGraph(found, expected)) {
        const text = (value: unknown): Outcome => ({ code: "leaves", result: JSON.stringify(described(value)) });
        throw difference(commands, index, command, [
          [leader.adapter.name, text(found)],
          ["the model", text(expected)],
        ]);
      }
      model.learn(identity, found);
    }
    if (index < commands.length) codes.push(first?.code ?? "");
  }
  return codes;
}

function isPast(expires: number | undefined, now: number): boolean {
  return expires !== undefined && expires <= now;
}

/** The graphs that a command may change. */
function graphsOf(command: Command): Graph[] {
  switch (command.do) {
    case "transact":
      return command.parts.flatMap(graphsOf);
    case "writeMany":
      return command.writes.flatMap(graphsOf);
    case "deleteMany":
    case "readMany":
      return command.keys.map((key) => ({ layout: command.layout, key }));
    case "write":
      return [{ layout: command.layout, key: command.key ?? command.own ?? "made up" }];
    default:
      return [command];
  }
}

async function outcomeOf(client: SequenceClient, command: Command, filling: number, now: number): Promise<Outcome> {
  try {
    const result = described(await client.perform(command, filling, now));
    return { code: "done", result: client.withoutMadeUp(JSON.stringify(result)) };
  } catch (error) {
    if (isDyStoreError(error)) return { code: error.code, result: "" };
    throw new Error(`${command.do} on ${client.adapter.name} throws no DyStoreError.`, { cause: error });
  }
}

/** How long a text must be to fill an item so far. Where the write cannot be planned its length does not matter. */
async function fillingOf(client: SequenceClient, command: Command): Promise<number> {
  if (command.do !== "write" || command.fill === undefined) return 0;
  const { itemBytes, nameBytes } = client.adapter.capabilities.limits;
  const planned = (filling: number) => client.planOfFilling(command, filling).catch(() => "refused");
  const least = await planned(0);
  let [fits, tooLong] = [0, command.fill.in === "name" ? nameBytes : itemBytes];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if ((await planned(middle)) === least) fits = middle;
    else tooLong = middle;
  }
  return Math.max(0, fits + command.fill.beyond);
}

/** Every graph that the commands may have touched is read, described, and deleted. */
function closing(client: SequenceClient, commands: readonly Command[]): Command[] {
  const touched = commands.flatMap(graphsOf);
  const keys = new Set(touched.map(({ key }) => key));
  const graphs = touched.flatMap(({ layout }) => [...keys].map((key): Graph => ({ layout, key })));
  const possible = graphs.filter((graph) => client.identity(graph) !== undefined);
  const distinct = new Map(possible.map((graph) => [`${graph.key} ${client.identity(graph)}`, graph]));
  return [...distinct.values()].flatMap((graph): Command[] => [
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
  said: readonly (readonly [string, Outcome])[],
): Error {
  const results = said.map(([name, { code, result }]) => `${name}: ${shortened(`${code} ${result}`)}`);
  const what = `Command ${index + 1}, ${shortened(JSON.stringify(command))}, ends differently.`;
  return new Error([what, ...results, `The sequence: ${shortened(JSON.stringify(commands))}`].join("\n"));
}

function shortened(text: string): string {
  return text.length <= 3000 ? text : `${text.slice(0, 2900)} ... (${text.length} characters)`;
}
