import type { Change, Writer } from "./actors.ts";
import { intentKey, pieceKey, type Root, type Step } from "./database.ts";
import { send } from "./send.ts";
import { deletes, staged } from "./staging.ts";
import { type Scope, type State, withActor } from "./state.ts";

/** `planCommit` in `plan/commit-plan.ts`, and `decide` in `execute/commit.ts`: sends the decisive write. */
export function commit(scope: Scope, state: State, index: number, self: Writer): State {
  const { faults } = scope;
  const folds = self.form === "folded" ? [...newPieces(self), ...obsolete(scope, self)] : [];
  const intents = self.form === "staged" && !faults["commit without intent"] ? intentRemovals(self) : [];
  const steps = [
    ...self.changes.map((change, each) => rootStep(scope, self, change, self.seen[each])),
    ...intents,
    ...folds,
  ];
  const isCreate = self.changes.some(({ kind, fresh }, each) => kind === "put" && !fresh && !self.seen[each]);
  const hasToken = steps.length > 1 || (isCreate && !faults["create without token"]);
  const id = `${self.name} commits${self.attempt > 1 ? " again" : ""}`;
  const token = hasToken && self.attempt === 1 ? { token: self.name } : {};
  const waiting = { ...self, at: "committing", waits: [id] } as const;
  const early =
    faults["cleaning before the commit"] && self.form !== "folded" ? deletes(self, obsolete(scope, self)) : [];
  return send(scope, withActor(state, index, waiting), index, [{ id, steps, ...token, commits: self.name }, ...early]);
}

function rootStep(scope: Scope, self: Writer, { graph, kind }: Change, seen: Root | undefined): Step {
  const found = seen === undefined ? ("absent" as const) : { version: seen.version };
  const condition = scope.faults["blind overwrite"] && kind === "put" ? {} : { if: found };
  const from = scope.faults["blind overwrite"] && kind === "put" ? {} : { from: seen?.by ?? "none" };
  if (kind === "delete" || kind === "check") return { kind, key: graph, ...condition, ...from };
  const past = seen === undefined ? [] : [seen.version, ...seen.past].slice(0, scope.remembered);
  const own = self.form === "single" ? [] : [pieceKey(graph, self.version)];
  const names = [...kept(kind, seen), ...own];
  return {
    kind: "put",
    key: graph,
    item: { kind: "root", version: self.version, past, names, by: self.name },
    ...condition,
    ...from,
  };
}

/** An update keeps the first piece of what it changes. */
function kept(kind: Change["kind"], seen: Root | undefined): readonly string[] {
  return kind === "update" ? (seen?.names.slice(0, 1) ?? []) : [];
}

function newPieces(self: Writer): Step[] {
  const { version, began: written } = self;
  return staged(self).map(({ graph }) => ({
    kind: "put",
    key: pieceKey(graph, version),
    item: { kind: "piece", version, written },
  }));
}

/** `obsoleteItems` in `execute/draft.ts`: what only the root that is replaced names. */
function obsolete(scope: Scope, self: Writer): Step[] {
  return self.changes.flatMap(({ kind }, each) => {
    const seen = self.seen[each];
    if (kind === "check" || seen === undefined) return [];
    const stays = scope.faults["cleaning ignores what is kept"] ? [] : kept(kind, seen);
    return seen.names.filter((key) => !stays.includes(key)).map((key): Step => ({ kind: "delete", key }));
  });
}

/** `planIntentRemoval`: the commit takes intents away, and only while they are open. */
function intentRemovals(self: Writer): Step[] {
  return staged(self).map(({ graph }) => ({ kind: "delete", key: intentKey(graph, self.version), if: "open" }));
}

/** `cleanUp` behind a commit. That it is not waited for makes no difference to what it deletes. */
export function clean(scope: Scope, state: State, index: number, self: Writer): State {
  if (self.form === "folded" && self.learned.at(-1) === "done") return state;
  return send(scope, state, index, deletes(self, obsolete(scope, self)));
}
