import type { Writer } from "./actors.ts";
import { commit } from "./commit.ts";
import type { Answer, Message } from "./database.ts";
import { aborted, askIntent, committed, readAgain } from "./resolve.ts";
import { end, removePieces, stage, unstage } from "./staging.ts";
import { type Move, rootAt, type Scope, type State, timeOf, withActor } from "./state.ts";

/** What a writer can do by itself: all that begins with a read. */
export function writerMoves(scope: Scope, state: State, index: number, self: Writer): Move[] {
  const move = (label: string, after: State): Move[] => [{ label: `${self.name} ${label}`, state: after }];
  switch (self.at) {
    case "idle": {
      const begun = { ...self, began: timeOf(scope, state) };
      // `stageAndRead`: staging goes beside reading the root. Whatever depends on the root reads it first.
      if (canStageFirst(scope, self)) return move("stages", stage(scope, state, index, begun));
      return move("reads", readRoots(scope, state, index, begun));
    }
    case "reading":
      return move("reads", readRoots(scope, state, index, self));
    case "resolving":
      return move("reads again", readAgain(scope, state, index, self));
    case "asking":
      return move("reads its intent", askIntent(scope, state, index, self));
    default:
      return [];
  }
}

/** What a writer does with an answer. */
export function receiveByWriter(
  scope: Scope,
  state: State,
  index: number,
  self: Writer,
  message: Message,
  answer: Answer,
): State {
  switch (self.at) {
    case "staging":
      return receiveStaging(scope, state, index, self, answer);
    case "committing":
      return receiveCommit(scope, state, index, { ...self, learned: [...self.learned, answer] }, answer);
    case "aborting":
      if (answer === "done") return aborted(scope, state, index, self);
      return withActor(state, index, { ...self, at: "asking", learned: [...self.learned, answer] });
    default:
      throw new Error(`${message.id} was answered while its sender was ${self.at}`);
  }
}

function canStageFirst(scope: Scope, { form, changes }: Writer): boolean {
  return form === "staged" && changes.every(({ kind }) => kind === "put") && !scope.faults["counters for versions"];
}

function receiveStaging(scope: Scope, state: State, index: number, self: Writer, answer: Answer): State {
  // `unstage`: nothing was sent that could commit it.
  if (answer !== "done") return unstage(scope, end(state, index, self, "refused"), index, self);
  if (self.waits.length > 0) return state;
  return self.seen.length > 0 ? commit(scope, state, index, self) : withActor(state, index, { ...self, at: "reading" });
}

/** `readRoots` in `execute/read-roots.ts`, and what an attempt decides by what it finds. */
function readRoots(scope: Scope, state: State, index: number, self: Writer): State {
  const seen = self.changes.map(({ graph }) => rootAt(state, graph));
  const isNothing = self.changes.some(({ kind }, each) => (kind === "update" || kind === "delete") && !seen[each]);
  if (isNothing) return end(state, index, self, "refused");
  const version = scope.faults["counters for versions"] ? String(Number(seen[0]?.version ?? 0) + 1) : self.version;
  const known = { ...self, seen, version };
  if (self.form === "staged" && self.at === "idle") return stage(scope, state, index, known);
  return commit(scope, state, index, known);
}

function receiveCommit(scope: Scope, state: State, index: number, self: Writer, answer: Answer): State {
  if (answer === "done") return committed(scope, state, index, self);
  const doubtful = self.doubtful || answer === "none";
  if (scope.faults["loser deletes what it staged"] && self.form === "staged") {
    return removePieces(scope, end(state, index, self, "refused"), index, self);
  }
  return withActor(state, index, { ...self, at: "resolving", doubtful });
}
