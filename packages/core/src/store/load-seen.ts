import type { ChangeAttempt } from "../execute/change-graphs.ts";
import { type Held, readFirst } from "../execute/first-read.ts";
import { type Choice, load } from "../execute/load.ts";
import type { SeenRoot } from "../execute/read-roots.ts";
import type { GraphAddress } from "../plan/address.ts";
import type { Loaded } from "../plan/assemble.ts";
import type { Operation } from "./engine.ts";

/** A graph as an attempt to change it found it. */
export interface LoadedRoot {
  /** What stands there: an expired graph, too. */
  readonly seen: SeenRoot;
  /** `undefined` where there is no graph, or it has expired. */
  readonly loaded: Loaded | undefined;
}

/** Reads the chosen shards of what an attempt has seen. Where the graph changes meanwhile, the attempt goes on with the newer one. */
export async function loadSeen(
  operation: Operation,
  graph: GraphAddress,
  { seen }: Pick<ChangeAttempt, "seen">,
  choose: Choice,
): Promise<LoadedRoot> {
  const held: Held = new Map();
  const { head } = seen ?? { head: await readFirst(operation, graph, choose.extent, true, held) };
  const loaded = head && (await load(operation, graph, { consistent: true, choose, head, held }));
  return { seen: { head: loaded?.head ?? head }, loaded };
}
