import type { Change, Writer } from "./actors.ts";
import { type Intent, intentKey, pieceKey, type Step } from "./database.ts";
import { send } from "./send.ts";
import { type Scope, type State, withActor } from "./state.ts";

/** `stage` in `execute/stage.ts`: pieces and an open intent, which must be new, in any order. */
export function stage(scope: Scope, state: State, index: number, self: Writer): State {
  const written = self.began;
  const writes = staged(self).flatMap(({ graph }) => {
    const { version } = self;
    const intent: Intent = { kind: "intent", version, state: "open", written };
    const steps: Step[] = [
      { kind: "put", key: intentKey(graph, version), item: intent, if: "absent" },
      { kind: "put", key: pieceKey(graph, version), item: { kind: "piece", version, written } },
    ];
    return steps.map((step) => ({ id: `${self.name} puts ${step.key}`, steps: [step] }));
  });
  const waiting = { ...self, at: "staging", waits: writes.map(({ id }) => id) } as const;
  return send(scope, withActor(state, index, waiting), index, writes);
}

export function unstage(scope: Scope, state: State, index: number, self: Writer): State {
  const intents = staged(self).map(({ graph }): Step => ({ kind: "delete", key: intentKey(graph, self.version) }));
  return removePieces(scope, send(scope, state, index, deletes(self, intents)), index, self);
}

export function removePieces(scope: Scope, state: State, index: number, self: Writer): State {
  const pieces = staged(self).map(({ graph }): Step => ({ kind: "delete", key: pieceKey(graph, self.version) }));
  return send(scope, state, index, deletes(self, pieces));
}

export function deletes(
  self: Writer,
  steps: readonly Step[],
): { readonly id: string; readonly steps: readonly Step[] }[] {
  return steps.map((step) => ({ id: `${self.name} deletes ${step.key}`, steps: [step] }));
}

/** The changes that have new pieces. */
export function staged({ changes, form }: Writer): readonly Change[] {
  return form === "single" ? [] : changes.filter(({ kind }) => kind === "put" || kind === "update");
}

/** Reports. What the writer saw does not matter any more. */
export function end(state: State, index: number, self: Writer, at: Writer["at"]): State {
  const learned = at === "unknown" ? self.learned : [];
  const { wasHopeless: _, ...known } = self;
  return withActor(state, index, {
    ...known,
    at,
    waits: [],
    seen: [],
    found: [],
    doubtful: false,
    attempt: 1,
    began: 0,
    learned,
  });
}
