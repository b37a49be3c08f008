import type { Adapter, ItemKey } from "@dystore/core/adapter";
import { hour } from "../upkeep-scene.ts";
import { type SentCommit, said } from "./recorded-commits.ts";

/**
 * Whether somebody who reads all of the database now can tell whether a commit happened whose answer was lost, or can make sure that it
 * happens once. This is all that there is to see:
 *
 * - a root of the commit has its version or remembers it: it happened;
 * - a root that it was to change remembers the version that the commit demanded: somebody else replaced that, and it never will happen;
 * - such a root still has that version: it may be sent again, and happens once at most, since versions never recur;
 * - an intent that it was to take away is open, and can be aborted, or is aborted: it never will happen;
 * - such an intent is gone, within the grace: only the commit takes it away. Later `sweep` may have done so;
 * - it only deletes, and all its roots are gone: what was asked for is so, whoever did it;
 * - nothing stands under a key that only the writer knows: it may be sent again.
 *
 * Everything else looks the same whether or not it happened: `UNKNOWN_OUTCOME`.
 */
export async function canTell(
  adapter: Adapter,
  { version, roots, intents }: SentCommit,
  sentAgo: number,
): Promise<boolean> {
  const changed = roots.filter(({ kind }) => kind !== "check");
  const found = await read(
    adapter,
    roots.map(({ key }) => key),
  );
  const states = await read(adapter, intents);
  const now = new Map(roots.map((root, index) => [root, found[index]]));
  const knows = (root: (typeof roots)[number], which: string | undefined): boolean => {
    const item = now.get(root);
    return which !== undefined && (item?.version === which || item?.past?.includes(which) === true);
  };
  if (roots.some((root) => knows(root, version)) || changed.some((root) => knows(root, root.seen))) return true;
  if (states.some((intent) => intent?.state === "open" || intent?.state === "aborted")) return true;
  if (states.some((intent) => intent === undefined) && sentAgo <= hour) return true;
  if (roots.every((root) => root.kind === "delete" && now.get(root) === undefined)) return true;
  return changed.some((root) => isOwn(root.key) && root.seen === undefined && now.get(root) === undefined);
}

/** Whether the engine made up a graph's key: a UUID. */
function isOwn({ partition }: ItemKey): boolean {
  return typeof partition === "string" && partition.length === 36;
}

async function read(adapter: Adapter, keys: readonly ItemKey[]): Promise<(ReturnType<typeof said> | undefined)[]> {
  const items = await adapter.get(keys, { consistent: true }, {});
  return items.map((item) => item && said(item));
}
