import type { Table } from "../adapter/table.ts";
import { at } from "../values/at.ts";
import { type GraphAddress, ItemKeys, rootKey } from "./address.ts";
import { type Entry, isPart, itemName } from "./entry.ts";
import { type EntryPlace, sameContainer } from "./entry-places.ts";
import type { Naming } from "./naming.ts";
import { type Problem, problemOf } from "./problem.ts";

/** What the entries of a manifest say against each other, and against its public half, from which items are deleted. */
export function checkManifest(
  graph: GraphAddress,
  entries: readonly Entry[],
  tables: readonly Table[],
  places: readonly EntryPlace[],
  named: Naming,
): Problem[] {
  const problems: Problem[] = [];
  const names = new Set<string>();
  const taken = new Set<string>();
  const keys = new ItemKeys(graph);
  let isNamed = named.size === entries.length;
  for (const [index, entry] of entries.entries()) {
    const { place } = at(places, index);
    const table = at(tables, index);
    const say = (message: string): void => {
      problems.push(problemOf("DUPLICATE", keys.item(table, entry), place, message));
    };
    const name = itemName(entry);
    if (names.has(name)) say("the manifest names the item twice");
    names.add(name);
    // Parts of one container follow each other; together they take one place.
    const isNew = !isPart(entry) || !sameContainer(entries[index - 1], entry);
    const identity = JSON.stringify(isPart(entry) ? [entry.parent, entry.part.container] : place);
    if (isNew && taken.has(identity)) say("the manifest names the place twice");
    taken.add(identity);
    isNamed &&= named.has({ table, version: entry.version, ordinal: entry.ordinal });
  }
  if (!isNamed) {
    const message = "the two halves of the manifest differ: what reading finds is not what deleting would remove";
    problems.push(problemOf("MANIFEST", rootKey(graph), [], message));
  }
  return problems;
}
