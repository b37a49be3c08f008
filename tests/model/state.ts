import type { Actor } from "./actors.ts";
import type { Message, Root, Stored } from "./database.ts";

/** Everything that a state of the model consists of. States are never changed, only replaced. */
export interface State {
  /** How many of the scope's moments have passed: an index into `Scope.times`. */
  readonly now: number;
  /** The database: what stands under each key. */
  readonly items: Readonly<Record<string, Stored>>;
  /** Atomic writes that were carried out under a token, and when. */
  readonly tokens: Readonly<Record<string, number>>;
  /** Writes that may still arrive. */
  readonly network: readonly Message[];
  readonly actors: readonly Actor[];
  /** How often each version was committed. No actor sees this. */
  readonly effects: Readonly<Record<string, number>>;
  /** What went wrong, where a single step shows it. */
  readonly wrong?: string;
}

/** One step of the search: what happened, and what came of it. */
export interface Move {
  readonly label: string;
  readonly state: State;
}

/** What a search is about. */
export interface Scope {
  readonly actors: readonly Actor[];
  readonly items: Readonly<Record<string, Stored>>;
  /** The moments at which something may happen, in minutes. Default: one. */
  readonly times: readonly number[];
  /** Whether the network delivers by itself what was sent once a second time. */
  readonly duplicates?: true;
  /** How many past versions a root remembers. The code's eight would take as many actors to forget one. */
  readonly remembered: number;
  readonly faults: Faults;
}

/** Faults that are planted into the protocol, to see that the search finds them. */
type Faults = { readonly [Name in Fault]?: true };

export type Fault =
  | "blind overwrite"
  | "counters for versions"
  | "loser deletes what it staged"
  | "sweep without fence"
  | "sweep fences but does not read again"
  | "sweep's fence says aborted"
  | "aborted intents removed at once"
  | "commit without intent"
  | "refusal believed of what was sent twice"
  | "create without token"
  | "create sent again without token"
  | "hopeless commit refused at once"
  | "cleaning ignores what is kept"
  | "cleaning before the commit"
  | "gone intent read after the grace"
  | "reader accepts a missing piece"
  | "reader trusts the first miss";

export const hour = 60;
export const day = 24 * hour;
/** As in `adapter/adapter.ts`: how long a token protects. */
export const tokenMinutes = 10;
/** As `graceMs` in `plan/grace.ts`. */
export const graceMinutes = 60;
/** As `fencesStayMs` there: no message arrives later. */
export const fencesStayMinutes = 7 * day;

export const timeOf = (scope: Scope, state: State): number => scope.times[state.now] ?? 0;

export function rootAt(state: State, graph: string): Root | undefined {
  const found = state.items[graph];
  return found?.kind === "root" ? found : undefined;
}

export function withActor(state: State, index: number, actor: Actor): State {
  return { ...state, actors: state.actors.map((old, each) => (each === index ? actor : old)) };
}
