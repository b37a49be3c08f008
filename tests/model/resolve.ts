import type { Change, Writer } from "./actors.ts";
import { clean, commit } from "./commit.ts";
import { type Intent, intentKey, type Root, type Step } from "./database.ts";
import { send } from "./send.ts";
import { end, removePieces, staged } from "./staging.ts";
import { graceMinutes, rootAt, type Scope, type State, timeOf, withActor } from "./state.ts";

/** `resolveAttempts` in `execute/resolve.ts`. Two are enough for everything that three can show. */
const mostAttempts = 2;

/** `readAgain` in `execute/resolve.ts`: the next of the roots. They are read in one request, but not at one moment. */
export function readAgain(scope: Scope, state: State, index: number, before: Writer): State {
  const root = before.changes.slice(before.found.length).map(({ graph }) => rootAt(state, graph))[0];
  const learned = root === undefined ? "absent" : [root.version, ...root.past].join("<");
  const found = [...before.found, root];
  const self = { ...before, found, learned: [...before.learned, learned] };
  if (found.length < self.changes.length) return withActor(state, index, self);
  return resolve(scope, state, index, { ...self, found: [] }, found);
}

/** `resolve` and `resolveStaged` in `execute/resolve.ts`: what follows from the roots that were found. */
function resolve(scope: Scope, state: State, index: number, self: Writer, roots: readonly (Root | undefined)[]): State {
  if (isCommitted(self, roots)) return committed(scope, state, index, self);
  if (self.form === "staged") return abort(scope, state, index, self);
  if (!self.doubtful) return end(state, index, self, "refused");
  switch (judge(scope, self, roots)) {
    case "committed":
      return clean(scope, end(state, index, self, "counted as committed"), index, self);
    case "refused":
      return end(state, index, self, "refused");
    case "pending":
      // What had not happened after it could not happen any more never will.
      if (self.wasHopeless) return end(state, index, self, "refused");
      if (scope.faults["hopeless commit refused at once"] && isHopeless(self, roots))
        return end(state, index, self, "refused");
      if (isHopeless(self, roots)) return withActor(state, index, { ...self, wasHopeless: true });
      if (self.attempt === mostAttempts) return end(state, index, self, "unknown");
      return commit(scope, state, index, { ...self, attempt: self.attempt + 1 });
    case "unknown":
      return end(state, index, self, "unknown");
  }
}

/** `isCommitted` in `plan/verdict.ts`. */
function isCommitted(self: Writer, roots: readonly (Root | undefined)[]): boolean {
  return self.changes.some(({ kind }, each) => {
    const root = roots[each];
    const puts = kind === "put" || kind === "update";
    return puts && root !== undefined && (root.version === self.version || root.past.includes(self.version));
  });
}

/** `judge` in `plan/verdict.ts`. */
function judge(
  scope: Scope,
  self: Writer,
  roots: readonly (Root | undefined)[],
): "committed" | "refused" | "pending" | "unknown" {
  const all = self.changes.map((change, each) => ({ ...change, seen: self.seen[each], now: roots[each] }));
  const written = all.filter(({ kind }) => kind !== "check");
  if (written.some(({ seen, now }) => seen !== undefined && now?.past.includes(seen.version))) return "refused";
  const mayRepeat = scope.faults["create sent again without token"];
  const isUntouched = ({ seen, now, fresh }: (typeof all)[number]) =>
    seen === undefined ? (fresh === true || mayRepeat) && now === undefined : now?.version === seen.version;
  if (written.some(isUntouched)) return "pending";
  return all.every(({ kind, now }) => kind === "delete" && now === undefined) ? "committed" : "unknown";
}

/** `isHopeless` in `plan/verdict.ts`. */
function isHopeless(self: Writer, roots: readonly (Root | undefined)[]): boolean {
  return self.seen.some((seen, each) => seen !== undefined && roots[each]?.version !== seen.version);
}

/** `abortIntent` in `execute/resolve.ts`, of the first intent. */
function abort(scope: Scope, state: State, index: number, self: Writer): State {
  const [first] = staged(self);
  if (first === undefined) throw new Error("nothing was staged");
  const { id, steps } = abortOf(self, first);
  return send(scope, withActor(state, index, { ...self, at: "aborting", waits: [id] }), index, [{ id, steps }]);
}

function abortOf(self: Writer, { graph }: Change): { readonly id: string; readonly steps: readonly Step[] } {
  const { version, began: written } = self;
  const key = intentKey(graph, version);
  const item: Intent = { kind: "intent", version, state: "aborted", written };
  return { id: `${self.name} aborts ${key}`, steps: [{ kind: "put", key, item, if: "open" }] };
}

export function askIntent(scope: Scope, state: State, index: number, before: Writer): State {
  const [first] = staged(before);
  const intent = first && state.items[intentKey(first.graph, before.version)];
  const says = intent?.kind === "intent" ? intent.state : "gone";
  const self = { ...before, learned: [...before.learned, says] };
  if (says === "aborted") return aborted(scope, state, index, self);
  if (says === "gone") {
    if (!self.doubtful) return end(state, index, self, "refused");
    const isLate = timeOf(scope, state) - self.began > graceMinutes;
    if (isLate && !scope.faults["gone intent read after the grace"]) return giveUp(state, index, self);
    return committed(scope, state, index, self);
  }
  if (self.attempt === mostAttempts) return giveUp(state, index, self);
  return abort(scope, state, index, { ...self, attempt: self.attempt + 1 });
}

/** A refusal that was answered is certain, whatever became of the intent. */
function giveUp(state: State, index: number, self: Writer): State {
  return end(state, index, self, self.doubtful ? "unknown" : "refused");
}

/** One intent decides for all: the commit takes them away together. */
export function aborted(scope: Scope, state: State, index: number, self: Writer): State {
  const [, ...others] = staged(self);
  const ended = end(state, index, self, "refused");
  return removePieces(
    scope,
    send(
      scope,
      ended,
      index,
      others.map((change) => abortOf(self, change)),
    ),
    index,
    self,
  );
}

export function committed(scope: Scope, state: State, index: number, self: Writer): State {
  return clean(scope, end(state, index, self, "committed"), index, self);
}
