import { type Actor, type Change, reader, sweeper, type Writer, writer } from "./actors.ts";
import type { Stored } from "./database.ts";
import { day, type Fault, hour, type Scope } from "./state.ts";

/** Who does something: the first word says what, the second how it is committed. */
type Role =
  | `${"write" | "update" | "delete" | "create"} ${Writer["form"]}`
  | `${"transact" | "transact with a check"} ${"folded" | "staged"}`
  | "delete another"
  | "read"
  | "sweep";

/** What a search is about, in words. */
export interface Cast {
  readonly roles: readonly Role[];
  /** What stands there at first: one graph with two pieces (an expiring one after 30 minutes), two of them, or nothing. */
  readonly begin: "a graph" | "an expiring graph" | "two graphs" | "nothing";
  readonly times?: readonly number[];
  readonly fault?: Fault;
  readonly duplicates?: true;
}

/** Moments that let sweepers work: past the grace; then past what aborted intents stay. */
export const pastGrace: readonly number[] = [0, 2 * hour];
export const pastFences: readonly number[] = [0, 2 * hour, 8 * day];

export function scopeOf({ roles, begin, times = [0], fault, duplicates }: Cast): Scope {
  return {
    actors: roles.map((role, index) => actorOf(role, String(index + 1))),
    items: itemsAtFirst(begin),
    times,
    ...(duplicates ? { duplicates } : {}),
    remembered: 1,
    faults: fault === undefined ? {} : { [fault]: true },
  };
}

function actorOf(role: Role, name: string): Actor {
  if (role === "delete another") return writer(name, "folded", [{ graph: "b", kind: "delete" }]);
  if (role === "read") return reader(`reader ${name}`, "a");
  if (role === "sweep") return sweeper(`sweeper ${name}`);
  const space = role.lastIndexOf(" ");
  return writer(name, role.slice(space + 1) as Writer["form"], changesOf(role.slice(0, space)));
}

function changesOf(what: string): Change[] {
  switch (what) {
    case "write":
      return [{ graph: "a", kind: "put" }];
    case "create":
      return [{ graph: "a", kind: "put", fresh: true }];
    case "update":
    case "delete":
      return [{ graph: "a", kind: what }];
    case "transact with a check":
      return [
        { graph: "a", kind: "update" },
        { graph: "b", kind: "check" },
      ];
    default:
      return [
        { graph: "a", kind: "update" },
        { graph: "b", kind: "put" },
      ];
  }
}

function itemsAtFirst(begin: Cast["begin"]): Record<string, Stored> {
  if (begin === "nothing") return {};
  const expiry = begin === "an expiring graph" ? { expires: 30 } : {};
  const graphs = begin === "two graphs" ? ["a", "b"] : ["a"];
  return Object.fromEntries(
    graphs.flatMap((graph): [string, Stored][] => {
      const names = [`${graph}/0.0`, `${graph}/0.1`];
      const root = { kind: "root", version: "0", past: [], names, by: "0", ...expiry } as const;
      return [
        [graph, root],
        ...names.map((name): [string, Stored] => [name, { kind: "piece", version: "0", written: 0 }]),
      ];
    }),
  );
}
