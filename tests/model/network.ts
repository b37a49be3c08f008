import type { Answer, Condition, Message, Step, Stored } from "./database.ts";
import { fencesStayMinutes, type Move, type Scope, type State, timeOf, tokenMinutes, withActor } from "./state.ts";
import { receiveBySweeper } from "./sweeper.ts";
import { receiveByWriter } from "./writer.ts";

/**
 * All that a write under way can do next: arrive, with an answer or without, be sent again under its token, or be given up by
 * whoever waits for it. What was given up may still arrive.
 */
export function messageMoves(scope: Scope, state: State): Move[] {
  return state.network.flatMap((message): Move[] => {
    const { id, left } = message;
    const arrival = left > 0 ? arrive(scope, state, message) : undefined;
    const moves: Move[] = arrival ? [{ label: `${id}: arrives, ${arrival.answer}`, state: arrival.after }] : [];
    if (!isAwaited(state, message)) return moves;
    if (arrival !== undefined) {
      const answer = reported(scope, message, arrival.answer);
      moves.push({
        label: `${id}: arrives, ${arrival.answer}, and is answered ${answer}`,
        state: receive(scope, arrival.after, message, answer),
      });
    }
    if (message.token !== undefined && !message.resent) {
      const again = { ...message, left: left + 1, resent: true } as const;
      const network = state.network.map((each) => (each === message ? again : each));
      moves.push({ label: `${id}: is sent again`, state: { ...state, network } });
    }
    return [...moves, { label: `${id}: has no answer`, state: receive(scope, state, message, "none") }];
  });
}

/**
 * What the adapter reports. A create that was sent twice and refused once may still happen, when what stood in its way is gone.
 */
function reported(scope: Scope, { steps, resent }: Message, answer: "done" | "conflict"): Answer {
  const isLate = answer === "conflict" && resent === true && steps.some((step) => step.if === "absent");
  return isLate && !scope.faults["refusal believed of what was sent twice"] ? "none" : answer;
}

/**
 * Time goes on. A write may be under way for as long as aborted intents stay; one that was sent twice arrives twice only while
 * its token is remembered.
 */
export function timeMoves(scope: Scope, state: State): Move[] {
  const now = state.now + 1;
  const time = scope.times[now];
  if (time === undefined) return [];
  const tokens = Object.fromEntries(Object.entries(state.tokens).filter(([, used]) => time - used <= tokenMinutes));
  const isLost = ({ sent }: Message) => time - sent > fencesStayMinutes;
  const network = state.network.flatMap((message) => {
    if (isLost(message)) return [];
    const { token, sent, left } = message;
    if (token === undefined || time - sent <= tokenMinutes) return [message];
    const once = { ...message, left: token in state.tokens ? 0 : Math.min(left, 1) };
    return once.left > 0 || isAwaited(state, once) ? [once] : [];
  });
  const lost = state.network.filter(isLost);
  const later: State = { ...state, now, tokens, network };
  const giveUp = (each: State, message: Message) =>
    isAwaited(each, message) ? receive(scope, each, message, "none") : each;
  const after = lost.reduce(giveUp, later);
  return [{ label: `it is ${time} minutes later than at first`, state: after }];
}

function isAwaited(state: State, { id, sender }: Message): boolean {
  const actor = state.actors[sender];
  return actor !== undefined && "waits" in actor && actor.waits.includes(id);
}

function receive(scope: Scope, state: State, message: Message, answer: Answer): State {
  const index = message.sender;
  const actor = state.actors[index];
  if (actor === undefined || !("waits" in actor)) return state;
  const waiting = { ...actor, waits: actor.waits.filter((id) => id !== message.id) };
  const heard = withActor(state, index, waiting);
  return waiting.kind === "writer"
    ? receiveByWriter(scope, heard, index, waiting, message, answer)
    : receiveBySweeper(scope, heard, index, waiting, answer);
}

/** The database carries out a write, or refuses it. */
function arrive(scope: Scope, state: State, message: Message): { after: State; answer: "done" | "conflict" } {
  const network = state.network
    .map((each) => (each === message ? { ...message, left: message.left - 1 } : each))
    // One that can do nothing any more is kept only as long as somebody waits for its answer.
    .filter((each) => each.left > 0 || isAwaited(state, each));
  const arrived = { ...state, network };
  if (message.token !== undefined && message.token in state.tokens) return { after: arrived, answer: "done" };
  if (!message.steps.every((step) => holds(step.if, state.items[step.key]))) {
    return { after: arrived, answer: "conflict" };
  }
  const items = message.steps.reduce(carryOut, state.items);
  const { commits, token } = message;
  const after = {
    ...arrived,
    items,
    ...(commits === undefined ? {} : { effects: { ...state.effects, [commits]: (state.effects[commits] ?? 0) + 1 } }),
    ...(token === undefined ? {} : { tokens: { ...state.tokens, [token]: timeOf(scope, state) } }),
  };
  const wrong = message.steps.map((step) => lostUpdate(state, step)).find((each) => each !== undefined);
  return { after: wrong === undefined ? after : { ...after, wrong }, answer: "done" };
}

function holds(condition: Condition | undefined, stored: Stored | undefined): boolean {
  if (condition === undefined) return true;
  if (condition === "absent") return stored === undefined;
  if (condition === "open") return stored?.kind === "intent" && stored.state === "open";
  return stored?.version === condition.version;
}

function carryOut(items: State["items"], { kind, key, item }: Step): State["items"] {
  if (kind === "put" && item !== undefined) return { ...items, [key]: item };
  if (kind !== "delete") return items;
  const { [key]: _, ...others } = items;
  return others;
}

/** A change must replace just the root that it was made from. */
function lostUpdate(state: State, { key, from }: Step): string | undefined {
  if (from === undefined) return undefined;
  const stored = state.items[key];
  const by = stored?.kind === "root" ? stored.by : "none";
  return by === from ? undefined : `a lost update: made from what ${from} wrote, it replaces what ${by} wrote`;
}
