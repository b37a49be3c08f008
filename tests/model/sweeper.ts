import { type Sweeper, sweeper } from "./actors.ts";
import { type Answer, graphOf, type Intent, intentKey, type Step, type Stored } from "./database.ts";
import { send } from "./send.ts";
import {
  fencesStayMinutes,
  graceMinutes,
  type Move,
  rootAt,
  type Scope,
  type State,
  timeOf,
  withActor,
} from "./state.ts";

/** `mostAttempts` in `upkeep/fence-versions.ts` is 3. */
const mostAttempts = 2;

/** What a sweeper can do by itself: all that begins with a read. */
export function sweeperMoves(scope: Scope, state: State, index: number, self: Sweeper): Move[] {
  const move = (label: string, after: State): Move[] => [{ label: `${self.name} ${label}`, state: after }];
  switch (self.at) {
    case "idle":
      return Object.entries(state.items).flatMap(([key, stored]) => {
        const met = { ...self, key, version: stored.version };
        return isDue(scope, state, stored) ? move(`meets ${key}`, meet(scope, state, index, met, stored)) : [];
      });
    case "judging":
      return move("reads the root", judge(scope, state, index, self));
    case "fencing":
      return self.waits.length > 0 ? [] : move("reads the intent", fence(scope, state, index, self));
    case "judging again":
      return self.waits.length > 0 ? [] : move("reads the root again", judgeAgain(scope, state, index, self));
    default:
      return [];
  }
}

/** `sweepPage`: what is old enough, or has expired. */
function isDue(scope: Scope, state: State, stored: Stored): boolean {
  const time = timeOf(scope, state);
  switch (stored.kind) {
    case "root":
      return stored.expires !== undefined && stored.expires <= time;
    case "piece":
      return time - stored.written > graceMinutes;
    case "intent":
      if (stored.state === "open") return time - stored.written > graceMinutes;
      return time - stored.written > fencesStayMinutes || scope.faults["aborted intents removed at once"] === true;
  }
}

function meet(scope: Scope, state: State, index: number, self: Sweeper, stored: Stored): State {
  switch (stored.kind) {
    case "root": {
      // `removeExpired`: the root if it is still that version, then what it named.
      const id = `${self.name} deletes ${self.key}`;
      const expiring = { ...self, at: "fencing", names: stored.names, waits: [id] } as const;
      const step: Step = { kind: "delete", key: self.key, if: { version: self.version } };
      return send(scope, withActor(state, index, expiring), index, [{ id, steps: [step] }]);
    }
    case "piece":
      return withActor(state, index, { ...self, at: "judging" });
    case "intent":
      // `sweepIntent`: an open one is fenced and stays.
      if (stored.state === "open") return withActor(state, index, { ...self, at: "fencing" });
      return remove(scope, state, index, self, [self.key]);
  }
}

/** `sweepGraph`, its first judgement. */
function judge(scope: Scope, state: State, index: number, self: Sweeper): State {
  const root = rootAt(state, graphOf(self.key));
  if (root?.names.includes(self.key)) return done(state, index, self);
  if (scope.faults["sweep without fence"]) return remove(scope, state, index, self, [self.key]);
  // `settle`: a version that was committed cannot be committed again.
  const isSettled =
    root !== undefined &&
    (root.version === self.version ||
      root.past.includes(self.version) ||
      root.names.some((name) => name.includes(`/${self.version}.`)));
  return withActor(state, index, { ...self, at: isSettled ? "judging again" : "fencing" });
}

/** `fenceVersions` and `planFence`: afterwards the version can never be committed. */
function fence(scope: Scope, state: State, index: number, self: Sweeper): State {
  const key = intentKey(graphOf(self.key), self.version);
  const intent = state.items[key];
  if (intent?.kind === "intent" && intent.state !== "open") return fenced(scope, state, index, self);
  const id = `${self.name} fences ${key}`;
  const says = intent === undefined && !scope.faults["sweep's fence says aborted"] ? "fenced" : "aborted";
  const item: Intent = { kind: "intent", version: self.version, state: says, written: timeOf(scope, state) };
  const step: Step = { kind: "put", key, item, if: intent === undefined ? "absent" : "open" };
  return send(scope, withActor(state, index, { ...self, waits: [id] }), index, [{ id, steps: [step] }]);
}

/** What a sweeper does with an answer. Without one it leaves everything as it is. */
export function receiveBySweeper(scope: Scope, state: State, index: number, self: Sweeper, answer: Answer): State {
  if (answer === "none") return done(state, index, self);
  if (rootAt(state, self.key) !== undefined || !self.key.includes("/")) {
    return answer === "done" ? remove(scope, state, index, self, self.names) : done(state, index, self);
  }
  if (answer === "done") return fenced(scope, state, index, self);
  if (self.attempt === mostAttempts) return done(state, index, self);
  return withActor(state, index, { ...self, attempt: self.attempt + 1 });
}

function fenced(scope: Scope, state: State, index: number, self: Sweeper): State {
  if (self.key.endsWith(".intent")) return done(state, index, self);
  if (scope.faults["sweep fences but does not read again"]) return remove(scope, state, index, self, [self.key]);
  return withActor(state, index, { ...self, at: "judging again" });
}

/** `sweepGraph`, its second judgement: what the root does not name now it never will. */
function judgeAgain(scope: Scope, state: State, index: number, self: Sweeper): State {
  if (rootAt(state, graphOf(self.key))?.names.includes(self.key)) return done(state, index, self);
  return remove(scope, state, index, self, [self.key]);
}

/** `removeItems`: each on the condition of its version. */
function remove(scope: Scope, state: State, index: number, self: Sweeper, keys: readonly string[]): State {
  const writes = keys.map((key) => {
    const version = state.items[key]?.version ?? self.version;
    return { id: `${self.name} deletes ${key}`, steps: [{ kind: "delete", key, if: { version } } as const] };
  });
  return send(scope, done(state, index, self), index, writes);
}

function done(state: State, index: number, { kind, name }: Sweeper): State {
  return withActor(state, index, { ...sweeper(name), kind, at: "done" });
}
