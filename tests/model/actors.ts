import type { Root } from "./database.ts";

export type Actor = Writer | Sweeper | Reader;

/** What an attempt does with one graph: put it whole, change it and keep its first piece, delete it, or check that it is as seen. */
export interface Change {
  readonly graph: string;
  readonly kind: "put" | "update" | "delete" | "check";
  /** Nobody else knows the key. */
  readonly fresh?: true;
}

/** One attempt to commit: `write`, `update`, `delete`, or a `transact` where there are several changes. */
export interface Writer {
  readonly kind: "writer";
  /** Also its version, which is fresh. */
  readonly name: string;
  readonly changes: readonly Change[];
  readonly form: "single" | "folded" | "staged";
  readonly at:
    | "idle"
    | "staging"
    | "reading"
    | "committing"
    | "resolving"
    | "aborting"
    | "asking"
    | "committed"
    | "counted as committed"
    | "refused"
    | "unknown";
  readonly waits: readonly string[];
  readonly began: number;
  /** What was read before the commit, graph by graph; forgotten at the end. */
  readonly seen: readonly (Root | undefined)[];
  readonly version: string;
  readonly doubtful: boolean;
  readonly attempt: number;
  /** What it has found so far, reading the roots again one after the other. */
  readonly found: readonly (Root | undefined)[];
  /** A version that it demands was gone when the roots were last read. */
  readonly wasHopeless?: true;
  /** What it learned since it sent the commit. */
  readonly learned: readonly string[];
}

export function writer(name: string, form: Writer["form"], changes: readonly Change[]): Writer {
  const none = { waits: [], seen: [], found: [], learned: [] };
  return {
    kind: "writer",
    name,
    form,
    changes,
    at: "idle",
    began: 0,
    version: name,
    doubtful: false,
    attempt: 1,
    ...none,
  };
}

/** Sweeps one item, whichever it meets: each is judged by itself. */
export interface Sweeper {
  readonly kind: "sweeper";
  readonly name: string;
  readonly at: "idle" | "judging" | "fencing" | "judging again" | "done";
  readonly waits: readonly string[];
  /** The item that it is about, and its version. */
  readonly key: string;
  readonly version: string;
  readonly attempt: number;
  /** What an expired root named. */
  readonly names: readonly string[];
}

export function sweeper(name: string): Sweeper {
  return { kind: "sweeper", name, at: "idle", waits: [], key: "", version: "", attempt: 1, names: [] };
}

/** Reads a graph: `load` in `execute/load.ts`. */
export interface Reader {
  readonly kind: "reader";
  readonly name: string;
  readonly graph: string;
  readonly at: "idle" | "fetching" | "missed" | "read" | "absent" | "INTEGRITY" | "torn";
  readonly version: string;
  readonly wanted: readonly string[];
  readonly held: readonly string[];
}

export function reader(name: string, graph: string): Reader {
  return { kind: "reader", name, graph, at: "idle", version: "", wanted: [], held: [] };
}
