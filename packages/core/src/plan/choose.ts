import { metadataAttribute } from "../adapter/reserved.ts";
import type { Path } from "../path/path.ts";
import { mayOnlyPass } from "../path/segment.ts";
import { mayTouch } from "../path/touch.ts";
import { at } from "../values/at.ts";
import type { Place } from "./fragment.ts";
import type { RootBody, RootHead } from "./root.ts";

/** What a path is evaluated for: to read what it matches, to put something else there, or to take it out. */
export type Purpose = "read" | "write" | "remove";

/**
 * The shards whose content evaluating a path needs: those it looks into, and for reading those it selects. For removing also
 * those at declared positions: the elements that move away from there are shards no longer.
 */
export function chooseTouched(
  path: Path,
  purpose: Purpose,
  head: RootHead,
  body: RootBody,
  places: readonly Place[],
): number[] {
  const values = purpose === "read" || path.hasFilter || mayOnlyPass(path.segments);
  const positional = purpose === "remove" ? positionalEntries(body) : undefined;
  const lengthOf = rootListLengths(head, body);
  const chosen: number[] = [];
  for (const [index, place] of places.entries()) {
    const touch = mayTouch(path, place, lengthOf);
    if (touch === "inside" || (values && touch === "selected") || positional?.has(index)) chosen.push(index);
  }
  return chosen;
}

/** Entries declared by a path with an index in it, and all that stand in them. */
function positionalEntries({ entries, layout }: RootBody): ReadonlySet<number> {
  const positional = new Set<number>();
  for (const [index, { declaration, parent }] of entries.entries()) {
    const declared = at(layout.all, declaration).pattern.some(({ kind }) => kind === "index");
    if (declared || positional.has(parent)) positional.add(index);
  }
  return positional;
}

/** Lengths of lists that stand in the root's own attributes: what is stored of them, and the shards cut out of them. */
function rootListLengths({ item }: RootHead, { entries }: RootBody): (list: Place) => number | undefined {
  let cut: Map<string, number> | undefined;
  return (list) => {
    // What the data has under this name is displaced; the item's own attribute is another's.
    if (list[0] === metadataAttribute) return undefined;
    let stored: unknown = item;
    for (const name of list) {
      // Positions in stored lists differ from those of the object where elements were cut out before them.
      if (typeof name !== "string" || typeof stored !== "object" || stored === null || !Object.hasOwn(stored, name))
        return undefined;
      stored = (stored as Readonly<Record<string, unknown>>)[name];
    }
    if (!Array.isArray(stored)) return undefined;
    if (cut === undefined) {
      cut = new Map();
      for (const { parent, container } of entries) {
        if (parent !== -1) continue;
        const identity = JSON.stringify(container);
        cut.set(identity, (cut.get(identity) ?? 0) + 1);
      }
    }
    return stored.length + (cut.get(JSON.stringify(list)) ?? 0);
  };
}
