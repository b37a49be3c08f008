import type { Actor } from "./actors.ts";
import { violation } from "./invariants.ts";
import { messageMoves, timeMoves } from "./network.ts";
import { readerMoves } from "./reader.ts";
import type { Move, Scope, State } from "./state.ts";
import { sweeperMoves } from "./sweeper.ts";
import { writerMoves } from "./writer.ts";

/** What a search found. */
export interface Found {
  /** How many different states were reached. */
  readonly states: number;
  /** What is wrong in the first bad state; `undefined`: no state that can be reached is bad. */
  readonly violation: string | undefined;
  /** What led there, a shortest way. */
  readonly trace: readonly string[];
}

/**
 * Visits every state that can be reached, nearest first, and stops at the first bad one. A crash needs no move of its own: an
 * actor that never moves again has crashed, and every state must be good.
 */
export function search(scope: Scope, visit: (state: State) => void = () => undefined): Found {
  const first: State = { now: 0, items: scope.items, tokens: {}, network: [], actors: scope.actors, effects: {} };
  const seen = new Set([keyOf(first)]);
  const labels = [""];
  const parents = [0];
  let level = [{ state: first, index: 0 }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { state, index } of level) {
      visit(state);
      const wrong = violation(state);
      if (wrong !== undefined) return { states: seen.size, violation: wrong, trace: traceTo(index, labels, parents) };
      for (const move of movesOf(scope, state)) {
        const key = keyOf(move.state);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ state: move.state, index: labels.push(move.label) - 1 });
        parents.push(index);
      }
    }
    level = next;
  }
  return { states: seen.size, violation: undefined, trace: [] };
}

/** Everything that can happen next. */
export function movesOf(scope: Scope, state: State): Move[] {
  const own = state.actors.flatMap((actor, index) =>
    mayBegin(state.actors, actor, index) ? actorMoves(scope, state, index, actor) : [],
  );
  return [...own, ...messageMoves(scope, state), ...timeMoves(scope, state)];
}

/** Of actors that are the same but for their names, the first begins first: another order would show nothing new. */
function mayBegin(actors: readonly Actor[], actor: Actor, index: number): boolean {
  if (actor.at !== "idle") return true;
  return !actors.slice(0, index).some((other) => other.at === "idle" && roleOf(other) === roleOf(actor));
}

function roleOf(actor: Actor): string {
  if (actor.kind === "writer") return `${actor.form} ${JSON.stringify(actor.changes)}`;
  return actor.kind;
}

function actorMoves(scope: Scope, state: State, index: number, actor: Actor): Move[] {
  switch (actor.kind) {
    case "writer":
      return writerMoves(scope, state, index, actor);
    case "sweeper":
      return sweeperMoves(scope, state, index, actor);
    case "reader":
      return readerMoves(scope, state, index, actor);
  }
}

/** The same text for the same state: what has no order is sorted. */
function keyOf({ now, network, items, tokens, effects, actors, wrong = "" }: State): string {
  const messages = network.map(numberOf).sort();
  const stored = Object.entries(items).map(([key, each]) => `${key}=${numberOf(each)}`);
  const others = [numberOf(tokens), numberOf(effects), ...actors.map(numberOf), now, wrong];
  return [messages.join(), stored.sort().join(), others.join()].join(" ");
}

const numbersOfParts = new WeakMap<object, number>();
const numbersOfTexts = new Map<string, number>();

/** The same number for what is equal. States share most of their parts, so that few are written out. */
function numberOf(part: object): number {
  const known = numbersOfParts.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  const number = numbersOfTexts.get(text) ?? numbersOfTexts.size;
  numbersOfTexts.set(text, number);
  numbersOfParts.set(part, number);
  return number;
}

function traceTo(last: number, labels: readonly string[], parents: readonly number[]): string[] {
  const trace: string[] = [];
  for (let index = last; index > 0; index = parents[index] ?? 0) trace.unshift(labels[index] ?? "");
  return trace;
}
