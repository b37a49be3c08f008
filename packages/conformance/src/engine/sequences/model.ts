import type { Command, Graph, WriteCommand } from "./command.ts";
import { inNoOrder, joined } from "./comparable.ts";
import { described } from "./described.ts";
import { matchesNest, modelDelete, modelRead, modelWrite, parseModelPath } from "./model-path.ts";
import { isPlain, plainData } from "./plain.ts";
import { fromSpec } from "./spec.ts";
import { after } from "./time.ts";

type Data = Record<string, unknown>;

/** A graph as the model has it. */
export interface ModelGraph {
  readonly value: Data;
  readonly version: string;
  /** When it expires, in epoch milliseconds. */
  readonly expires: number | undefined;
  readonly hasShards: boolean;
}

/** How a command must end, and what it must answer where the model can tell. */
export interface Prediction {
  readonly code: string;
  readonly result?: unknown;
}

/** What a model has to be told about the client that it is compared with. */
export interface Surroundings {
  /** Names a graph, or nothing for keys that are refused. */
  readonly identity: (graph: Graph) => string | undefined;
  /** The version that was read last. */
  readonly seen: string;
}

/** What an operation on one graph does: its end, and the graph that it leaves, or nothing for none. */
interface Effect extends Prediction {
  readonly graph: ModelGraph | undefined;
}

/** Graphs as plain objects, and what commands do to them. Of what depends on how graphs are stored it says nothing. */
export class Model {
  /** What stands under each key; nothing where it is not known, after damage for one. */
  readonly #graphs = new Map<string, ModelGraph | undefined>();
  readonly #unknown = new Set<string>();

  /** What stands there, or nothing for none. @returns `"unknown"` where that is. */
  graph(identity: string): ModelGraph | undefined | "unknown" {
    return this.#unknown.has(identity) ? "unknown" : this.#graphs.get(identity);
  }

  /** Takes over what was found under a key; `"unknown"` where it cannot be read. */
  learn(identity: string, found: ModelGraph | undefined | "unknown"): void {
    if (found === "unknown") this.#unknown.add(identity);
    else {
      this.#unknown.delete(identity);
      this.#graphs.set(identity, found);
    }
  }

  /** Does a command to the model. @returns Nothing where it cannot tell; the model is as before then. */
  perform(command: Command, at: Surroundings, now: number): Prediction | undefined {
    switch (command.do) {
      case "transact":
        return this.#together(command.parts, at, now);
      case "writeMany":
        return this.#each(command.writes, at, now);
      case "deleteMany": {
        const { keys, layout, deleteShards } = command;
        const deletes = keys.map((key) => ({ do: "delete", layout, key, deleteShards }) as const);
        return this.#each(deletes, at, now);
      }
      case "readMany":
        return this.#each(
          command.keys.map((key) => ({ do: "read", layout: command.layout, key })),
          at,
          now,
        );
      default: {
        const [done] = this.#effects([command], at, now) ?? [];
        if (done === undefined) return undefined;
        this.#graphs.set(done.identity, done.effect.graph);
        return done.effect;
      }
    }
  }

  /** All or none. */
  #together(parts: readonly Command[], at: Surroundings, now: number): Prediction | undefined {
    const done = this.#effects(parts, at, now);
    if (done === undefined) return undefined;
    const [refusal, ...others] = new Set(done.map(({ effect }) => effect.code).filter((code) => code !== "done"));
    if (refusal !== undefined) return others.length === 0 ? { code: refusal } : undefined;
    for (const { identity, effect } of done) this.#graphs.set(identity, effect.graph);
    return resultsOf(done.map(({ effect }) => effect));
  }

  /** Each by itself. */
  #each(commands: readonly Command[], at: Surroundings, now: number): Prediction | undefined {
    const done = this.#effects(commands, at, now);
    if (done === undefined) return undefined;
    for (const { identity, effect } of done) this.#graphs.set(identity, effect.graph);
    return resultsOf(done.map(({ effect }) => effect));
  }

  /** What commands on different graphs would do. */
  #effects(
    commands: readonly Command[],
    at: Surroundings,
    now: number,
  ): readonly { readonly identity: string; readonly effect: Effect }[] | undefined {
    const done: { readonly identity: string; readonly effect: Effect }[] = [];
    for (const command of commands) {
      const key = "key" in command ? command.key : undefined;
      const identity = key === undefined ? undefined : at.identity({ layout: command.layout, key });
      if (identity === undefined || this.#unknown.has(identity)) return undefined;
      if (done.some((other) => other.identity === identity)) return undefined;
      const stored = this.#graphs.get(identity);
      const live = stored?.expires !== undefined && stored.expires <= now ? undefined : stored;
      const effect = effectOf(command, live, at.seen);
      if (effect === undefined) return undefined;
      done.push({ identity, effect });
    }
    return done;
  }
}

/** The results of several, where the model can tell them all. */
function resultsOf(effects: readonly Prediction[]): Prediction {
  if (!effects.every((effect) => "result" in effect || effect.code !== "done")) return { code: "done" };
  return { code: "done", result: effects.map(({ code, result }) => (code === "done" ? result : `refused: ${code}`)) };
}

const conflict = (graph: ModelGraph | undefined): Effect => ({ code: "CONFLICT", graph });
const answer = (graph: ModelGraph | undefined, result: unknown): Effect => ({ code: "done", result, graph });
/** It ends well, and what it answers is not the model's business. */
const done = (graph: ModelGraph | undefined): Effect => ({ code: "done", graph });

