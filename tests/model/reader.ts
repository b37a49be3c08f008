import type { Reader } from "./actors.ts";
import type { Root } from "./database.ts";
import { type Move, rootAt, type Scope, type State, timeOf, withActor } from "./state.ts";

export function readerMoves(scope: Scope, state: State, index: number, self: Reader): Move[] {
  const root = rootAt(state, self.graph);
  const to = (next: Partial<Reader>): State => withActor(state, index, { ...self, ...next });
  switch (self.at) {
    case "idle":
      return [{ label: `${self.name} reads the root`, state: to(begin(scope, state, root, [])) }];
    case "fetching":
      return self.wanted.map((key) => ({
        label: `${self.name} gets ${key}`,
        state: to(fetch(scope, state, self, key)),
      }));
    case "missed": {
      // The same root, and yet something missing: versions never recur, so that is damage.
      const next =
        root?.version === self.version ? ({ at: "INTEGRITY" } as const) : begin(scope, state, root, self.held);
      return [{ label: `${self.name} reads the root again`, state: to(next) }];
    }
    default:
      return [];
  }
}

function begin(scope: Scope, state: State, root: Root | undefined, held: readonly string[]): Partial<Reader> {
  const isThere = root !== undefined && (root.expires === undefined || root.expires > timeOf(scope, state));
  if (!isThere) return { at: "absent", version: "", wanted: [], held: [] };
  const wanted = root.names.filter((key) => !held.includes(key));
  return { at: wanted.length > 0 ? "fetching" : "read", version: root.version, wanted, held };
}

function fetch(scope: Scope, state: State, { wanted, held }: Reader, key: string): Partial<Reader> {
  const left = wanted.filter((each) => each !== key);
  if (state.items[key] !== undefined) {
    return { wanted: left, held: [...held, key].sort(), at: left.length > 0 ? "fetching" : "read" };
  }
  if (scope.faults["reader accepts a missing piece"]) return { at: "torn" };
  if (scope.faults["reader trusts the first miss"]) return { at: "INTEGRITY" };
  return { at: "missed", wanted: [] };
}