function effectOf(command: Command, graph: ModelGraph | undefined, seen: string): Effect | undefined {
  if ("ifVersion" in command && command.ifVersion !== undefined) {
    if (command.ifVersion === "another" || graph?.version !== seen) return conflict(graph);
  }
  switch (command.do) {
    case "write":
      return written(command, graph, seen);
    case "update": {
      if (graph === undefined || command.set === undefined) return answer(graph, undefined);
      const set = plainData(command.set);
      if (set === undefined) return undefined;
      const value = { ...copyOf(graph.value), ...set };
      const expires = command.expires === undefined ? graph.expires : expiryOf(command.expires);
      return answer({ ...graph, value, expires }, value);
    }
    case "touch":
      return answer(graph && { ...graph, expires: expiryOf(command.expires) }, graph !== undefined);
    case "delete":
      return answer(undefined, graph !== undefined);
    case "exists":
      return answer(graph, graph !== undefined);
    case "read":
      return command.resolveShards === false || command.keepMetadata ? done(graph) : answer(graph, graph?.value);
    case "hold":
    case "metadata":
      return done(graph);
    case "verify":
      return answer(graph, [graph === undefined ? "absent" : "sound"]);
    case "readPath":
    case "writePath":
    case "deletePath":
      return alongPath(command, graph);
    case "writeStream":
    case "readStream":
      return streamed(command, graph);
    default:
      return undefined;
  }
}

function written(
  { settings, ...command }: WriteCommand,
  graph: ModelGraph | undefined,
  seen: string,
): Effect | undefined {
  const value = plainData(command.data);
  if (value === undefined || settings.saveShards === false || command.own !== undefined || command.fill !== undefined) {
    return undefined;
  }
  const { ifAbsent = false, ifVersion } = settings;
  // With both, one of them has to hold.
  const holds = (ifAbsent && graph === undefined) || (ifVersion === "seen" && graph?.version === seen);
  if ((ifAbsent || ifVersion !== undefined) && !holds) return conflict(graph);
  return done({ value, version: "", expires: expiryOf(settings.expires ?? null), hasShards: false });
}

function alongPath(
  command: Extract<Command, { do: "readPath" | "writePath" | "deletePath" }>,
  graph: ModelGraph | undefined,
): Effect | undefined {
  const steps = parseModelPath(command.path);
  if (steps === undefined) return undefined;
  if (command.do === "readPath") {
    const found = graph === undefined ? [] : modelRead(graph.value, steps);
    return answer(graph, /\*|\.\./.test(command.path) ? inNoOrder(found) : found);
  }
  if (command.do === "writePath" && !isPlain(command.value)) return undefined;
  if (graph === undefined) return answer(graph, false);
  // Of matches in one another the order would count, and a graph's own key stays.
  if (matchesNest(graph.value, steps) || Object.hasOwn(graph.value, "ID")) return undefined;
  const value = copyOf(graph.value);
  const isChanged =
    command.do === "deletePath" ? modelDelete(value, steps) : modelWrite(value, steps, () => fromSpec(command.value));
  return answer({ ...graph, value }, isChanged);
}

function streamed(
  command: Extract<Command, { do: "writeStream" | "readStream" }>,
  graph: ModelGraph | undefined,
): Effect | undefined {
  const steps = parseModelPath(command.path);
  const isPlace = steps?.every((step) =>
    typeof step === "string" ? step !== "*" : typeof step === "number" && step >= 0,
  );
  if (steps === undefined || !isPlace) return undefined;
  if (command.do === "readStream") {
    const [found = []] = graph === undefined ? [] : modelRead(graph.value, steps);
    return Array.isArray(found) ? answer(graph, joined(found)) : undefined;
  }
  // Where shards are declared, a place may be refused.
  if (command.as !== "list" || !command.pieces.every(isPlain) || graph?.hasShards) return undefined;
  if (graph === undefined) return answer(graph, false);
  if (leadsIntoWhole(graph.value, steps)) return { code: "INVALID", graph };
  const value = copyOf(graph.value);
  const isChanged = modelWrite(value, steps, () => command.pieces.map(fromSpec));
  if (!isChanged) return answer(graph, false);
  return command.fails ? done(graph) : answer({ ...graph, value }, true);
}

/** Whether a place is within an instance, as of `Map`, or an object that has or gets an empty name: nothing can be streamed there. */
function leadsIntoWhole(value: unknown, steps: readonly unknown[]): boolean {
  const [step, ...further] = steps;
  if (steps.length === 0 || typeof value !== "object" || value === null) return false;
  const isInstance = !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype;
  if (step === "" || isInstance || Object.hasOwn(value, "")) return true;
  return leadsIntoWhole((value as Record<string, unknown>)[String(step)], further);
}

function expiryOf(seconds: number | null): number | undefined {
  return seconds === null ? undefined : Math.ceil(after(seconds).getTime() / 1000) * 1000;
}

/** A copy that keeps every type, unlike `structuredClone`. */
function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, copyOf(member)])) as T;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)])) as T;
}

/** Whether two graphs are the same for whoever reads them. */
export function isSameGraph(one: ModelGraph | undefined, two: ModelGraph | undefined): boolean {
  return textOf(one) === textOf(two);
}

function textOf(graph: ModelGraph | undefined): string {
  return JSON.stringify(described(graph && [graph.value, graph.expires]));
}
